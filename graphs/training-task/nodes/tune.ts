import { chooseSpace, narrowed } from '../../../agents/decisions/choose-space.ts';
import { dataFacts } from '../../../agents/decisions/data-facts.ts';
import { stopSearch } from '../../../agents/decisions/stop-search.ts';
import {
  type Candidate,
  type Kit,
  kitsFor,
  type SearchTrial,
  saveCandidate,
  search,
} from '../../../src/automl/index.ts';
import type { Step } from '../../../src/features/index.ts';
import { isLowerBetter, type MetricName } from '../../../src/train/index.ts';
import { secondsToBlend } from '../budget.ts';
import { contextOf, droppedNames, type NodeConfig, say, type TaskContext } from '../context.ts';
import { isExportable } from '../exportable.ts';
import { type CandidateEntry, measuredWith, type TaskState, type TaskUpdate } from '../state.ts';
import { benchOf, bestOf, isBetter, standing, tell } from './measure.ts';
import { takesGaps, withoutSteps, withSteps } from './plans.ts';

/** So many of the best families are searched. */
const mostFamilies = 3;
/** Trials between two looks at whether to go on. */
const perLook = 12;
/** A final fit takes a little more than a fold's share of what the folds took, since it learns from all rows. */
const finalShare = 1.3;
/** Members that a blend is likely to have, for the time that they will take. */
const likelyMembers = 5;

/** The optimizer searches the settings of the best families until the time is up or nothing moves any more. */
export async function tune(state: TaskState, config: NodeConfig): Promise<TaskUpdate> {
  const context = contextOf(config);
  const measured = measuredWith(state);
  const bench = await benchOf(measured, context);
  const lowerIsBetter = isLowerBetter(measured.metric as MetricName);
  const kits = await kitsToSearch(state, context);
  const counted = new Set(standing(state).map(({ id }) => id));
  // Kept by an attempt before this one, which did not come to say so.
  const orphans = [...bench.known.values()].filter(({ id }) => !counted.has(id));
  const entries: CandidateEntry[] = orphans.map((own) => entryOf(own, state.generation));
  let candidates = [...bench.known.values()];
  let trials: SearchTrial[] = candidates.map((own, number) => trialOf(own, number, lowerIsBetter));
  const begun = trials.length;
  let best = bestOf(candidates, lowerIsBetter)?.score ?? null;
  let stopped = 'there was no family to search';
  while (kits.length > 0) {
    const fit = finalSeconds(candidates, bench.folds.folds.length, lowerIsBetter, context);
    // Once to be judged, and once more on all rows when it has passed.
    const secondsLeft = secondsToBlend(state, context, 2 * fit);
    const { value } = await stopSearch(
      {
        scores: trials.map(({ loss }) => (loss === null ? null : -loss)),
        ...paceOf(trials, candidates, lowerIsBetter, context),
        secondsLeft,
        trialsLeft: null,
      },
      // Each look would be a question to a model, and an event: the policy's words at the end are what matters.
      {
        ...context,
        models: trials.length === begun ? context.models : null,
        log: quietUnlessFirst(context, trials.length === begun),
      },
    );
    stopped = value.why;
    if (value.stop) break;
    const result = await search({
      data: bench.data,
      folds: bench.folds,
      kits,
      earlier: trials,
      candidates,
      keep: Number.POSITIVE_INFINITY,
      budgetMs: secondsLeft * 1_000,
      maxTrials: trials.length + perLook,
      parallel: context.parallel,
      threads: context.threads,
      exportable: isExportable(bench.data),
      seed: state.request.seed + trials.length,
      signal: context.signal,
      async onTrial(_, candidate) {
        if (candidate === null) return;
        await saveCandidate(bench.folder, bench.data, bench.folds, candidate);
        bench.known.set(candidate.id, candidate);
        const entry = entryOf(candidate, state.generation);
        entries.push(entry);
        const isBest = isBetter(entry.score, best, lowerIsBetter);
        if (isBest) best = entry.score;
        tell(entry, measured.metric, context, isBest);
      },
    });
    if (result.trials.length === trials.length) {
      stopped = result.endedBy === 'time' ? 'the time is up' : 'nothing new was left to try';
      break;
    }
    ({ trials, candidates } = result);
  }
  say(context, `${trials.length - begun} settings were tried: ${stopped}`);
  return {
    candidates: entries,
    tuning: {
      trials: trials.length - begun + orphans.length,
      families: kits.map(({ family }) => family),
      stopped,
    },
  };
}

