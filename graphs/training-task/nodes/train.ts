import { chooseFamilies } from '../../../agents/decisions/choose-families.ts';
import { dataFacts } from '../../../agents/decisions/data-facts.ts';
import {
  contest,
  modelAmong,
  type Proposal,
  proposers,
  tellProposals,
} from '../../../agents/decisions/proposals.ts';
import { createRecipe, type Recipe } from '../../../src/automl/index.ts';
import { InputError } from '../../../src/errors/index.ts';
import type { Step } from '../../../src/features/index.ts';
import { isLowerBetter, type MetricName } from '../../../src/train/index.ts';
import { budgetOf, secondsLeft } from '../budget.ts';
import { contextOf, droppedNames, type NodeConfig, say, type TaskContext } from '../context.ts';
import {
  type CandidateEntry,
  type CandidateTask,
  type DataReport,
  measuredWith,
  type QueuedRecipe,
  type TaskState,
  type TaskUpdate,
} from '../state.ts';
import { lastResort } from './last-resort.ts';
import { benchOf, bestOf, isBetter, measure, standing, tell } from './measure.ts';
import { allRecipes, takesGaps, withoutSteps, withSteps } from './plans.ts';

/** The trainer chooses families, and puts recipes of them into the queue, as many as there is time for. */
export async function choose(state: TaskState, config: NodeConfig): Promise<TaskUpdate> {
  const context = contextOf(config);
  const trainingSince = context.session.clock.seconds;
  const { data } = await benchOf(measuredWith(state), context);
  const families = await familiesOf(state, context);
  const steps = (state.features?.steps ?? []) as Step[];
  const place = new Map(families.map(({ family }, at) => [family, at]));
  const proposedBy = new Map(families.map(({ family, by }) => [family, by]));
  const all = allRecipes(data, new Set(place.keys())).map((recipe) =>
    enriched(recipe, steps, state.choices.without),
  );
  // A family's first recipe comes before any other's second, in the order of the families.
  const seen = new Map<string, number>();
  const ranked = all
    .filter(({ family }) => place.has(family))
    .map((recipe) => {
      const turn = seen.get(recipe.family) ?? 0;
      seen.set(recipe.family, turn + 1);
      return { recipe, rank: turn * 100 + place.get(recipe.family)! };
    })
    .sort((one, other) => one.rank - other.rank)
    .map(({ recipe }) => recipe);
  if (ranked.length === 0)
    throw new InputError(
      'unusable-family',
      `${[...place.keys()].join(', ')} cannot learn from ${data.table.rows.toLocaleString('en-US')} rows of ${data.table.columns.length} columns in a sensible time; take another family.`,
    );
  const usual = ranked.map((recipe) => queued(recipe, proposedBy.get(recipe.family)!));
  const queue = withTwins(usual, state.data!).slice(0, affordable(state, context));
  say(context, `${queue.length} candidates of ${new Set(queue.map(({ family }) => family)).size} families`);
  return { queue, compared: false, trainingSince };
}

function queued(recipe: Recipe, by: string): QueuedRecipe {
  return { id: recipe.id, family: recipe.family, origin: 'first', by, recipe };
}

/** Families whose first recipe is tried with the other weights, too, where weights of classes are wanted or spoken against. */
const twinned = 2;

/** The queue with twins that differ in the weights of classes: what is done about rare ones is measured beside what would be done otherwise. */
function withTwins(usual: readonly QueuedRecipe[], { treatment, treatmentBy }: DataReport): QueuedRecipe[] {
  const wanted = treatment === 'class-weights' ? 'balanced' : 'none';
  if (wanted === 'none' && modelAmong(treatmentBy) === null) return [...usual];
  const seen = new Set<string>();
  return usual.flatMap((each) => {
    const { family, settings, plan, weighting, origin } = each.recipe as Recipe;
    if (seen.has(family) || seen.size === twinned || family === 'neighbours' || weighting === wanted)
      return [each];
    seen.add(family);
    return [each, queued(createRecipe({ family, settings, plan, weighting: wanted, origin }), treatmentBy)];
  });
}

