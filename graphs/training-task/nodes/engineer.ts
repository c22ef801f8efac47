import { dataFacts } from '../../../agents/decisions/data-facts.ts';
import { type Proposal, proposal, tellProposals, unmeasured } from '../../../agents/decisions/proposals.ts';
import { type ProposedFeature, proposeFeatures } from '../../../agents/decisions/propose-features.ts';
import { createRecipe, type Recipe } from '../../../src/automl/index.ts';
import { informationOn, type Table, takeTableRows } from '../../../src/data/index.ts';
import { type PipelinePlan, pairedGain, planningColumns, type Step } from '../../../src/features/index.ts';
import { isLowerBetter, type MetricName } from '../../../src/train/index.ts';
import { aTurn, inTurns } from '../../../src/turns/index.ts';
import { secondsLeft } from '../budget.ts';
import { contextOf, droppedNames, type NodeConfig, say, type TaskContext } from '../context.ts';
import { isExportable } from '../exportable.ts';
import {
  type CandidateEntry,
  type FeatureTrial,
  type MeasuredWith,
  measuredWith,
  type TaskState,
  type TaskUpdate,
} from '../state.ts';
import { titleOfStep } from '../step-title.ts';
import { type Bench, benchOf, isBetter, measure, referenceRecipe, tell } from './measure.ts';
import { allRecipes, withoutSteps, withSteps } from './plans.ts';
import { scoreWithDropped } from './with-dropped.ts';

/** Rows that the information of columns is taken from, at most. */
const informedRows = 20_000;
/** Below that a gain counts, shared among the proposals (Bonferroni). */
const level = 0.05;

/**
 * The feature-engineer measures one gradient boosting at its defaults, then the same with each proposed feature on top, over the same folds. A feature stays where
 * the score with it is better beyond noise; several stay together only where the score with all of them is better still.
 */
export async function engineer(state: TaskState, config: NodeConfig): Promise<TaskUpdate> {
  const context = contextOf(config);
  const measured = measuredWith(state);
  const bench = await benchOf(measured, context);
  const recipe = referenceRecipe(bench.data, state.choices.without);
  const { plan } = recipe;
  const quick = quickFamily();
  // What a person named comes first where there is one core: the reference may take all the time that there is.
  if (context.parallel < 2 && state.choices.families !== undefined) await quickOne();
  const [reference] = await Promise.all([
    measure(queue(plan, 'reference', 'policy'), measured, context, 'engineer'),
    context.parallel < 2 ? undefined : quickOne(),
  ]);
  tell(reference, measured.metric, context, reference.score !== null);
  const proposals = await propose(state, context);
  const tried = await tryEach(proposals, { plan, reference, bench, measured, context });
  const { steps, trials, candidates } = await joinKept(tried, { plan, reference, measured, context });
  const measuredProposals = featureProposals(
    proposals,
    trials,
    reference.score,
    measured.metric as MetricName,
  );
  tellProposals(measuredProposals, measured.metric, context);
  const gain = trials.filter(({ kept }) => kept).reduce((sum, trial) => sum + trial.gain, 0);
  say(
    context,
    trials.length === 0
      ? 'no feature was tried beyond those by kind'
      : `${steps.length} of ${trials.length} features stay beyond those by kind`,
  );
  const withDropped = await scoreWithDropped(state, reference, bench, measured, context);
  return {
    features: { steps, trials, gain },
    withDropped,
    proposals: measuredProposals,
    candidates: [reference, ...candidates],
  };

  /** One of those that a person wants, where the reference is none of them; by itself a linear model, which is there soon. */
  function quickFamily(): string | null {
    const { families } = state.choices;
    if (families === undefined) return 'linear';
    return families.includes('gradient-boosting')
      ? (families.find((family) => family === 'linear') ?? null)
      : families[0]!;
  }

  /** A model beside the first boosting, on a core that would be idle: where boosting takes all the time, there is more than one to choose from. */
  async function quickOne(): Promise<void> {
    if (quick === null) return;
    const exportable = isExportable(bench.data);
    const { table } = bench.data;
    await inTurns(planningColumns(table, null, { models: 'linear', exportable }), context.signal);
    const found = allRecipes(bench.data, new Set([quick])).find(({ family }) => family === quick);
    if (found === undefined) return;
    await aTurn(context.signal);
    const { family, settings, weighting, origin } = found;
    const own = withoutSteps(found.plan, state.choices.without);
    const recipe = createRecipe({ family, settings, plan: own, weighting, origin });
    const by = state.choices.families === undefined ? 'policy' : 'person:choice';
    // The trainer counts it among its own when it comes to it.
    await measure({ id: recipe.id, family, origin: 'first', by, recipe }, measured, context, 'engineer');
  }
}

interface Trying {
  plan: PipelinePlan;
  reference: CandidateEntry;
  bench: Bench;
  measured: MeasuredWith;
  context: TaskContext;
}

interface Tried {
  proposal: ProposedFeature;
  entry: CandidateEntry;
  found: ReturnType<typeof pairedGain>;
}

