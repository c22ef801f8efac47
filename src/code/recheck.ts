import { resolve } from 'node:path';
import type { MeasuredPaths } from './measure-paths.ts';
import { verifyFindings } from './rules/verify.ts';
import { normalizeSource, readSourceText } from './source-text.ts';
import type { Finding } from './types.ts';

/**
 * Holds every finding against the text once more, as it is now: a file that was saved while its folder was being reviewed must not
 * get a quote that is no longer there. A file that can't be read any more loses its findings.
 */
export function recheckFindings(
  { files, findings }: Pick<MeasuredPaths, 'files' | 'findings'>,
  options: { directory?: string | undefined; source?: string | undefined },
): Finding[][] {
  const directory = options.directory ?? process.cwd();
  return files.map((file, index) => {
    const found = findings[index] ?? [];
    if (found.length === 0) return [];
    const text =
      options.source === undefined ? readSourceText(resolve(directory, file.path)) : options.source;
    return text === null ? [] : verifyFindings(found, normalizeSource(text));
  });
}