/** The best families with their spaces narrowed to what the data bears, and the features that stayed. */
async function kitsToSearch(state: TaskState, context: TaskContext): Promise<Kit[]> {
  const { request, choices } = state;
  const { data } = await benchOf(measuredWith(state), context);
  const lowerIsBetter = isLowerBetter(state.data!.metric as MetricName);
  const byFamily = new Map<string, number>();
  for (const { family, score } of standing(state))
    if (isBetter(score, byFamily.get(family) ?? null, lowerIsBetter)) byFamily.set(family, score);
  const ranked = [...byFamily].sort(([, one], [, other]) => (lowerIsBetter ? one - other : other - one));
  const wanted = ranked
    .map(([family]) => family)
    .filter((family) => choices.families === undefined || choices.families.includes(family))
    .slice(0, mostFamilies);
  const { training } = await context.session.held(request);
  const dropped = new Set(droppedNames(state));
  const facts = dataFacts(
    { rows: training.rows, columns: training.columns.filter(({ name }) => !dropped.has(name)) },
    request.target,
  );
  const steps = (state.features?.steps ?? []) as Step[];
  const kits = kitsFor(data, { exportable: isExportable(data) }).filter(({ family }) =>
    wanted.includes(family),
  );
  return Promise.all(
    kits.map(async (kit): Promise<Kit> => {
      const { value } = await chooseSpace({ data: facts, family: kit.family, space: kit.space }, context);
      const own = withoutSteps(kit.plan, choices.without);
      const plan = takesGaps.has(kit.family) ? withSteps(steps, own) : own;
      return { ...kit, plan, space: narrowed(kit.space, value) };
    }),
  );
}

function entryOf(candidate: Candidate, generation: number): CandidateEntry {
  const { id, recipe, score, foldScores, trainScore, seconds } = candidate;
  return {
    id,
    family: recipe.family,
    origin: 'tuned',
    by: 'search',
    score,
    foldScores: foldScores.filter((each): each is number => each !== null),
    trainScore,
    seconds,
    error: null,
    generation,
    recipe,
  };
}

function trialOf({ recipe, score, seconds }: Candidate, number: number, lowerIsBetter: boolean): SearchTrial {
  const loss = lowerIsBetter ? score : -score;
  return { number, recipe, status: 'done', score, loss, seconds, rowShare: 1, message: null };
}

/** How far apart chance puts scores, and what a trial takes of the clock. */
function paceOf(
  trials: readonly SearchTrial[],
  candidates: readonly Candidate[],
  lowerIsBetter: boolean,
  { parallel }: TaskContext,
): { noise: number; secondsPerTrial: number } {
  const scores = (bestOf(candidates, lowerIsBetter)?.foldScores ?? []).filter((each) => each !== null);
  const mean = scores.reduce((sum, each) => sum + each, 0) / Math.max(1, scores.length);
  const squares = scores.reduce((sum, each) => sum + (each - mean) ** 2, 0);
  const noise = scores.length < 2 ? 0 : Math.sqrt(squares / (scores.length - 1) / scores.length);
  const latest = trials.slice(-perLook).map(({ seconds }) => seconds);
  const quickest = latest.length === 0 ? 0 : Math.min(...latest);
  return { noise, secondsPerTrial: quickest / Math.max(1, parallel) };
}

/** Seconds that fitting the likely members on all rows will take. */
function finalSeconds(
  candidates: readonly Candidate[],
  folds: number,
  lowerIsBetter: boolean,
  { parallel }: TaskContext,
): number {
  const best = [...candidates]
    .sort((one, other) => (lowerIsBetter ? one.score - other.score : other.score - one.score))
    .slice(0, likelyMembers);
  const seconds = best.reduce((sum, own) => sum + own.seconds / Math.max(1, folds), 0);
  return (finalShare * seconds) / Math.max(1, parallel);
}

function quietUnlessFirst({ log }: TaskContext, isFirst: boolean): TaskContext['log'] {
  if (isFirst) return log;
  return { ...log, emit: (body) => ({ ...body, run: log.run, seq: 0, at: new Date().toISOString() }) };
}
