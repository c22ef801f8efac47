import { tellProposals } from '../../../agents/decisions/proposals.ts';
import {
  isDisputable,
  type StopFacts,
  stopByPolicy,
  stopSearch,
} from '../../../agents/decisions/stop-search.ts';
import { type Candidate, type SearchTrial, saveCandidate, search } from '../../../src/automl/index.ts';
import { isLowerBetter, type MetricName } from '../../../src/train/index.ts';
import { secondsToBlend, secondsToJudgement } from '../budget.ts';
import { contextOf, type NodeConfig, say, type TaskContext } from '../context.ts';
import { isExportable } from '../exportable.ts';
import { type CandidateEntry, measuredWith, type TaskState, type TaskUpdate } from '../state.ts';
import { benchOf, bestOf, isBetter, standing, tell } from './measure.ts';
import { spaceProposals, spacesToSearch } from './search-spaces.ts';

/** Trials between two looks at whether to go on. */
const perLook = 12;
/** Questions to a model whether the search should end, at most. */
const mostQuestions = 3;
/** A final fit takes a little more than a fold's share of what the folds took, since it learns from all rows. */
const finalShare = 1.3;
/** Members that a blend is likely to have, for the time that they will take; of a single holdout, where that is much, fewer: one that comes too late is left out of it. */
const likelyMembers = (folds: number) => (folds === 1 ? 2 : 4);
/** Once to be judged, and once more on all rows when it has passed, which can be done without and so keeps no more than this share of the time. */
const mostForLastFit = 0.15;

/** The optimizer searches the settings of the best families until the time is up or nothing moves any more. */
export async function tune(state: TaskState, config: NodeConfig): Promise<TaskUpdate> {
  const context = contextOf(config);
  const measured = measuredWith(state);
  const bench = await benchOf(measured, context);
  const lowerIsBetter = isLowerBetter(measured.metric as MetricName);
  const proposed = await spacesToSearch(state, context);
  const spaces = [...proposed];
  const [{ kits }] = proposed;
  const counted = new Set(standing(state).map(({ id }) => id));
  // Kept by an attempt before this one, which did not come to say so.
  const orphans = [...bench.known.values()].filter(({ id }) => !counted.has(id));
  const entries: CandidateEntry[] = orphans.map((own) => entryOf(own, state.generation, 'search'));
  let candidates = [...bench.known.values()];
  let trials: SearchTrial[] = candidates.map((own, number) => trialOf(own, number, lowerIsBetter));
  const begun = trials.length;
  let best = bestOf(candidates, lowerIsBetter)?.score ?? null;
  let stopped = 'there was no family to search';
  let questions = 0;
  for (let look = 0; kits.length > 0; look++) {
    // In turn, so that what a model narrowed is measured beside what the policy did.
    const { kits: searched, by } = spaces[look % spaces.length]!;
    const fit = finalSeconds(candidates, bench.folds.folds.length, lowerIsBetter, context);
    const lastFit = Math.min(fit, mostForLastFit * secondsToJudgement(state, context));
    const secondsLeft = secondsToBlend(state, context, fit + lastFit);
    const facts = {
      scores: trials.map(({ loss }) => (loss === null ? null : -loss)),
      ...paceOf(trials, candidates, lowerIsBetter, context),
      secondsLeft,
      trialsLeft: null,
    };
    const value = await shouldStop(facts);
    stopped = value.why;
    if (value.stop) break;
    const result = await search({
      data: bench.data,
      folds: bench.folds,
      kits: searched,
      earlier: trials,
      candidates,
      keep: Number.POSITIVE_INFINITY,
      budgetMs: secondsLeft * 1_000,
      maxTrials: trials.length + perLook / spaces.length,
      parallel: context.parallel,
      threads: context.threads,
      exportable: isExportable(bench.data),
      seed: state.request.seed + trials.length,
      signal: context.signal,
      async onTrial(_, candidate) {
        if (candidate === null) return;
        await saveCandidate(bench.folder, bench.data, bench.folds, candidate);
        bench.known.set(candidate.id, candidate);
        const entry = entryOf(candidate, state.generation, by);
        entries.push(entry);
        const isBest = isBetter(entry.score, best, lowerIsBetter);
        if (isBest) best = entry.score;
        tell(entry, measured.metric, context, isBest);
      },
    });
    if (result.trials.length === trials.length && spaces.length > 1 && result.endedBy !== 'time') {
      // A space that a model made too narrow is soon used up.
      spaces.splice(look % spaces.length, 1);
      continue;
    }
    if (result.trials.length === trials.length) {
      stopped = result.endedBy === 'time' ? 'the time is up' : 'nothing new was left to try';
      break;
    }
    ({ trials, candidates } = result);
  }
  say(context, `${trials.length - begun} settings were tried: ${stopped}`);
  const proposals = spaceProposals(entries, proposed, measured.metric as MetricName);
  tellProposals(proposals, measured.metric, context);
  return {
    candidates: entries,
    proposals,
    tuning: {
      trials: trials.length - begun + orphans.length,
      families: kits.map(({ family }) => family),
      stopped,
    },
  };

  /** A model is asked only where one may think so or so, and not at every look: each question takes time that the search would have. */
  async function shouldStop(facts: StopFacts): Promise<{ stop: boolean; why: string }> {
    if (questions < mostQuestions && isDisputable(facts)) {
      questions += 1;
      const { value, decidedBy } = await stopSearch(facts, context);
      return { ...value, why: decidedBy === 'policy' ? value.why : `${value.why} (${decidedBy})` };
    }
    const byPolicy = stopByPolicy(facts);
    // A decision on record is the last one, not that of each look.
    return byPolicy.stop ? (await stopSearch(facts, { ...context, models: null })).value : byPolicy;
  }
}

function entryOf(candidate: Candidate, generation: number, by: string): CandidateEntry {
  const { id, recipe, score, foldScores, trainScore, seconds } = candidate;
  return {
    id,
    family: recipe.family,
    origin: 'tuned',
    by,
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
    .slice(0, likelyMembers(folds));
  const seconds = best.reduce((sum, own) => sum + own.seconds / Math.max(1, folds), 0);
  return (finalShare * seconds) / Math.max(1, parallel);
}
