/** Files and folders measured together: found, read once, measured in threads where it pays, compared for clones. */
import { applyCoverage, readCoverage } from './coverage.ts';
import type { Clone } from './duplication.ts';
import { findFiles, type SkippedPath } from './find-files.ts';
import { measureFiles } from './measure-files.ts';
import { fillInDuplication } from './measure-source.ts';
import { type MeasureSummary, summarize } from './summary.ts';
import type { Finding, LanguageName, MeasuredFile } from './types.ts';

export interface MeasurePathsOptions {
  /** Nothing outside of this folder is read; no limit when left out. */
  workspace?: string | undefined;
  /** The folder that relative paths start from; the current one by default. */
  directory?: string | undefined;
  /** For all files, whatever their names say; found out by default. */
  language?: LanguageName | undefined;
  /** An lcov or Cobertura report; looked for in the usual places by default, `false` for none. */
  coverage?: string | false | undefined;
  /** Whether the findings themselves are wanted, not only the figures that follow from them; yes by default. */
  findings?: boolean | undefined;
  /** Threads that measure, this one among them; by default as many as there are cores where there is much to do, else this one. */
  threads?: number | undefined;
  signal?: AbortSignal | undefined;
  /** Called as files are done, with how many of all are. */
  onProgress?: ((done: number, total: number) => void) | undefined;
}

export interface MeasuredPaths {
  /** In the order of the paths, folders in the order of their names. */
  files: MeasuredFile[];
  /** What was not measured, and why; named paths and what went wrong in folders. */
  skipped: SkippedPath[];
  summary: MeasureSummary;
  /** What the rules found, by file, in the order of `files`; empty lists when they were not wanted. */
  findings: Finding[][];
  /** Same code at two places; the numbers of sources are those of `files`. */
  clones: Clone[];
}

/**
 * Measures files and folders. What can't be measured is listed in `skipped`, and the rest goes on.
 *
 * @throws InterruptedError within a fraction of a second when the signal fires.
 * @throws InputError when a coverage report that was named can't be read.
 */
export async function measurePaths(
  paths: readonly string[],
  options: MeasurePathsOptions = {},
): Promise<MeasuredPaths> {
  const started = performance.now();
  const directory = options.directory ?? process.cwd();
  const { files: found, skipped } = findFiles(paths, {
    workspace: options.workspace,
    directory,
    anyName: options.language !== undefined,
  });
  const coverage =
    options.coverage === false
      ? null
      : readCoverage({ report: options.coverage, directory, workspace: options.workspace });
  const outcomes = await measureFiles(found, options);

  const measured = found.flatMap((file, index) => {
    const outcome = outcomes[index];
    if (outcome && 'skipped' in outcome) skipped.push(outcome.skipped);
    return outcome && 'analysis' in outcome ? [{ absolute: file.absolute, ...outcome.analysis }] : [];
  });
  const clones = await fillInDuplication(measured);
  if (coverage) for (const { file, absolute } of measured) applyCoverage(coverage, file, absolute);
  const files = measured.map(({ file }) => file);
  return {
    files,
    skipped,
    summary: summarize(files, skipped.length, performance.now() - started),
    findings: measured.map(({ findings }) => (options.findings === false ? [] : findings)),
    clones,
  };
}
