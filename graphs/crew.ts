import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type AgentDefinition, agents as everyAgent } from '../agents/index.ts';
import { planByPolicy } from '../agents/planner/index.ts';
import type { Config } from '../src/config/index.ts';
import { InputError } from '../src/errors/index.ts';
import { createRunLimits, type Models } from '../src/llm/index.ts';
import type { PlanStep } from '../src/observe/index.ts';
import { newRunId, type RunRecord, type Store } from '../src/store/index.ts';
import { type Checkpoints, openCheckpoints } from './checkpoints.ts';
import { checkedStep, chooseAction } from './choose-action.ts';
import { newConversation } from './conversation.ts';
import type { DriverDeps } from './run-driver.ts';
import { RunInput, type RunOptions, RunSummary, type TurnResult } from './run-types.ts';
import { makePlan, type PolicyPlanner } from './supervisor/planning.ts';
import { findWorkflow } from './workflows.ts';

export interface CrewOptions {
  config: Config;
  store: Store;
  models: Models;
  /** Absolute path of the folder that paths are relative to and must stay inside. */
  workspace: string;
  /** Who is in the crew; all agents when left out. */
  agents?: readonly AgentDefinition[];
  /** Plans where no model does; the agents' matcher when left out. */
  planner?: PolicyPlanner;
  clock?: () => Date;
}

export interface PlanResult {
  thread: string;
  decidedBy: string;
  steps: PlanStep[];
}

/** The agents and their supervisor at work on one store. Any number of runs may be under way at once. */
export interface Crew {
  /**
   * One turn of a conversation; a thread that does not exist begins, and without one a new one does. `steps` asks for actions outright (the
   * REPL's `/review FILE`): nothing is planned, and what follows may refer to them.
   */
  turn(
    request: { text: string; thread?: string; steps?: readonly PlanStep[] } & RunOptions,
  ): Promise<TurnResult>;
  /** Only the plan of a turn: nothing is done and nothing is kept. */
  plan(request: { text: string; thread?: string; signal?: AbortSignal }): Promise<PlanResult>;
  /**
   * Takes up a run that waits, was cancelled, or whose process died; one that is over gives its result again.
   * @throws InputError `unknown-run`, `run-busy`, `run-not-resumable`
   */
  resume(run: string, options?: RunOptions): Promise<TurnResult>;
  /**
   * One action of one agent by itself. Without `action`, the agent's only one, the one that the arguments fit, or the one that `text` asks for.
   * @throws InputError `unknown-agent`, `unknown-action`, `bad-arguments`
   */
  runAction(
    request: { agent: string; action?: string; arguments?: Record<string, unknown> } & RunOptions,
  ): Promise<TurnResult>;
  /** One workflow by its name (see `workflows`). @throws InputError `unknown-workflow`, `bad-arguments` */
  workflow(name: string, input: unknown, options?: RunOptions): Promise<TurnResult>;
  /** Stops what is under way (it can be resumed) and closes the checkpoints; the store is the caller's. */
  close(): Promise<void>;
}

