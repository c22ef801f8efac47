/** Worker threads that are kept for the next time: compiled and warm, they do in half the time what new ones do. */
import { getCompileCacheDir } from 'node:module';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';

/** Threads that nobody needs are let go after that: each holds some 100 MB. */
const idleMs = 15_000;

/**
 * Room for what is new, for each thread. A file's tree lies in arrays that are used again, so little is new at a time; with V8's 48 MB
 * a thread holds on to 100 MB more and is no faster.
 */
const maxYoungGenerationSizeMb = 12;

/** What a new thread is told. */
export interface ThreadData {
  /** Where it keeps its compiled code, if anywhere. */
  compileCache: string | null;
  /** A path of the kind of file that it will get. */
  expected?: string | undefined;
}

/** Threads without work, by script. */
const idle = new Map<string, Set<Worker>>();

/** Whether a thread without work waits. */
export function hasKeptWorker(script: URL): boolean {
  return (idle.get(script.href)?.size ?? 0) > 0;
}

/** A thread that was kept, or a new one, which may be told a path to get ready for; it keeps the process alive while it has work. */
export function takeWorker(script: URL, { expected }: Pick<ThreadData, 'expected'> = {}): Worker {
  const kept = idle.get(script.href);
  const worker = kept?.values().next().value;
  if (!worker)
    return new Worker(script, {
      resourceLimits: { maxYoungGenerationSizeMb },
      workerData: { compileCache: compileCacheOfThreads(), expected } satisfies ThreadData,
    });
  kept?.delete(worker);
  detach(worker);
  worker.ref();
  return worker;
}

/**
 * Where threads keep their compiled code, if this one does: in a folder of their own, since V8 takes code for stale that was compiled under other
 * flags, and flags are set before threads begin and after the first modules are loaded here.
 */
function compileCacheOfThreads(): string | null {
  const folder = getCompileCacheDir();
  return folder === undefined ? null : join(folder, 'threads');
}

/** Keeps a thread for a while; it does not keep the process alive. */
export function keepWorker(script: URL, worker: Worker): void {
  const kept = idle.get(script.href) ?? new Set();
  idle.set(script.href, kept);
  kept.add(worker);
  detach(worker);
  worker.unref();
  const letGo = (): void => {
    if (kept.delete(worker)) discardWorker(worker);
  };
  worker.on('error', letGo);
  worker.on('exit', letGo);
  setTimeout(letGo, idleMs).unref();
}

/** Ends a thread; nothing waits for it, and its late errors are nobody's. */
export function discardWorker(worker: Worker): void {
  detach(worker);
  worker.on('error', () => {});
  void worker.terminate();
}

/**
 * Takes our listeners away, by name: a Worker listens to itself for the coming and going of `message` listeners, and one that has lost
 * that too never receives anything again.
 */
function detach(worker: Worker): void {
  for (const event of ['message', 'error', 'exit']) worker.removeAllListeners(event);
}
