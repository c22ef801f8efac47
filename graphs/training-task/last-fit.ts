import type { TrainedModel } from '../../src/artifact/index.ts';
import { fitFinal, preparingTraining } from '../../src/automl/index.ts';
import { LimitError } from '../../src/errors/index.ts';
import { inTurns } from '../../src/turns/index.ts';
import { secondsToWriting } from './budget.ts';
import { droppedNames, say, type TaskContext } from './context.ts';
import { isExportable } from './exportable.ts';
import { benchOf } from './nodes/measure.ts';
import { roundOf } from './round-of.ts';
import { measuredWith, type TaskState } from './state.ts';

/** The last fit is expected to take so much longer than on the folds, and so many seconds whatever it is. */
const longer = 1.5;
const leastSeconds = 0.2;
/** Of the seconds that are left, so much is for it and the rest for explanations. */
const share = 0.6;

/**
 * The judged model's members fitted once more, on the validator's rows too: what is registered has learned from all there is, and its scores are those of the same
 * recipes without those rows. Where there is no time for it, the judged model itself.
 */
export async function lastFit(
  state: TaskState,
  context: TaskContext,
): Promise<{ model: TrainedModel; isOnAll: boolean }> {
  const { session, signal, parallel } = context;
  const { model, ensemble } = await roundOf(session, state.round);
  const { data, folds } = await benchOf(measuredWith(state), context);
  const alone = ensemble.members.reduce((sum, { seconds }) => sum + seconds / folds.folds.length, 0);
  const left = share * secondsToWriting(state, context);
  if (leastSeconds + (longer * alone) / Math.max(1, parallel) > left) return { model, isOnAll: false };
  const { all } = await session.held(state.request);
  const dropped = new Set(droppedNames(state));
  const table = { rows: all.rows, columns: all.columns.filter(({ name }) => !dropped.has(name)) };
  const whole = await fitFinal({
    data: await inTurns(preparingTraining(table, data.problem), signal),
    ensemble,
    seed: state.request.seed,
    parallel,
    signal,
    budgetMs: left * 1_000,
    exportable: isExportable(data),
    mustFit: false,
  }).catch((thrown) => {
    if (thrown instanceof LimitError) return null;
    throw thrown;
  });
  if (whole === null || whole.leftOut.length > 0) return { model, isOnAll: false };
  say(context, 'fitted once more, on the rows of the validator too');
  return { model: whole.model, isOnAll: true };
}
