/** Whether the lines that hunks take away or leave stand in a text where the hunks say; a byte-order mark before the text counts as nothing. */
export function hunksFit(hunks: string, text: string): boolean {
  const lines = text.replace(/^\ufeff/, '').match(/[^\n]*\n|[^\n]+$/g) ?? [];
  let at = 0;
  let last = '';
  for (const line of hunks.match(/[^\n]*\n/g) ?? []) {
    const header = /^@@ -(\d+)(?:,(\d+))? /.exec(line);
    if (header !== null) {
      at = Number(header[1]) - (header[2] === '0' ? 0 : 1);
    } else if (line.startsWith('\\')) {
      // The line before it has no end in the file.
      if (last !== '+' && lines[at - 1]?.endsWith('\n') !== false) return false;
    } else {
      last = line[0]!;
      if (last === '+') continue;
      const wanted = line.slice(1).replace(/^\ufeff/, '');
      const found = lines[at];
      at += 1;
      if (found === undefined || (found !== wanted && `${found}\n` !== wanted)) return false;
    }
  }
  return true;
}
