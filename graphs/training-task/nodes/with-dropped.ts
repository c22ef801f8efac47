import { tryRecipe } from '../../../src/automl/index.ts';
import { InputError, LimitError } from '../../../src/errors/index.ts';
import { budgetOf, secondsLeft } from '../budget.ts';
import type { TaskContext } from '../context.ts';
import type { CandidateEntry, MeasuredWith, TaskState, WithDropped } from '../state.ts';
import { type Bench, referenceRecipe } from './measure.ts';

/** Checks for which a column is left out since it is of no use, not since its score would be false. */
const useless: ReadonlySet<string> = new Set(['constant', 'near-constant', 'mostly-missing', 'identifier']);
/** Of the budget, that measuring it may take. */
const mostShare = 0.03;

/**
 * What leaving columns out was worth: the reference model with those columns kept, on the same folds. Columns that give the target away, or that a person named, stay out: a
 * score with them would be a lie. Null where there are none but such, or no time for it.
 *
 * @throws InterruptedError when the run is stopped
 */
export async function scoreWithDropped(
  { dropped, request, choices }: TaskState,
  reference: CandidateEntry,
  { data, folds }: Bench,
  measured: MeasuredWith,
  context: TaskContext,
): Promise<WithDropped | null> {
  const columns = dropped.filter(({ code }) => useless.has(code)).map(({ column }) => column);
  if (columns.length === 0 || reference.score === null) return null;
  const most = Math.min(
    mostShare * budgetOf({ request, choices }),
    secondsLeft('engineer', measured, context),
  );
  // Columns more take a little longer.
  if (1.3 * reference.seconds > most) return null;
  const rest = dropped.filter(({ code }) => !useless.has(code)).map(({ column }) => column);
  const whole = await context.session.training(request, { metric: measured.metric, dropped: rest });
  if (whole.rows.length !== data.rows.length) return null;
  try {
    const { score } = await context.slots.use(() =>
      tryRecipe({
        data: whole,
        recipe: referenceRecipe(whole, choices.without),
        folds,
        seed: request.seed,
        signal: context.signal,
        timeLimitMs: 1_000 * most,
        killAfterMs: 1_200 * most,
      }),
    );
    return { columns, score, than: reference.score };
  } catch (thrown) {
    if (thrown instanceof LimitError || thrown instanceof InputError) return null;
    throw thrown;
  }
}
