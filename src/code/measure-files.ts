/** Divides files between a cache, this thread and worker threads. */
import { statSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { InterruptedError } from '../errors/index.ts';
import type { AnalysisCache, MeasuredEntry } from './analysis-cache.ts';
import { encodeAnalysis } from './encoded-analysis.ts';
import type { FoundFile } from './find-files.ts';
import type { FileOutcome, MeasureFileOptions } from './measure-file.ts';

/** A file of that size takes some 50 ms: longer ones would hold up Ctrl-C and the event loop, and go to worker threads. */
const longBytes = 256_000;
/** Less than that in all is measured before a worker thread has started and compiled its code: some 0.6 s of work. */
const littleBytes = 3_000_000;
/**
 * From here on worker threads do all of it where there are findings: how much a thread holds can be limited for them alone, and this one has the
 * results to keep. Below it, this thread would have done much of the work by the time that one more has started.
 */
const muchBytes = 12_000_000;
/** Files whose analyses are kept at once: one that is stopped half way loses the work of no more than these. */
const keptAtOnce = 500;

export interface MeasureFilesOptions extends Omit<MeasureFileOptions, 'hashed'> {
  /** Threads that measure, this one among them. */
  threads?: number | undefined;
  /** What is known from before; nothing is kept without it. */
  cache?: AnalysisCache | undefined;
  signal?: AbortSignal | undefined;
  onProgress?: ((done: number, total: number) => void) | undefined;
}

/**
 * Measures the files and gives their outcomes in the same order; those that a cache knows are not read.
 *
 * @throws InterruptedError within a fraction of a second when the signal fires.
 */
export async function measureFiles(
  files: readonly FoundFile[],
  options: MeasureFilesOptions,
): Promise<FileOutcome[]> {
  const { cache, signal, onProgress } = options;
  if (signal?.aborted) throw new InterruptedError();
  if (cache === undefined) return measureAll(files, options);
  const variant = variantOf(options);
  const outcomes: FileOutcome[] = [];
  const missing: number[] = [];
  for (const [index, analysis] of cache.read(files, variant).entries()) {
    outcomes.push(analysis === undefined ? null : { analysis, stamp: null, sha: null, isKnown: true });
    if (analysis === undefined) missing.push(index);
  }
  const known = files.length - missing.length;
  if (missing.length === 0) {
    onProgress?.(files.length, files.length);
    return outcomes;
  }
  let entries: MeasuredEntry[] = [];
  const keep = (): void => {
    cache.write(entries, variant);
    entries = [];
  };
  const onOutcome = (place: number, outcome: FileOutcome): void => {
    outcomes[missing[place]!] = outcome;
    if (outcome === null || 'skipped' in outcome || outcome.stamp === null) return;
    const { analysis, stamp, sha, encoded = encodeAnalysis(analysis, { stamp, sha }) } = outcome;
    entries.push({ file: files[missing[place]!]!, encoded });
    if (entries.length >= keptAtOnce) keep();
  };
  try {
    await measureAll(
      missing.map((index) => files[index]!),
      {
        ...options,
        hashed: true,
        onOutcome,
        onProgress: onProgress && ((done) => onProgress(known + done, files.length)),
      },
    );
  } finally {
    keep();
  }
  return outcomes;
}

/** What else an analysis depends on than its file. */
export function variantOf({ language, findings = true, without = [], ruleset }: MeasureFilesOptions): string {
  return `${language ?? ''} ${[findings, ...without.toSorted()]} ${ruleset?.version ?? ''} ${ruleset?.root ?? ''}`;
}

interface MeasureAllOptions extends MeasureFilesOptions {
  hashed?: boolean;
  onOutcome?: (index: number, outcome: FileOutcome) => void;
}

async function measureAll(files: readonly FoundFile[], options: MeasureAllOptions): Promise<FileOutcome[]> {
  const { threads, signal, onProgress, onOutcome } = options;
  // Nothing but these: it is sent to threads.
  const { language, findings, without = [], ruleset, hashed } = options;
  const measuring: MeasureFileOptions = { language, findings, without, ruleset, hashed };
  const sizes = files.map(
    ({ absolute, content, bytes }) =>
      content?.length ?? bytes ?? statSync(absolute, { throwIfNoEntry: false })?.size ?? 0,
  );
  const bytes = sizes.reduce((sum, size) => sum + size, 0);
  const isLittle = sizes.every((size) => size <= longBytes) && bytes <= littleBytes;
  if (threads === 1 || (threads === undefined && isLittle))
    return measureHere(files, { ...measuring, signal, onProgress, onOutcome });
  const isLarge = threads === undefined && bytes > muchBytes;
  const { measureInWorkers } = await import('./worker-pool.ts');
  return measureInWorkers(files, {
    measuring,
    isLarge,
    // With findings, this thread has so much to keep that it is not to be given more.
    ...(isLarge && !without.includes('findings')
      ? { workers: availableParallelism() }
      : {
          workers: threads === undefined ? undefined : threads - 1,
          mayMeasureHere: (index: number) => sizes[index]! <= longBytes,
          divides:
            threads === undefined && isMeasuredAlone(measuring) && sizes.every((size) => size <= longBytes),
        }),
    signal,
    onProgress,
    onOutcome,
  });
}

/** Whether nothing else is wanted of the files than what the walk counts. */
function isMeasuredAlone({ without = [], ruleset, hashed }: MeasureFileOptions): boolean {
  return (
    without.includes('findings') &&
    without.includes('clones') &&
    (ruleset === undefined || ruleset.metrics.length === 0) &&
    hashed !== true
  );
}

async function measureHere(
  files: readonly FoundFile[],
  {
    signal,
    onProgress,
    onOutcome,
    ...measuring
  }: MeasureFileOptions & Pick<MeasureAllOptions, 'signal' | 'onProgress' | 'onOutcome'>,
): Promise<FileOutcome[]> {
  // Loaded where there is something to measure: rules and grammars are most of the program.
  const [{ measureFile }, { takeTurns }] = await Promise.all([
    import('./measure-file.ts'),
    import('./take-turns.ts'),
  ]);
  const outcomes: FileOutcome[] = [];
  const mayOthers = takeTurns();
  for (const file of files) {
    if (signal?.aborted) throw new InterruptedError();
    const outcome = await measureFile(file, measuring);
    onOutcome?.(outcomes.length, outcome);
    outcomes.push(outcome);
    onProgress?.(outcomes.length, files.length);
    await mayOthers();
  }
  return outcomes;
}
