/** Divides files between this thread and worker threads. */
import { statSync } from 'node:fs';
import { InterruptedError } from '../errors/index.ts';
import type { Ruleset } from './custom/ruleset.ts';
import type { FoundFile } from './find-files.ts';
import { type FileOutcome, measureFile } from './measure-file.ts';
import type { LanguageName } from './types.ts';
import { measureInWorkers, untilNextTurn } from './worker-pool.ts';

/** A file of that size takes some 50 ms: longer ones would hold up Ctrl-C and the event loop, and go to worker threads. */
const longBytes = 256_000;
/** Less than that in all is measured before a worker thread has started and compiled its code: some 0.6 s of work. */
const littleBytes = 3_000_000;

export interface MeasureFilesOptions {
  language?: LanguageName | undefined;
  findings?: boolean | undefined;
  threads?: number | undefined;
  /** A workspace's own rules, metrics and settings. */
  ruleset?: Ruleset | undefined;
  signal?: AbortSignal | undefined;
  onProgress?: ((done: number, total: number) => void) | undefined;
}

/**
 * Measures the files and gives their outcomes in the same order.
 *
 * @throws InterruptedError within a fraction of a second when the signal fires.
 */
export async function measureFiles(
  files: readonly FoundFile[],
  options: MeasureFilesOptions,
): Promise<FileOutcome[]> {
  const { language, findings = true, threads, ruleset, signal, onProgress } = options;
  const sizes = files.map(({ absolute }) => statSync(absolute, { throwIfNoEntry: false })?.size ?? 0);
  const isLittle =
    sizes.every((size) => size <= longBytes) && sizes.reduce((sum, size) => sum + size, 0) <= littleBytes;
  if (threads === 1 || (threads === undefined && isLittle)) return measureHere(files, options);
  return measureInWorkers(files, {
    language,
    findings,
    ruleset,
    workers: threads === undefined ? undefined : threads - 1,
    mayMeasureHere: (index) => sizes[index]! <= longBytes,
    signal,
    onProgress,
  });
}

async function measureHere(
  files: readonly FoundFile[],
  { language, findings, ruleset, signal, onProgress }: MeasureFilesOptions,
): Promise<FileOutcome[]> {
  const outcomes: FileOutcome[] = [];
  for (const file of files) {
    if (signal?.aborted) throw new InterruptedError();
    outcomes.push(await measureFile(file, language, findings, ruleset));
    onProgress?.(outcomes.length, files.length);
    await untilNextTurn();
  }
  return outcomes;
}
