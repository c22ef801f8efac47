import type { AgentDefinition } from '../agents/index.ts';
import type { Config } from '../src/config/index.ts';
import { InternalError, LimitError, OpsmithError, StorageError, toError } from '../src/errors/index.ts';
import { createRunLimits, type Models, type RunLimits, type RunUsage } from '../src/llm/index.ts';
import { createRunLog, type RunLog } from '../src/observe/index.ts';
import { type RunRecord, type Store, toStorageError } from '../src/store/index.ts';
import { aTurn } from '../src/turns/index.ts';
import type { Checkpoints } from './checkpoints.ts';
import { modelsOfRun } from './models-of-run.ts';
import { reachedLimit } from './reached-limit.ts';
import { type RecordedRun, readRecord } from './recorded-run.ts';
import { concludeRun, type Ending } from './run-ending.ts';
import { type ApprovalRequest, RunInput, type RunOptions, type TurnResult } from './run-types.ts';
import { createSlots } from './slots.ts';
import type { SupervisorContext } from './supervisor/context.ts';
import type { buildSupervisor } from './supervisor/graph.ts';
import type { StepOutcome } from './supervisor/outcomes.ts';
import type { PolicyPlanner } from './supervisor/planning.ts';
import type { SupervisorState } from './supervisor/state.ts';
import { untilAborted } from './until-aborted.ts';

export interface DriverDeps {
  config: Config;
  store: Store;
  models: Models;
  agents: readonly AgentDefinition[];
  planner: PolicyPlanner;
  checkpoints: Checkpoints;
  graph: ReturnType<typeof buildSupervisor>;
  now: () => Date;
}

/** One attempt at a run: the first, or one that takes it up again. */
export interface Attempt {
  run: RunRecord;
  log: RunLog;
  recorded: RecordedRun;
  context: SupervisorContext;
  /** Outcomes that this attempt has seen, also those that no checkpoint has yet. */
  outcomes: StepOutcome[];
  /** Whether it has added to the record. */
  hasSpoken: () => boolean;
  startedAt: number;
}

/** Takes a run from where it is to its end, or to where it has to wait. `isNew`: no attempt at it was made before. */
export async function driveRun(
  run: RunRecord,
  options: RunOptions & { isNew: boolean },
  deps: DriverDeps,
): Promise<TurnResult> {
  const recorded = readRecord(options.isNew ? [] : await deps.store.events.read(run.id));
  const { store, now } = deps;
  const log = createRunLog({
    run: run.id,
    sink: store.events,
    lastSeq: recorded.lastSeq,
    listeners: options.listeners,
    now,
  });
  const deadline = new AbortController();
  const used = recorded.lastSeq === 0 ? {} : await usedBefore(run, recorded, deps.models);
  const limits = createRunLimits({ run: run.id, limits: deps.config.limits, used });
  await aTurn();
  const attempt = startAttempt(run, { options, recorded, log, limits, deadline: deadline.signal }, deps);
  const timer = startTimer(limits.remainingMs(), () => deadline.abort());
  try {
    return await concludeRun(attempt, await endingOf(attempt, options, deps), deps);
  } finally {
    clearTimeout(timer);
  }
}

/** Characters of the input that the record shows; all of it is with the run. */
const longestInputShown = 2_000;

function startAttempt(
  run: RunRecord,
  parts: {
    options: RunOptions;
    recorded: RecordedRun;
    log: RunLog;
    limits: RunLimits;
    deadline: AbortSignal;
  },
  deps: DriverDeps,
): Attempt {
  const { recorded, log, limits } = parts;
  const { config, store, models, agents, planner, now } = deps;
  const { text, workspace } = RunInput.parse(run.input);
  let hasSpoken = false;
  const stopListening = log.listen(() => {
    hasSpoken = true;
    stopListening();
  });
  if (recorded.lastSeq === 0)
    log.emit({
      type: 'run-start',
      kind: run.kind,
      thread: run.thread,
      input: text.slice(0, longestInputShown),
    });
  const cancel = parts.options.signal ?? new AbortController().signal;
  const outcomes: StepOutcome[] = [];
  const signal = AbortSignal.any([cancel, parts.deadline]);
  const context: SupervisorContext = {
    run: run.id,
    thread: run.thread,
    workspace,
    cancel,
    signal,
    log,
    recorded,
    config,
    store,
    models: modelsOfRun(models, signal),
    agents,
    planner,
    slots: createSlots(config.run.parallelSteps),
    limits,
    finished: (outcome) => void outcomes.push(outcome),
    now,
    ...(parts.options.since === undefined ? {} : { since: parts.options.since }),
  };
  return { run, log, recorded, context, outcomes, hasSpoken: () => hasSpoken, startedAt: performance.now() };
}

