import { randomBytes } from 'node:crypto';
import type { AgentDefinition } from '../agents/index.ts';
import { planByPolicy } from '../agents/planner/index.ts';
import type { Config } from '../src/config/index.ts';
import { InputError } from '../src/errors/index.ts';
import { refuseTracing } from '../src/host/index.ts';
import { createRunLimits, type Models } from '../src/llm/index.ts';
import type { PlanStep } from '../src/observe/index.ts';
import { newRunId, type Store } from '../src/store/index.ts';
import { checkedStep, chooseAction } from './choose-action.ts';
import { crewAgents } from './crew-agents.ts';
import type { TrackerRequest } from './experiments/request.ts';
import { loadTraining } from './load-modules.ts';
import type { RegistryRequest } from './registry/request.ts';
import { createRunKeeper } from './run-keeper.ts';
import { RunInput, type RunOptions, type TurnResult } from './run-types.ts';
import { withLatestTask } from './supervisor/latest-task.ts';
import { makePlan, type PolicyPlanner } from './supervisor/planning.ts';
import type { Choices, TaskRequest } from './training-task/request.ts';
import { stepsOf } from './training-task/steps.ts';
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
  /** Why the model that is configured did not plan; left out where it did, and where there is none. */
  passedOver?: string;
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
  /**
   * A whole training task: the five agents' steps from a table to a registered model, as a run of its own.
   * @throws InputError for names that the table or the engine does not know: then there is no run
   */
  train(
    request: Partial<TaskRequest> & Pick<TaskRequest, 'data' | 'target'>,
    options?: RunOptions,
  ): Promise<TurnResult>;
  /**
   * Takes a training task up where one of its phases began, with other choices, as a run of its own; what came before is not done again.
   * @throws InputError `unknown-run`, `not-a-task`, `unknown-step`, `step-not-reached`, `too-late`
   */
  fork(run: string, change: { at: string; set: Choices }, options?: RunOptions): Promise<TurnResult>;
  /** Logs, lists, compares, searches or exports experiments, as a run of its own. @throws InputError */
  track(request: TrackerRequest, options?: RunOptions): Promise<TurnResult>;
  /**
   * One request to the model registry, as a run of its own; what changes production asks for approval first.
   * @throws InputError `missing-field`, `outside-workspace`, and what the registry throws
   */
  registry(request: RegistryRequest, options?: RunOptions): Promise<TurnResult>;
  /** One workflow by its name (see `workflows`). @throws InputError `unknown-workflow`, `bad-arguments` */
  workflow(name: string, input: unknown, options?: RunOptions): Promise<TurnResult>;
  /** Stops what is under way (it can be resumed) and closes the checkpoints; the store is the caller's. */
  close(): Promise<void>;
}

/** Sets up the crew; LangGraph and the checkpoints are loaded with the first run. */
export async function createCrew(options: CrewOptions): Promise<Crew> {
  refuseTracing();
  const {
    config,
    store,
    models,
    workspace,
    agents = crewAgents,
    planner = planByPolicy,
    clock = () => new Date(),
  } = options;
  const runs = createRunKeeper({ config, store, models, agents, planner, now: clock }, workspace);

  const crew: Crew = {
    resume: runs.resume,
    close: runs.close,

    async turn({ text, thread = newThreadId(), steps, ...rest }) {
      const given = steps?.map((step) => checkedStep(step, agents)) ?? null;
      return runs.start({ kind: 'turn', thread: checkedThread(thread), text, given }, rest);
    },

    async plan({ text, thread = newThreadId(), signal = new AbortController().signal }) {
      const { history, previous } = await runs.conversation(thread);
      const limits = createRunLimits({ run: newRunId(), limits: config.limits });
      const context = { agents, planner, models, limits, signal, workspace };
      const before = await withLatestTask(previous, text, { store });
      const request = { text, previous: before, history };
      const { steps, decidedBy, passedOver } = await makePlan(request, context);
      return { thread, decidedBy, steps, ...(passedOver === undefined ? {} : { passedOver }) };
    },

    async runAction({ agent, action, arguments: given = {}, ...rest }) {
      const step = await chooseAction({ agent, action, given }, agents, (text) => crew.plan({ text }));
      const definition = agents.find(({ name }) => name === step.agent)?.actions;
      const where = { workspace, store, config };
      await definition?.find(({ name }) => name === step.action)?.refuse?.(step.arguments, where);
      const text = `${step.agent}: ${step.action}`;
      return runs.start({ kind: 'action', thread: null, text, given: [step] }, rest);
    },

    train: async (request, runOptions = {}) => {
      const since = performance.now();
      const { checkRequest } = await import('./training-task/check-request.ts');
      // What can be seen to be wrong leaves no failed run behind.
      await checkRequest(request, workspace);
      await loadTraining();
      const given = stepsOf(request).map((step) => ({ ...step }));
      const text = `train: ${request.target} of ${request.data}`;
      return runs.start({ kind: 'train', thread: null, text, given }, { since, ...runOptions });
    },

    async fork(run, { at, set }, runOptions = {}) {
      const since = performance.now();
      const [{ forkTask, phaseForFork }, { taskFolder, taskOfRun }] = await Promise.all([
        import('./training-task/fork.ts'),
        import('./training-task/folder.ts'),
      ]);
      const record = await store.runs.get(run);
      const id = newRunId();
      const from = taskFolder(store.path, record.id, taskOfRun(store.path, record.id));
      const folder = RunInput.parse(record.input).workspace;
      const request = await forkTask(from, taskFolder(store.path, id, '1'), {
        at: phaseForFork(at),
        set,
        workspace: folder ?? workspace,
      });
      const text = `train: ${request.target} of ${request.data}, from ${record.id} at ${at}`;
      return runs.start(
        { id, kind: 'train', thread: null, text, given: stepsOf(request), from: folder },
        { since, ...runOptions },
      );
    },

    async track(request, runOptions = {}) {
      const { runTracker } = await import('./experiments/run-tracker.ts');
      return runTracker(request, { store, workspace, now: clock }, runOptions);
    },

    async registry(request, runOptions = {}) {
      const { runRegistry } = await import('./registry/run-registry.ts');
      const act = (action: string, given: Record<string, unknown>) =>
        crew.runAction({ agent: 'supervisor', action, arguments: given, ...runOptions });
      return runRegistry(request, { store, config, workspace, now: clock, act }, runOptions);
    },

    workflow: async (name, input, runOptions = {}) => findWorkflow(name).run(crew, input, runOptions),
  };
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
