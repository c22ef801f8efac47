import type { MeasuredPaths } from './measure-paths.ts';
import { verifyFindings } from './rules/verify.ts';
import type { Finding } from './types.ts';

/**
 * Holds every finding against the text once more, as it is now: a file that was saved while its folder was being reviewed must not
 * get a quote that is no longer there. `textOf` gives a file's text by its path, as it is measured; a file that has none any more loses its
 * findings.
 */
export function recheckFindings(
  { files, findings }: Pick<MeasuredPaths, 'files' | 'findings'>,
  textOf: (path: string) => string | null,
): Finding[][] {
  return files.map((file, index) => {
    const found = findings[index] ?? [];
    if (found.length === 0) return [];
    const text = textOf(file.path);
    return text === null ? [] : verifyFindings(found, text);
  });
}
