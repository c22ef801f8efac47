import type { FixedFile, Recommendation } from '../../../src/code/index.ts';
import { count } from '../terminal/format.ts';
import type { Screen } from '../terminal/screen.ts';
import { printable, type Style } from '../terminal/style.ts';
import { cut, wrap } from '../terminal/width.ts';

export interface FixesShown {
  /** All that the review found. */
  findings: readonly Recommendation[];
  /** Whether files are mended (or would be), rather than a patch written. */
  fix: boolean;
  write: boolean;
  /** Where the patch was written. */
  file: string | undefined;
}

/** What was mended, or would be: the patch in colours where nothing was written, a line for each mend, and what is left. */
export function renderFixes(fixed: readonly FixedFile[], shown: FixesShown, screen: Screen): string[] {
  const { style, columns } = screen;
  const lines: string[] = [];
  const changed = fixed.filter(({ changes }) => changes.length > 0);
  for (const file of changed) {
    if (!shown.write && shown.file === undefined)
      lines.push(
        ...file.patch
          .trimEnd()
          .split('\n')
          .map((line) => coloured(line, screen)),
        '',
      );
    else
      lines.push(
        style.bold(printable(file.path)),
        ...file.changes.map((change) => changeLine(change, screen)),
        '',
      );
  }
  const mended = changed.reduce((sum, { changes }) => sum + changes.length, 0);
  for (const text of sentences(shown, { mended, files: changed.length, fixed }))
    lines.push(...wrap(text, columns));
  return lines;
}

function changeLine(
  { line, title, rule, fix }: FixedFile['changes'][number],
  { style, columns }: Screen,
): string {
  const note = fix === 'safe' ? '' : ' (look at this one)';
  return cut(
    `  ${style.green('mended')} line ${line}: ${printable(title)} ${style.dim(printable(rule))}${note}`,
    columns,
  );
}

function coloured(line: string, { style, columns, isTerminal }: Screen): string {
  const painted = paint(printable(line), style);
  // What goes into a file or another program is a patch only while it is whole.
  return isTerminal ? cut(painted, columns) : painted;
}

function paint(line: string, style: Style): string {
  if (/^(---|\+\+\+) /.test(line)) return style.bold(line);
  if (line.startsWith('@@')) return style.cyan(line);
  if (line.startsWith('+')) return style.green(line);
  return line.startsWith('-') ? style.red(line) : line;
}

function sentences(
  { findings, fix, write, file }: FixesShown,
  { mended, files, fixed }: { mended: number; files: number; fixed: readonly FixedFile[] },
): string[] {
  const proposed = findings.filter((finding) => finding.fix === 'shown').length;
  const left = fixed.reduce((sum, each) => sum + each.left.length, 0);
  const rest = findings.length - mended;
  const all = `${count(mended, 'finding')} in ${count(files, 'file')}`;
  const what =
    mended === 0
      ? fix
        ? 'Nothing here can be mended safely without a person.'
        : 'Nothing here can be mended mechanically.'
      : file !== undefined
        ? `The patch for ${all} is in ${printable(file)}: git apply ${printable(file)}`
        : write
          ? `Mended ${all}.`
          : `${all} would be mended. Nothing was written: --write does it.`;
  return [
    what,
    ...(left > 0 ? [`${count(left, 'mend')} did not go together with the others, or did not hold.`] : []),
    ...(fix && proposed > 0
      ? [
          `${count(proposed, 'more finding')} ${proposed === 1 ? 'has' : 'have'} a patch for a person to judge: --patch FILE writes them, without --fix.`,
        ]
      : []),
    ...(rest > 0 && mended > 0
      ? [`${count(rest, 'finding')} of the review ${rest === 1 ? 'is' : 'are'} left.`]
      : []),
  ];
}
