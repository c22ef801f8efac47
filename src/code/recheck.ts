import { hunksFit } from './fixes/hunks-fit.ts';
import type { MeasuredPaths } from './measure-paths.ts';
import { verifyFindings } from './rules/verify.ts';
import type { Finding } from './types.ts';

/**
 * Holds every finding against the text once more, as it is now: a file that was saved while its folder was being reviewed must not
 * get a quote that is no longer there. `textOf` gives a file's text by its path, as it is measured; a file that has none any more loses its
 * findings.
 */
export function recheckFindings(
  {
    files,
    findings,
    isAsMeasured,
  }: Pick<MeasuredPaths, 'files' | 'findings'> & Partial<Pick<MeasuredPaths, 'isAsMeasured'>>,
  textOf: (path: string) => string | null,
): Finding[][] {
  return files.map((file, index) => {
    const found = findings[index] ?? [];
    if (found.length === 0) return [];
    // A model's findings are held against the text in any case.
    const isSettled = isAsMeasured?.(index) === true && found.every(({ source }) => source !== 'model');
    if (isSettled) return found;
    const text = textOf(file.path);
    return text === null ? [] : verifyFindings(found, text).map((finding) => withFittingPatch(finding, text));
  });
}

/** A finding without its mend where the lines around it are no longer those that the mend was made for. */
function withFittingPatch(finding: Finding, text: string): Finding {
  const { edits: _, fix: __, hunks, ...rest } = finding;
  return hunks === undefined || hunksFit(hunks, text) ? finding : rest;
}
