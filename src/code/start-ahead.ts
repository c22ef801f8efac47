/** A thread that is started before it is known what there is to measure. */
import { availableParallelism } from 'node:os';
import { hasKeptWorker, keepWorker, takeWorker } from './kept-workers.ts';

/** More paths than that are more work than one thread is given. */
const manyPaths = 500;

/**
 * Starts a thread where so many paths are named that it will be needed, unless one waits already: it loads its code, and the parser for files
 * such as the last one, while this thread still looks for the files.
 */
export function startAhead(paths: readonly string[]): void {
  const script = measureWorkerUrl();
  if (paths.length <= manyPaths || availableParallelism() < 2 || hasKeptWorker(script)) return;
  keepWorker(script, takeWorker(script, { expected: paths.at(-1) }));
}

/** The script of threads that measure: beside this module, as source or as the bundle's own entry. */
export function measureWorkerUrl(): URL {
  return new URL(`./measure-worker.${import.meta.url.endsWith('.ts') ? 'ts' : 'mjs'}`, import.meta.url);
}