/** Sets up the crew; LangGraph and the checkpoints are loaded with the first run. */
export async function createCrew(options: CrewOptions): Promise<Crew> {
  const {
    config,
    store,
    models,
    workspace,
    agents = everyAgent,
    planner = planByPolicy,
    clock = () => new Date(),
  } = options;
  const path = store.path === ':memory:' ? ':memory:' : join(dirname(store.path), 'checkpoints.db');
  const closing = new AbortController();
  const active = new Map<string, Promise<unknown>>();
  let opened: Promise<Checkpoints> | null = null;
  let loaded: Promise<DriverDeps & { drive: typeof import('./run-driver.ts').driveRun }> | null = null;

  const checkpoints = () => {
    // A failure is not kept: a disk that was full may have room at the next turn.
    opened ??= openCheckpoints(path).catch((error) => {
      opened = null;
      throw error;
    });
    return opened;
  };
  const load = async () => {
    loaded ??= loadDriver().catch((error) => {
      loaded = null;
      throw error;
    });
    return loaded;
  };
  async function loadDriver() {
    const [{ driveRun }, { buildSupervisor }, kept] = await Promise.all([
      import('./run-driver.ts'),
      import('./supervisor/graph.ts'),
      checkpoints(),
    ]);
    const graph = buildSupervisor({ checkpointer: kept.saver });
    return { drive: driveRun, config, store, models, agents, planner, checkpoints: kept, graph, now: clock };
  }

  /** Keeps note of what is under way, from the first moment on. */
  async function noted(run: string, running: Promise<TurnResult>): Promise<TurnResult> {
    active.set(run, running);
    try {
      return await running;
    } finally {
      active.delete(run);
    }
  }

  async function work(record: RunRecord, runOptions: RunOptions): Promise<TurnResult> {
    const { drive, ...deps } = await load();
    const signals = [closing.signal, ...(runOptions.signal ? [runOptions.signal] : [])];
    return drive(record, { ...runOptions, signal: AbortSignal.any(signals) }, deps);
  }

  async function start(
    kind: string,
    thread: string | null,
    input: Omit<RunInput, 'workspace'>,
    runOptions: RunOptions,
  ) {
    // What cannot be loaded or opened is noticed before there is a run that would never end.
    await load();
    const record = await store.runs.create({
      kind,
      thread,
      input: { ...input, workspace } satisfies RunInput,
    });
    return noted(record.id, work(record, runOptions));
  }

  const crew: Crew = {
    async turn({ text, thread = newThreadId(), steps, ...rest }) {
      const given = steps?.map((step) => checkedStep(step, agents)) ?? null;
      return start('turn', checkedThread(thread), { text, given }, rest);
    },

    async plan({ text, thread, signal = new AbortController().signal }) {
      const isKnown = thread !== undefined && (opened !== null || existsSync(path));
      const { history, previous } = isKnown
        ? await (await checkpoints()).conversation(thread)
        : newConversation;
      const limits = createRunLimits({ run: newRunId(), limits: config.limits });
      const context = { agents, planner, models, limits, signal, workspace };
      const { steps, decidedBy } = await makePlan({ text, previous, history }, context);
      return { thread: thread ?? newThreadId(), decidedBy, steps };
    },

    async resume(run, runOptions = {}) {
      const record = await store.runs.get(run);
      const over = await resultOf(record);
      if (over !== null) return over;
      if (!RunInput.safeParse(record.input).success)
        throw new InputError(
          'run-not-resumable',
          `Run ${record.id} (${record.kind}) was not made by the supervisor and cannot be resumed. Start it again.`,
          { details: { run: record.id } },
        );
      if (active.has(record.id)) throw busy(record.id);
      const claimed = store.runs.claim(record.id).then(() => work(record, runOptions));
      return noted(record.id, claimed);
    },

    async runAction({ agent, action, arguments: given = {}, ...rest }) {
      const step = await chooseAction({ agent, action, given }, agents, (text) => crew.plan({ text }));
      return start('action', null, { text: `${step.agent}: ${step.action}`, given: [step] }, rest);
    },

    workflow: async (name, input, runOptions = {}) => findWorkflow(name).run(crew, input, runOptions),

    async close() {
      closing.abort();
      await Promise.allSettled(active.values());
      await (await opened?.catch(() => null))?.close();
    },
  };

  /** The result of a run that is over; null for one that has something left to do. */
  async function resultOf(record: RunRecord): Promise<TurnResult | null> {
    const summary = RunSummary.safeParse(record.result);
    if (!summary.success || (await (await checkpoints()).has(record.id))) return null;
    // Only its last write was missing when the process ended.
    if (record.status !== summary.data.status) await store.runs.setStatus(record.id, summary.data.status);
    return { run: record.id, thread: record.thread, ...summary.data };
  }

  return crew;
}

/** A new thread's id: `thread_` and 12 hexadecimal digits. */
export function newThreadId(): string {
  return `thread_${randomBytes(6).toString('hex')}`;
}

function checkedThread(thread: string): string {
  if (/^[^\p{Cc}]{1,200}$/u.test(thread)) return thread;
  throw new InputError(
    'bad-thread',
    `A thread's name has 1 to 200 characters on one line; got ${JSON.stringify(thread.slice(0, 40))}.`,
  );
}

function busy(run: string): InputError {
  return new InputError('run-busy', `Run ${run} is being worked on in this very process. Wait for it.`, {
    details: { run },
  });
}