/** What families and weights that a model proposed came to, against the policy's. */
function contests(state: TaskState): Proposal[] {
  const metric = state.data!.metric as MetricName;
  const { treatment } = state.data!;
  const first = state.candidates.filter(
    ({ origin, generation }) => origin === 'first' && generation === state.generation,
  );
  const wanted = treatment === 'class-weights' ? 'balanced' : 'none';
  const isTwin = ({ by, recipe, family }: CandidateEntry) =>
    modelAmong(by) !== null &&
    (recipe as Recipe).weighting === wanted &&
    first.some((other) => other.family === family && (other.recipe as Recipe).weighting !== wanted);
  const twins = first.filter(isTwin);
  const families = new Set(twins.map(({ family }) => family));
  const originals = first.filter(
    ({ family, recipe }) => families.has(family) && (recipe as Recipe).weighting !== wanted,
  );
  const names = (entries: readonly CandidateEntry[]) =>
    [...new Set(entries.map(({ family }) => family))].join(', ');
  const { treatmentBy } = state.data!;
  return [
    contest(
      'choose-families',
      first.filter((each) => !isTwin(each)),
      metric,
      names,
    ),
    contest(
      'treat-imbalance',
      [
        ...twins.map((each) => ({ ...each, by: treatmentBy })),
        ...originals.map((each) => ({ ...each, by: 'policy' })),
      ],
      metric,
      () => (wanted === 'balanced' ? 'weights of classes' : 'no weights of classes'),
    ),
  ].filter((each) => each !== null);
}

/** Tries one recipe of the queue. */
export async function candidate(task: CandidateTask, config: NodeConfig): Promise<TaskUpdate> {
  const context = contextOf(config);
  const entry = await measure(task.queued, task.measured, context, 'train');
  const { metric, generation } = task.measured;
  const best = bests.get(context.session)?.get(generation) ?? null;
  const isBest = isBetter(entry.score, best, isLowerBetter(metric as MetricName));
  if (isBest) bests.set(context.session, new Map([[generation, entry.score!]]));
  tell(entry, metric, context, isBest);
  return { candidates: [entry] };
}

/** The best score that this process has seen of a generation, for those who watch. */
const bests = new WeakMap<object, Map<number, number>>();

/** Looks at what the first candidates came to. @throws InputError `nothing-trained` where nothing can be learned at all */
export async function compare(state: TaskState, config: NodeConfig): Promise<TaskUpdate> {
  const context = contextOf(config);
  const lowerIsBetter = isLowerBetter(state.data!.metric as MetricName);
  const best = bestOf(standing(state), lowerIsBetter);
  const saved = best === undefined ? await lastResort(state, context, 'train') : null;
  say(context, `${best?.family ?? saved!.entry.family} is best so far`);
  // Candidates are trained side by side: what they took together is the time from the first to the last.
  const seconds = { trainer: Math.max(0, context.session.clock.seconds - state.trainingSince) };
  const found = saved === null ? {} : { candidates: [saved.entry], warnings: [saved.warning] };
  const proposals = contests(state);
  tellProposals(proposals, state.data!.metric, context);
  return { compared: true, queue: [], seconds, proposals, ...found };
}

async function familiesOf(state: TaskState, context: TaskContext): Promise<{ family: string; by: string }[]> {
  const { request, choices } = state;
  if (choices.families !== undefined)
    return choices.families.map((family) => ({ family, by: 'person:choice' }));
  const { training } = await context.session.held(request);
  const dropped = new Set(droppedNames(state));
  const table = { rows: training.rows, columns: training.columns.filter(({ name }) => !dropped.has(name)) };
  const facts = { data: dataFacts(table, request.target), budgetSeconds: budgetOf(state) };
  const { value } = await chooseFamilies(facts, context);
  return value.map(({ family, proposedBy }) => ({ family, by: proposers(proposedBy) }));
}

function enriched(recipe: Recipe, steps: readonly Step[], unwanted: readonly string[] | undefined): Recipe {
  const { family, settings, weighting, origin } = recipe;
  const own = withoutSteps(recipe.plan, unwanted);
  const plan = takesGaps.has(family) ? withSteps(steps, own) : own;
  return createRecipe({ family, settings, plan, weighting, origin });
}

/** How many candidates the phase's time is likely to be enough for, by what the reference took. */
function affordable(state: TaskState, context: TaskContext): number {
  const reference = standing(state).find(({ origin }) => origin === 'reference');
  const seconds = Math.max(0.05, reference?.seconds ?? 1);
  const atOnce = Math.max(1, context.parallel);
  const fits = Math.floor((secondsLeft('train', state, context) * atOnce) / (1.5 * seconds));
  return Math.max(3, Math.min(14, fits));
}
