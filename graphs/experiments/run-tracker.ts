import { createExperiments, type Experiments } from '../../src/experiments/index.ts';
import type { Store } from '../../src/store/index.ts';
import { runOnce } from '../run-once.ts';
import type { RunOptions, TurnResult } from '../run-types.ts';
import { performTracking } from './perform.ts';
import { refuseIncomplete, type TrackerRequest } from './request.ts';

/** What lacks a field or names no run leaves no failed run behind. */
async function refuseUnknown(request: TrackerRequest, experiments: Experiments): Promise<void> {
  refuseIncomplete(request);
  const { action, run, runs = [], parent, expression } = request;
  const isAsked = action === 'show' || action === 'log';
  for (const id of [...(isAsked && run ? [run] : []), ...runs]) await experiments.get(id);
  if (action === 'log' && parent) await experiments.get(parent);
  if (expression !== undefined) await experiments.search(expression, { limit: 1 });
}

/** One request to the experiment tracker as a run of its own. @throws what `performTracking` does, after it is in the record */
export async function runTracker(
  request: TrackerRequest,
  { store, workspace, now }: { store: Store; workspace: string; now: () => Date },
  options: RunOptions = {},
): Promise<TurnResult> {
  await refuseUnknown(request, createExperiments(store));
  return runOnce({
    agent: 'supervisor',
    action: 'ml-experiment-tracker',
    asked: request.action,
    store,
    workspace,
    now,
    options,
    perform: () => performTracking(request, { store, workspace }),
  });
}
