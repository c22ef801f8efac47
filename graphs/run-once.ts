import { OpsmithError, toError } from '../src/errors/index.ts';
import { createRunLog } from '../src/observe/index.ts';
import type { Store } from '../src/store/index.ts';
import type { RunInput, RunOptions, RunSummary, TurnResult } from './run-types.ts';

const step = '1';

/** What came of a request: data for programs, Markdown for people. */
export interface OnceResult {
  data: unknown;
  text: string;
}

export interface RunOnce {
  agent: string;
  /** What is done, as the events name it: the workflow's name. */
  action: string;
  /** What is asked of it, in a word. */
  asked: string;
  store: Store;
  workspace: string;
  now: () => Date;
  options?: RunOptions | undefined;
  perform(run: string): Promise<OnceResult>;
}

/**
 * One request as a run of its own, with events like every other. It goes round no graph: there is nothing to plan.
 * @throws what `perform` does, after it is in the record
 */
export async function runOnce(request: RunOnce): Promise<TurnResult> {
  const { agent, action, asked, store, workspace, now, options = {}, perform } = request;
  const text = `${action}: ${asked}`;
  const input: RunInput = { text, given: [], workspace };
  const { id: run } = await store.runs.create({ kind: 'workflow', input });
  const log = createRunLog({ run, sink: store.events, listeners: options.listeners ?? [], now });
  const begin = performance.now();
  const seconds = () => (performance.now() - begin) / 1_000;
  log.emit({ type: 'run-start', kind: 'workflow', thread: null, input: text });
  log.emit({ type: 'agent-start', step, agent, action, arguments: { action: asked } });
  log.emit({ type: 'tool-start', step, tool: action, arguments: { action: asked } });
  try {
    const result = await perform(run);
    log.emit({ type: 'tool-end', step, tool: action, ok: true, seconds: seconds(), summary: asked });
    log.emit({ type: 'answer', text: result.text, decidedBy: 'policy' });
    log.emit({ type: 'run-end', status: 'done', seconds: seconds() });
    await store.events.flush();
    const summary = (data: unknown) =>
      summaryOf({ agent, action, text: result.text, seconds: seconds(), data });
    await store.runs.setStatus(run, 'done', summary(null));
    return { ...summary(result.data), run, thread: null };
  } catch (thrown) {
    const error = toError(thrown);
    const code = error instanceof OpsmithError ? error.code : 'internal';
    log.emit({ type: 'tool-end', step, tool: action, ok: false, seconds: seconds(), summary: error.message });
    log.emit({ type: 'error', step, code, message: error.message });
    log.emit({ type: 'run-end', status: 'failed', seconds: seconds() });
    await store.events.flush();
    await store.runs.setStatus(run, 'failed');
    throw error;
  }
}

function summaryOf(done: {
  agent: string;
  action: string;
  text: string;
  seconds: number;
  data: unknown;
}): RunSummary {
  const { agent, action, text } = done;
  return {
    status: 'done',
    answer: text,
    decidedBy: 'policy',
    steps: [{ id: step, agent, action, arguments: {}, after: [], supplied: {} }],
    results: [{ ...done, step, status: 'done', decidedBy: 'policy', items: [], about: {}, error: null }],
  };
}
