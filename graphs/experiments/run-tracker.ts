import type { Store } from '../../src/store/index.ts';
import { runOnce } from '../run-once.ts';
import type { RunOptions, TurnResult } from '../run-types.ts';
import { performTracking } from './perform.ts';
import type { TrackerRequest } from './request.ts';

/** One request to the experiment tracker as a run of its own. @throws what `performTracking` does, after it is in the record */
export async function runTracker(
  request: TrackerRequest,
  { store, workspace, now }: { store: Store; workspace: string; now: () => Date },
  options: RunOptions = {},
): Promise<TurnResult> {
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
