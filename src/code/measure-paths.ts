/** Files and folders measured together: found, read once, measured in threads where it pays, compared for clones. */
import { statSync } from 'node:fs';
import { InterruptedError } from '../errors/index.ts';
import { applyCoverage, readCoverage } from './coverage.ts';
import type { Clone } from './duplication.ts';
import { type FoundFile, findFiles, type SkippedPath } from './find-files.ts';
import { type FileOutcome, measureFile } from './measure-file.ts';
import { fillInDuplication } from './measure-source.ts';
import { type MeasureSummary, summarize } from './summary.ts';
import type { Finding, LanguageName, MeasuredFile } from './types.ts';
import { measureInWorkers } from './worker-pool.ts';

/** Below these, starting threads takes longer than measuring. */
const fewFiles = 12;
const fewBytes = 400_000;

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
  /** Worker threads; by default as many as there are cores where there is much to do, else none. 1 measures in this one. */
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
  const here = options.threads === 1 || isLittle(found);
  const outcomes = here ? await measureHere(found, options) : await measureThere(found, options);

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

function isLittle(files: readonly FoundFile[]): boolean {
  if (files.length > fewFiles) return false;
  let bytes = 0;
  for (const { absolute } of files) bytes += statSync(absolute, { throwIfNoEntry: false })?.size ?? 0;
  return bytes <= fewBytes;
}

async function measureHere(
  files: readonly FoundFile[],
  { language, signal, onProgress }: MeasurePathsOptions,
): Promise<FileOutcome[]> {
  const outcomes: FileOutcome[] = [];
  for (const file of files) {
    if (signal?.aborted) throw new InterruptedError();
    outcomes.push(await measureFile(file, language));
    onProgress?.(outcomes.length, files.length);
  }
  return outcomes;
}

function measureThere(
  files: readonly FoundFile[],
  { language, findings = true, threads, signal, onProgress }: MeasurePathsOptions,
): Promise<FileOutcome[]> {
  return measureInWorkers(files, { language, findings, threads, signal, onProgress });
}