/** What earlier attempts at the run have used: its limits count them, too. */
async function usedBefore(run: RunRecord, recorded: RecordedRun, models: Models): Promise<Partial<RunUsage>> {
  const { calls, tokensIn, tokensOut, costUsd, unpricedCalls } = await models.ledger.summary({ run: run.id });
  return { calls, tokens: tokensIn + tokensOut, costUsd, unpricedCalls, seconds: recorded.seconds };
}

/** How the attempt ended. @throws what neither a person nor a limit brought about, after it is in the record. */
async function endingOf(
  attempt: Attempt,
  options: RunOptions & { isNew: boolean },
  deps: DriverDeps,
): Promise<Ending> {
  const { context, log, run } = attempt;
  try {
    return await walk(attempt, options, deps);
  } catch (thrown) {
    if (context.cancel.aborted) return { status: 'cancelled', state: await lastState(run, deps) };
    // The saver throws what the database throws; all else that touches a database says it in words already.
    const error = toStorageError(mostTelling(thrown), deps.checkpoints.path);
    const limit = error instanceof LimitError ? error : reachedLimit(context.limits);
    if (limit !== null) return { status: 'limited', state: await lastState(run, deps), limit: limit.message };
    const code = error instanceof OpsmithError ? error.code : 'internal';
    log.emit({ type: 'error', step: null, code, message: error.message });
    await concludeRun(attempt, { status: 'failed', state: null }, deps).catch(() => {
      // The first error says why; that its record failed too adds nothing.
    });
    // Nothing is wrong with the run: with room it goes on.
    if (code === 'disk-full')
      throw new StorageError(code, `${error.message} \`opsmith runs resume ${run.id}\` goes on then.`, {
        cause: error,
      });
    throw error instanceof OpsmithError
      ? error
      : new InternalError(`Run ${run.id} broke: ${error.message}`, { cause: error });
  }
}

/** Of several errors that steps threw side by side, one that was raised on purpose. */
function mostTelling(thrown: unknown): Error {
  const errors = thrown instanceof AggregateError ? thrown.errors : [thrown];
  return errors.find((error) => error instanceof OpsmithError) ?? toError(errors[0]);
}

/** Walks the graph, from the start or from the last checkpoint, and from one question to the next. */
async function walk(
  attempt: Attempt,
  options: RunOptions & { isNew: boolean },
  deps: DriverDeps,
): Promise<Ending> {
  const { run, context, recorded, log } = attempt;
  const { graph, checkpoints, store } = deps;
  const { Command, INTERRUPT } = await import('@langchain/langgraph');
  const settings = {
    configurable: { thread_id: run.id },
    context: { supervisor: context },
    // Each step's result is written before the next begins: that is what a killed run resumes from.
    durability: 'sync' as const,
    // What ends a run that goes round in circles are its limits, not the number of nodes it passes.
    recursionLimit: 1_000,
  };
  const { text, given } = RunInput.parse(run.input);
  const conversation = run.thread === null ? {} : await checkpoints.conversation(run.thread);
  let input: Parameters<typeof graph.invoke>[0] =
    !options.isNew && (await checkpoints.has(run.id)) ? null : { text, given, ...conversation };
  for (;;) {
    context.signal.throwIfAborted();
    const values = await graph.invoke(input, settings);
    const asked = questionsIn(values, INTERRUPT);
    if (asked.length === 0) {
      if (!values.reply) throw new InternalError('The graph came to its end without an answer.');
      return { status: 'done', state: values as SupervisorState };
    }
    for (const { value } of asked)
      if (!recorded.hasAsked(value.step)) log.emit({ type: 'interrupt', ...value });
    await store.events.flush();
    const { approve } = options;
    if (approve === undefined)
      return { status: 'waiting', state: values as SupervisorState, interrupt: asked[0]!.value };
    const answers: Record<string, boolean> = {};
    for (const { id, value } of asked) answers[id] = await untilAborted(() => approve(value), context.cancel);
    input = new Command({ resume: answers });
  }
}

/** The state of the run's last checkpoint; null where there is none or it cannot be read. */
async function lastState(
  run: RunRecord,
  { graph, checkpoints }: DriverDeps,
): Promise<SupervisorState | null> {
  try {
    if (!(await checkpoints.has(run.id))) return null;
    const { values } = await graph.getState({ configurable: { thread_id: run.id } });
    return values as SupervisorState;
  } catch {
    return null;
  }
}

function questionsIn(values: object, key: string): { id: string; value: ApprovalRequest }[] {
  return ((values as Record<string, unknown>)[key] ?? []) as { id: string; value: ApprovalRequest }[];
}

/** Node's timers wait no longer than this; no run does. */
const longestTimerMs = 2_147_483_647;

function startTimer(milliseconds: number, ring: () => void): NodeJS.Timeout | undefined {
  return milliseconds <= longestTimerMs ? setTimeout(ring, milliseconds).unref() : undefined;
}
