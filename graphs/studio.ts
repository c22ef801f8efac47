import { planByPolicy } from '../agents/planner/index.ts';
import { loadConfig } from '../src/config/index.ts';
import { createModels, createRunLimits, createStoreLedger } from '../src/llm/index.ts';
import { createRunLog } from '../src/observe/index.ts';
import { newRunId, openStore } from '../src/store/index.ts';
import { crewAgents } from './crew-agents.ts';
import { readRecord } from './recorded-run.ts';
import { buildReviewGraph } from './review/graph.ts';
import { createSlots } from './slots.ts';
import type { NodeConfig, SupervisorContext } from './supervisor/context.ts';
import { buildSupervisor } from './supervisor/graph.ts';

/*
 * The graphs for LangGraph's own tools, which `langgraph.json` points here. The tools bring checkpoints and threads of their own; records are
 * kept in memory, so that trying a graph out leaves nothing behind. Importing this file does nothing.
 */

let contexts: ReturnType<typeof createContexts> | null = null;

/** The supervisor: `{"text": "how complex is src/app.js?"}`. A step that changes the world is approved by resuming with `true`. */
export async function supervisor() {
  contexts ??= createContexts();
  return buildSupervisor({ contextFor: await contexts });
}

/** The review: `{"input": {"paths": ["src"]}}`. */
export async function review() {
  contexts ??= createContexts();
  return buildReviewGraph({ ...(await (await contexts)({})), step: '1' });
}

/** The latest runs' contexts: the nodes of one run share theirs. */
const contextsKept = 32;

async function createContexts() {
  const { config } = await loadConfig({ cwd: process.cwd() });
  const store = await openStore({ path: ':memory:' });
  const models = createModels({ config: config.models, ledger: createStoreLedger(store.database) });
  const known = new Map<string, SupervisorContext>();

  return async ({ configurable, signal }: NodeConfig): Promise<SupervisorContext> => {
    const thread = configurable?.thread_id ?? null;
    const run = newRunId();
    const key = `${thread} ${configurable?.run_id ?? run}`;
    const before = known.get(key);
    if (before !== undefined) return before;
    const cancel = signal ?? new AbortController().signal;
    const context: SupervisorContext = {
      run,
      thread,
      workspace: process.cwd(),
      cancel,
      signal: cancel,
      log: createRunLog({ run, sink: store.events }),
      recorded: readRecord([]),
      config,
      store,
      models,
      agents: crewAgents,
      planner: planByPolicy,
      slots: createSlots(config.run.parallelSteps),
      limits: createRunLimits({ run, limits: config.limits }),
      finished: () => {},
      now: () => new Date(),
    };
    known.set(key, context);
    if (known.size > contextsKept) known.delete(known.keys().next().value!);
    await store.runs.create({ id: run, kind: 'turn', thread, input: null });
    return context;
  };
}
