/**
 * A strict reader of unified diffs, apart from the code that writes them: every line of context and every line that goes must be
 * in the text, at the place that the hunk names. No fuzz, no offset.
 */
export function applyPatch(text: string, patch: string): string {
  const lines = text.split(/(?<=\n)/);
  const result: string[] = [];
  let at = 0;
  const rows = patch.split(/(?<=\n)/);
  for (let row = 0; row < rows.length; row += 1) {
    const line = rows[row]!;
    const hunk = /^@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@/.exec(line);
    if (hunk === null) {
      if (result.length > 0 || /^[ +-](?!--|\+\+)/.test(line))
        throw new Error(`line ${row + 1} of the patch is in no hunk`);
      continue;
    }
    const [, from, oldCount = '1', to, newCount = '1'] = hunk;
    // A hunk that takes no line away names the line before it.
    const start = Number(from) - (oldCount === '0' ? 0 : 1);
    if (start < at) throw new Error(`the hunk at line ${from} goes back`);
    while (at < start) result.push(lines[at++]!);
    if (result.length !== Number(to) - (newCount === '0' ? 0 : 1))
      throw new Error(`the hunk at line ${from} miscounts the new lines`);
    let [taken, made] = [0, 0];
    while (taken < Number(oldCount) || made < Number(newCount)) {
      row += 1;
      const [mark, rest] = [rows[row]?.[0], rows[row]?.slice(1)];
      const ends = rows[row + 1]?.startsWith('\\') === true;
      if (ends) row += 1;
      const content = ends ? rest!.replace(/\r?\n$/, '') : rest!;
      if (mark === '+') {
        result.push(content);
        made += 1;
        continue;
      }
      if (mark !== ' ' && mark !== '-') throw new Error(`the hunk at line ${from} is cut short`);
      if (lines[at] !== content)
        throw new Error(
          `line ${at + 1} is ${JSON.stringify(lines[at])}, and the patch says ${JSON.stringify(content)}`,
        );
      at += 1;
      taken += 1;
      if (mark === '-') continue;
      result.push(content);
      made += 1;
    }
  }
  return [...result, ...lines.slice(at)].join('');
}
