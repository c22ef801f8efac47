import { existsSync } from 'node:fs';
import { InputError } from '../src/errors/index.ts';
import type { RunRecord } from '../src/store/index.ts';
import { aTurn } from '../src/turns/index.ts';
import { checkpointsPath, openCheckpoints } from './checkpoints.ts';
import { type Conversation, newConversation } from './conversation.ts';
import { loadSupervisor } from './load-modules.ts';
import { watchForPause } from './pause.ts';
import { rememberLater } from './remember-later.ts';
import type { DriverDeps } from './run-driver.ts';
import { RunInput, type RunOptions, RunSummary, type TurnResult } from './run-types.ts';

/** Starts runs, takes them up again, and knows which are under way in this process. */
export interface RunKeeper {
  /** `id`: of a run for which something was prepared; `from`: the folder of a run that it takes after, in place of this keeper's. */
  start(
    run: { kind: string; thread: string | null; id?: string; from?: string } & Omit<RunInput, 'workspace'>,
    options: RunOptions,
  ): Promise<TurnResult>;
  resume(run: string, options?: RunOptions): Promise<TurnResult>;
  /** What a thread remembers. Nothing is loaded or made where nothing can be remembered yet. */
  conversation(thread: string): Promise<Conversation>;
  close(): Promise<void>;
}

type WorkOptions = RunOptions & { isNew: boolean };

/** Keeps runs on the store's folder; `workspace` is the absolute folder of those that start here. */
export function createRunKeeper(
  deps: Omit<DriverDeps, 'checkpoints' | 'graph'>,
  workspace: string,
): RunKeeper {
  const { store } = deps;
  const path = checkpointsPath(store.path);
  const closing = new AbortController();
  const active = new Map<string, Promise<unknown>>();
  const checkpoints = once(() => openCheckpoints(path));
  const later = rememberLater(deps, async () => {
    const kept = await checkpoints.get();
    if (active.size > 0 || closing.signal.aborted) return;
    store.settle();
    await aTurn();
    if (active.size === 0 && !closing.signal.aborted) kept.settle();
  });
  const driver = once(async () => {
    await loadSupervisor();
    const [{ driveRun }, { buildSupervisor }, kept] = await Promise.all([
      import('./run-driver.ts'),
      import('./supervisor/graph.ts'),
      checkpoints.get(),
    ]);
    // Modules that are read, a graph that is built and a run that begins are three stretches rather than one.
    await aTurn();
    const all = { ...deps, checkpoints: kept, graph: buildSupervisor({ checkpointer: kept.saver }) };
    await aTurn();
    return (record: RunRecord, options: WorkOptions) => driveRun(record, options, all);
  });

  /** Works on a run, which counts as under way from the first moment on. */
  async function work(run: string, record: Promise<RunRecord>, options: WorkOptions): Promise<TurnResult> {
    const pause = watchForPause(store.path, run);
    const signals = [closing.signal, pause.signal, ...(options.signal ? [options.signal] : [])];
    const running = Promise.all([driver.get(), record]).then(([drive, found]) =>
      drive(found, { ...options, signal: AbortSignal.any(signals) }),
    );
    active.set(run, running);
    try {
      const result = await running;
      if (result.thread !== null) later.add(run);
      return result;
    } finally {
      pause.stop();
      active.delete(run);
    }
  }

  /** The result of a run that is over; null for one that has something left to do. */
  async function resultOf(record: RunRecord): Promise<TurnResult | null> {
    const summary = RunSummary.safeParse(record.result);
    if (!summary.success || (await (await checkpoints.get()).has(record.id))) return null;
    // Only its last write was missing when the process ended.
    if (record.status !== summary.data.status) await store.runs.setStatus(record.id, summary.data.status);
    return { run: record.id, thread: record.thread, ...summary.data };
  }

  return {
    async start({ kind, thread, text, given, id, from }, options) {
      // What cannot be loaded or opened is noticed before there is a run that would never end.
      await driver.get();
      const input: RunInput = { text, given, workspace: from ?? workspace };
      const record = await store.runs.create({ kind, thread, input, ...(id === undefined ? {} : { id }) });
      return work(record.id, Promise.resolve(record), { ...options, isNew: true });
    },

    async resume(id, options = {}) {
      const record = await store.runs.get(id);
      const over = await resultOf(record);
      if (over !== null) return over;
      if (!RunInput.safeParse(record.input).success) throw notResumable(record);
      if (active.has(record.id)) throw busy(record.id);
      const claimed = store.runs.claim(record.id).then(() => record);
      return work(record.id, claimed, { ...options, isNew: false });
    },

    async conversation(thread) {
      const isKnown = checkpoints.begun() || existsSync(path);
      return isKnown ? (await checkpoints.get()).conversation(thread) : newConversation;
    },

    async close() {
      closing.abort();
      await Promise.allSettled(active.values());
      await later.close();
      if (checkpoints.begun()) await (await checkpoints.get().catch(() => null))?.close();
    },
  };
}

/** Makes something at most once; a failure is not kept, since a disk that was full may have room at the next try. */
function once<T>(make: () => Promise<T>): { get(): Promise<T>; begun(): boolean } {
  let made: Promise<T> | null = null;
  return {
    get() {
      made ??= make().catch((error) => {
        made = null;
        throw error;
      });
      return made;
    },
    begun: () => made !== null,
  };
}

function busy(run: string): InputError {
  return new InputError('run-busy', `Run ${run} is being worked on in this very process. Wait for it.`, {
    details: { run },
  });
}

function notResumable({ id, kind }: RunRecord): InputError {
  return new InputError(
    'run-not-resumable',
    `Run ${id} (${kind}) was not made by the supervisor and cannot be resumed. Start it again.`,
    { details: { run: id } },
  );
}