async function propose(state: TaskState, context: TaskContext): Promise<ProposedFeature[]> {
  const { request, choices } = state;
  const { training } = await context.session.held(request);
  const dropped = new Set(droppedNames(state));
  const usable: Table = {
    rows: training.rows,
    columns: training.columns.filter(({ name }) => !dropped.has(name)),
  };
  await aTurn(context.signal);
  const sample = takeTableRows(
    usable,
    Int32Array.from({ length: Math.min(informedRows, usable.rows) }, (_, place) =>
      Math.floor((place * usable.rows) / Math.min(informedRows, usable.rows)),
    ),
  );
  const { value } = await proposeFeatures(
    {
      data: dataFacts(usable, request.target),
      information: await inTurns(informationOn(sample, request.target), context.signal),
    },
    context,
  );
  const unwanted = new Set(choices.without ?? []);
  return value.filter(({ step }) => !unwanted.has(step.step));
}

async function tryEach(
  proposals: readonly ProposedFeature[],
  { plan, reference, bench, measured, context }: Trying,
): Promise<Tried[]> {
  if (reference.score === null) return [];
  const lowerIsBetter = isLowerBetter(measured.metric as MetricName);
  // Side by side, as many as there are slots; those that the time does not reach are left.
  const tried = await Promise.all(
    proposals.map(async (proposal): Promise<Tried | null> => {
      const own = queue(withSteps([proposal.step], plan), 'feature', proposal.proposedBy);
      if (secondsLeft('engineer', measured, context) < reference.seconds && !bench.known.has(own.id))
        return null;
      const entry = await measure(own, measured, context, 'engineer');
      const gained = pairedDifferences(entry.id, reference.id, bench, lowerIsBetter);
      const found = gained.length === 0 ? null : pairedGain(gained, 1 / Math.max(2, bench.folds.parts));
      if (found === null) return null;
      tell(entry, measured.metric, context, isBetter(entry.score, reference.score, lowerIsBetter));
      return { proposal, entry, found };
    }),
  );
  return tried.filter((each) => each !== null);
}

/** What a model's features came to in all: those that stay, by the score without any; what the time did not reach is said to be not measured. */
function featureProposals(
  proposals: readonly ProposedFeature[],
  trials: readonly FeatureTrial[],
  reference: number | null,
  metric: MetricName,
): Proposal[] {
  const wanted = proposals.filter(({ proposedBy }) => proposedBy !== 'policy');
  if (wanted.length === 0) return [];
  const about = {
    decision: 'propose-features',
    by: wanted[0]!.proposedBy,
    what: wanted.map(({ step }) => titleOfStep(step)).join(', '),
  };
  const own = trials.filter(({ by }) => by !== 'policy');
  if (own.length === 0 || reference === null) return [unmeasured(about)];
  const sign = isLowerBetter(metric) ? -1 : 1;
  const bestOf = (some: readonly FeatureTrial[]) =>
    reference + sign * some.reduce((most, { kept, gain }) => (kept ? Math.max(most, gain) : most), 0);
  const policyScore = bestOf(trials.filter(({ by }) => by === 'policy'));
  return [proposal({ ...about, score: bestOf(own), policyScore }, metric)];
}

/** The steps that stay, the best first, each only where the score with all of them is better than without it. */
async function joinKept(
  tried: readonly Tried[],
  { plan, reference, measured, context }: Omit<Trying, 'bench'>,
) {
  const lowerIsBetter = isLowerBetter(measured.metric as MetricName);
  const isGood = ({ found }: Tried) => found.gain > 0 && found.pValue < level / tried.length;
  const candidates = tried.map(({ entry }) => entry);
  const steps: Step[] = [];
  const kept = new Set<Tried>();
  let best = reference;
  let bestPlan = plan;
  for (const each of [...tried].sort((one, other) => other.found.gain - one.found.gain).filter(isGood)) {
    const joined = withSteps([each.proposal.step], bestPlan);
    const entry =
      steps.length === 0
        ? each.entry
        : await measure(queue(joined, 'feature', each.proposal.proposedBy), measured, context, 'engineer');
    if (!isBetter(entry.score, best.score, lowerIsBetter)) continue;
    if (entry !== each.entry) candidates.push(entry);
    [best, bestPlan] = [entry, joined];
    steps.unshift(each.proposal.step);
    kept.add(each);
  }
  const trials = tried.map((each): FeatureTrial => {
    const { proposal, found } = each;
    return {
      title: titleOfStep(proposal.step),
      why: proposal.why,
      step: proposal.step as FeatureTrial['step'],
      by: proposal.proposedBy,
      kept: kept.has(each),
      gain: found.gain,
      standardError: finite(found.standardError),
      pValue: finite(found.pValue),
    };
  });
  return { steps, trials, candidates };
}

function pairedDifferences(one: string, other: string, { known }: Bench, lowerIsBetter: boolean): number[] {
  const [mine, theirs] = [known.get(one)?.foldScores ?? [], known.get(other)?.foldScores ?? []];
  return mine.flatMap((score, fold) => {
    const reference = theirs[fold];
    if (score === null || reference === null || reference === undefined) return [];
    return [lowerIsBetter ? reference - score : score - reference];
  });
}

function queue(plan: PipelinePlan, origin: 'reference' | 'feature', by: string) {
  const recipe: Recipe = createRecipe({ family: 'gradient-boosting', plan, origin });
  return { id: recipe.id, family: recipe.family, origin, by, recipe };
}

const finite = (value: number) => (Number.isFinite(value) ? value : null);
