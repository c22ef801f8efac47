import type { MeasuredPaths } from './measure-paths.ts';
import type { Finding } from './types.ts';

/**
 * Holds every finding against the text once more, as it is now: a file that was saved while its folder was being reviewed must not
 * get a quote that is no longer there. `textOf` gives a file's text by its path, as it is measured; a file that has none any more loses its
 * findings.
 */
export async function recheckFindings(
  {
    files,
    findings,
    isAsMeasured,
  }: Pick<MeasuredPaths, 'files' | 'findings'> & Partial<Pick<MeasuredPaths, 'isAsMeasured'>>,
  textOf: (path: string) => string | null,
): Promise<Finding[][]> {
  const held: Finding[][] = [];
  for (const [index, file] of files.entries()) {
    const found = findings[index] ?? [];
    // A model's findings are held against the text in any case.
    const isSettled = isAsMeasured?.(index) === true && found.every(({ source }) => source !== 'model');
    if (found.length === 0 || isSettled) {
      held.push(found);
      continue;
    }
    const text = textOf(file.path);
    held.push(text === null ? [] : await recheck(found, text));
  }
  return held;
}

async function recheck(found: readonly Finding[], text: string): Promise<Finding[]> {
  const [{ verifyFindings }, { hunksFit }] = await Promise.all([
    import('./rules/verify.ts'),
    import('./fixes/hunks-fit.ts'),
  ]);
  return verifyFindings(found, text).map((finding) => {
    // A mend goes where the lines around it are no longer those that it was made for.
    const { edits: _, fix: __, hunks, ...rest } = finding;
    return hunks === undefined || hunksFit(hunks, text) ? finding : rest;
  });
}
