import { OpsmithError, toError } from '../../src/errors/index.ts';
import { createRunLog } from '../../src/observe/index.ts';
import type { Store } from '../../src/store/index.ts';
import type { RunInput, RunOptions, RunSummary, TurnResult } from '../run-types.ts';
import { performTracking, type TrackerResult } from './perform.ts';
import type { TrackerRequest } from './request.ts';

const step = '1';
const agent = 'supervisor';
const action = 'ml-experiment-tracker';

/**
 * One request to the experiment tracker as a run of its own, with events like every other. It goes round no graph: there is nothing to plan.
 * @throws what `performTracking` does, after it is in the record
 */
export async function runTracker(
  request: TrackerRequest,
  { store, workspace, now }: { store: Store; workspace: string; now: () => Date },
  options: RunOptions = {},
): Promise<TurnResult> {
  const text = `${action}: ${request.action}`;
  const asked: RunInput = { text, given: [], workspace };
  const { id: run } = await store.runs.create({ kind: 'workflow', input: asked });
  const log = createRunLog({ run, sink: store.events, listeners: options.listeners ?? [], now });
  const begin = performance.now();
  const seconds = () => (performance.now() - begin) / 1_000;
  log.emit({ type: 'run-start', kind: 'workflow', thread: null, input: text });
  log.emit({ type: 'agent-start', step, agent, action, arguments: { action: request.action } });
  log.emit({ type: 'tool-start', step, tool: action, arguments: { action: request.action } });
  try {
    const result = await performTracking(request, { store, workspace });
    log.emit({ type: 'tool-end', step, tool: action, ok: true, seconds: seconds(), summary: request.action });
    log.emit({ type: 'answer', text: result.text, decidedBy: 'policy' });
    log.emit({ type: 'run-end', status: 'done', seconds: seconds() });
    await store.events.flush();
    await store.runs.setStatus(run, 'done', summaryOf(result, seconds(), null));
    return { ...summaryOf(result, seconds(), result.data), run, thread: null };
  } catch (thrown) {
    const error = toError(thrown);
    log.emit({ type: 'tool-end', step, tool: action, ok: false, seconds: seconds(), summary: error.message });
    log.emit({
      type: 'error',
      step,
      code: error instanceof OpsmithError ? error.code : 'internal',
      message: error.message,
    });
    log.emit({ type: 'run-end', status: 'failed', seconds: seconds() });
    await store.events.flush();
    await store.runs.setStatus(run, 'failed');
    throw error;
  }
}

function summaryOf({ text }: TrackerResult, seconds: number, data: unknown): RunSummary {
  return {
    status: 'done',
    answer: text,
    decidedBy: 'policy',
    steps: [{ id: step, agent, action, arguments: {}, after: [], supplied: {} }],
    results: [
      {
        step,
        agent,
        action,
        status: 'done',
        text,
        decidedBy: 'policy',
        data,
        items: [],
        about: {},
        error: null,
        seconds,
      },
    ],
  };
}
