import { baselineRecipe, createRecipe, recipesFor } from '../../../src/automl/index.ts';
import { InputError } from '../../../src/errors/index.ts';
import { budgetOf } from '../budget.ts';
import type { TaskContext } from '../context.ts';
import { isExportable } from '../exportable.ts';
import type { PhaseName } from '../phases.ts';
import { type CandidateEntry, measuredWith, type TaskState } from '../state.ts';
import { benchOf, measure, referenceRecipe, tell } from './measure.ts';
import { allRecipes } from './plans.ts';

/** Seconds that are lent to a family which a person named, before it is given up: no other may take its place. */
const secondsForNamed = 30;

/**
 * Where there is no candidate: the cheapest that can be trained, at last one that looks at no column, also where the time is over. Of the families that a person
 * named where there are such: no other takes their place, and each gets half a minute, or as long again as the whole task.
 *
 * @throws InputError `nothing-trained` where nothing can be learned at all
 */
export async function lastResort(
  state: TaskState,
  context: TaskContext,
  phase: PhaseName,
): Promise<{ entry: CandidateEntry; warning: string }> {
  const measured = measuredWith(state);
  const { data } = await benchOf(measured, context);
  const why = state.candidates.find(({ error }) => error !== null)?.error ?? null;
  const exportable = isExportable(data);
  const { families } = state.choices;
  const linear = recipesFor(data, { exportable }).find(({ family }) => family === 'linear');
  const { plan } = referenceRecipe(data);
  const few = { iterations: 20, learningRate: 0.3, maxLeaves: 8, l2: 1 };
  const small = createRecipe({ family: 'gradient-boosting', plan, settings: few, origin: 'portfolio' });
  const usual = [small, ...(linear === undefined ? [] : [linear]), baselineRecipe(data, { exportable })];
  const least = families === undefined ? 0 : Math.max(secondsForNamed, budgetOf(state));
  for (const recipe of families === undefined ? usual : cheapestOf(families)) {
    const { id, family } = recipe;
    const queued = { id, family, origin: 'first' as const, by: 'policy', recipe };
    const entry = await measure(queued, measured, context, phase, { isNeeded: true, least });
    tell(entry, measured.metric, context, entry.score !== null);
    if (entry.score === null) continue;
    const what =
      family === 'dummy'
        ? 'The model looks at no column and always says the same.'
        : `The model is ${family} at its cheapest, which is what there was time for.`;
    return { entry, warning: `${tooLittle(state, why)} ${what} ${moreTime}` };
  }
  const named = families === undefined ? '' : ` No model of ${families.join(', ')} could be trained.`;
  throw new InputError('nothing-trained', `${tooLittle(state, why)}${named} ${moreTime}`);

  /** The first recipe of each family, boosting at its smallest. */
  function cheapestOf(wanted: readonly string[]) {
    const all = [small, ...allRecipes(data, new Set(wanted))];
    return wanted.flatMap((name) => all.find(({ family }) => family === name) ?? []);
  }
}

const moreTime = 'Give more time (--time-budget), or a smaller table.';

/** Why there is so little: the first candidate's error, or the time alone. */
function tooLittle(state: TaskState, why: string | null): string {
  const seconds = `${budgetOf(state)} s`;
  return why === null
    ? `${seconds} were too few for the usual candidates.`
    : `None of the usual candidates could be trained in ${seconds}: ${why}`;
}
