import { agents } from '../../agents/index.ts';
import { planByPolicy } from '../../agents/planner/index.ts';
import { loadConfig } from '../../src/config/index.ts';
import { createModels, createRunLimits, createStoreLedger } from '../../src/llm/index.ts';
import { createRunLog } from '../../src/observe/index.ts';
import { newRunId, openStore } from '../../src/store/index.ts';
import { readRecord } from '../recorded-run.ts';
import { createSlots } from '../slots.ts';
import type { NodeConfig, SupervisorContext } from './context.ts';
import { buildSupervisor } from './graph.ts';

let built: ReturnType<typeof build> | null = null;

/**
 * The supervisor's graph for LangGraph's own tools, which `langgraph.json` points here: they bring checkpoints and threads of their own. Records
 * are kept in memory, so that trying a graph out leaves nothing behind. Importing this file does nothing.
 */
export function supervisor() {
  built ??= build();
  return built;
}

/** The latest runs' contexts: the nodes of one run share theirs. */
const contextsKept = 32;

async function build() {
  const { config } = await loadConfig({ cwd: process.cwd() });
  const store = await openStore({ path: ':memory:' });
  const models = createModels({ config: config.models, ledger: createStoreLedger(store.database) });
  const contexts = new Map<string, SupervisorContext>();

  async function contextFor({ configurable, signal }: NodeConfig): Promise<SupervisorContext> {
    const thread = configurable?.thread_id ?? null;
    const key = `${thread} ${configurable?.run_id ?? ''}`;
    const known = contexts.get(key);
    if (known !== undefined) return known;
    const run = newRunId();
    await store.runs.create({ id: run, kind: 'turn', thread, input: null });
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
      agents,
      planner: planByPolicy,
      slots: createSlots(config.run.parallelSteps),
      limits: createRunLimits({ run, limits: config.limits }),
      finished: () => {},
      now: () => new Date(),
    };
    contexts.set(key, context);
    if (contexts.size > contextsKept) contexts.delete(contexts.keys().next().value!);
    return context;
  }

  return buildSupervisor({ contextFor });
}
