import type { TrainedModel } from '../../../src/artifact/index.ts';
import { type Candidate, chooseEnsemble, type Ensemble, fitFinal } from '../../../src/automl/index.ts';
import { LimitError } from '../../../src/errors/index.ts';
import { isLowerBetter, type MetricName, scoreOf } from '../../../src/train/index.ts';
import { aTurn } from '../../../src/turns/index.ts';
import { secondsToChoose, secondsToJudgement } from '../budget.ts';
import { contextOf, type NodeConfig, say, type TaskContext } from '../context.ts';
import { isExportable } from '../exportable.ts';
import { loadEarly, saveRound } from '../round-files.ts';
import { keepRound } from '../round-of.ts';
import { type CandidateEntry, measuredWith, type TaskState, type TaskUpdate } from '../state.ts';
import { lastResort } from './last-resort.ts';
import { type Bench, benchOf, bestOf, measure, standing } from './measure.ts';
import { worthBlending } from './worth-blending.ts';

/** Fewer candidates than that are not halved. */
const leastToHalve = 4;
/** The final fit gets at least that, also where the time is up. */
const leastFitSeconds = 0.3;

/** The optimizer blends the candidates, or takes the best one alone where that is better, and fits what it chose on all training rows. */
export async function blend(state: TaskState, config: NodeConfig): Promise<TaskUpdate> {
  const context = contextOf(config);
  const measured = measuredWith(state);
  const bench = await benchOf(measured, context);
  const { session, signal } = context;
  const { seed } = state.request;
  const entries = allowed(state);
  const ids = new Set(entries.map(({ id }) => id));
  const isGone = ![...ids].some((id) => bench.known.has(id));
  const resort = isGone ? await candidateAgain(state, context) : null;
  if (resort !== null) ids.add(resort.entry.id);
  const all = [...bench.known.values()].filter(({ id }) => ids.has(id));
  const candidates = ordered(all, state, bench);
  await aTurn(signal);
  const budgetMs = 1_000 * secondsToChoose(state, context);
  const chosenFirst = await chooseEnsemble({ data: bench.data, candidates, seed, signal, budgetMs });
  await aTurn(signal);
  const first = await worthBlending(chosenFirst, candidates, bench, { seed, signal });
  const alone = chosenFirst.kind === 'single' ? '' : ', since blending gained nothing beyond noise,';
  const what =
    first.kind === 'single'
      ? `the best candidate alone${alone}`
      : `a ${first.kind} of ${first.members.length}`;
  say(context, `${what} is fitted on all training rows`);
  const { model, leftOut, chosen, isEarly } = await fitInTime(first, candidates, {
    bench,
    seed,
    context,
    state,
  });
  await aTurn(signal);
  await saveRound(session.folder, state.round, { model, ensemble: chosen });
  keepRound(session, state.round, { model, ensemble: chosen });
  await aTurn(signal);
  const best = all.find(({ id }) => id === chosen.bestSingle.id);
  return {
    ensemble: {
      kind: chosen.kind,
      members: chosen.members.map(({ weight, recipe }) => ({ id: recipe.id, family: recipe.family, weight })),
      score: chosen.score,
      best: { ...chosen.bestSingle, family: best?.recipe.family ?? '' },
      honest: chosen.honest,
      calibrated: chosen.calibration !== null,
      threshold: chosen.threshold,
    },
    warnings: [...(resort === null ? [] : [resort.warning]), ...warningsOf(leftOut, isEarly)],
    ...(resort === null ? {} : { candidates: [resort.entry] }),
  };
}

/** The candidates that a model may be made of: of the families that a person wants, also though others were measured to compare with. */
function allowed(state: TaskState): ReturnType<typeof standing> {
  const { families } = state.choices;
  const all = standing(state);
  return families === undefined ? all : all.filter(({ family }) => families.includes(family));
}

/** The seconds that a candidate took once may be more the next time, beside other work. */
const again = 2;

/**
 * Where the files of all candidates are gone or damaged, the best one is trained once more: the record has all that it takes. Where that takes too long now, or there never
 * was one, the last resort stands in.
 */
async function candidateAgain(
  state: TaskState,
  context: TaskContext,
): Promise<{ entry: CandidateEntry; warning: string } | null> {
  const measured = measuredWith(state);
  const best = bestOf(allowed(state), isLowerBetter(measured.metric as MetricName));
  const least = again * (best?.seconds ?? 0);
  const found =
    best === undefined ? null : await measure(best, measured, context, 'optimize', { isNeeded: true, least });
  return found?.score == null ? lastResort(state, context, 'optimize') : null;
}

function warningsOf({ length }: readonly string[], isEarly: boolean): string[] {
  if (isEarly)
    return [
      'Nothing was fitted on all training rows in time: the model is the best candidate’s of one fold. Give more time (--time-budget).',
    ];
  if (length === 0) return [];
  return [
    length === 1
      ? 'One member of the blend was not fitted in time, and others speak for it.'
      : `${length} members of the blend were not fitted in time, and others speak for them.`,
  ];
}

/**
 * Fits an ensemble's members. What is not fitted in time is left out, and the others' say is weighed anew. Where they are worse together than the best candidate's
 * model of one fold, or nothing was fitted at all, that one speaks alone; where there is no such one, the candidate that is fitted soonest does, however long it takes.
 */
async function fitInTime(
  first: Ensemble,
  candidates: readonly Candidate[],
  { bench, seed, context, state }: { bench: Bench; seed: number; context: TaskContext; state: TaskState },
): Promise<{ model: TrainedModel; leftOut: string[]; chosen: Ensemble; isEarly: boolean }> {
  const { signal, parallel, session } = context;
  const { data } = bench;
  const { lowerIsBetter } = data.problem;
  const exportable = isExportable(data);
  const budgetMs = 1_000 * Math.max(leastFitSeconds, secondsToJudgement(state, context));
  const choose = (ids: readonly string[]) =>
    chooseEnsemble({
      ...{ data, candidates: candidates.filter(({ id }) => ids.includes(id)), seed, signal },
      budgetMs: 1_000 * secondsToChoose(state, context),
    });
  await aTurn(signal);
  const early = await loadEarly(session.folder, state.generation);
  await aTurn(signal);
  const alone = early && candidates.some(({ id }) => id === early.id) ? await choose([early.id]) : null;
  const all = first.members.map(({ recipe }) => recipe.id);
  let model: TrainedModel;
  let leftOut: string[];
  try {
    ({ model, leftOut } = await fitFinal({
      ...{ data, ensemble: first, seed, parallel, signal, budgetMs, exportable },
      mustFit: false,
    }));
  } catch (thrown) {
    if (!(thrown instanceof LimitError)) throw thrown;
    if (alone !== null)
      return { model: spokenBy(early!.model, alone), leftOut: [], chosen: alone, isEarly: true };
    const soonest = [...candidates].sort((one, other) => one.seconds - other.seconds)[0]!;
    const chosen = await choose([soonest.id]);
    const fitted = await fitFinal({ data, ensemble: chosen, seed, parallel, signal, exportable });
    return { ...fitted, leftOut: all.filter((id) => id !== soonest.id), chosen, isEarly: false };
  }
  if (leftOut.length === 0) return { model, leftOut, chosen: first, isEarly: false };
  const fitted = all.filter((id) => !leftOut.includes(id));
  const rest = await choose(fitted);
  const isWorse = alone !== null && (lowerIsBetter ? rest.score > alone.score : rest.score < alone.score);
  if (isWorse) return { model: spokenBy(early!.model, alone), leftOut: [], chosen: alone, isEarly: true };
  const members = rest.members.map(({ recipe, weight }) => ({
    ...model.members[fitted.indexOf(recipe.id)]!,
    weight,
  }));
  const { stack, calibration, threshold } = rest;
  const weighed = { ...model, members, stack, calibration, threshold };
  return { model: weighed, leftOut, chosen: rest, isEarly: false };
}

/** A model of one member with what was chosen for what it says. */
function spokenBy(model: TrainedModel, { calibration, threshold }: Ensemble): TrainedModel {
  return { ...model, calibration, threshold };
}

/** The candidates that the validator's orders leave: the better half by what it complained of. */
function ordered(all: readonly Candidate[], { orders, data }: TaskState, bench: Bench): readonly Candidate[] {
  const lowerIsBetter = isLowerBetter(data!.metric as MetricName);
  let left = [...all];
  const halve = (worst: (own: Candidate) => number) => {
    if (left.length < leastToHalve) return;
    left = left
      .map((own) => ({ own, worth: worst(own) }))
      .sort((one, other) => one.worth - other.worth)
      .slice(0, Math.ceil(left.length / 2))
      .map(({ own }) => own);
  };
  if (orders.regularize)
    halve(({ trainScore, score }) => {
      const gap = (trainScore ?? score) - score;
      return lowerIsBetter ? -gap : gap;
    });
  if (orders.calibrate)
    halve(
      ({ predictions }) => scoreOf('logLoss', bench.data.target, predictions) ?? Number.POSITIVE_INFINITY,
    );
  return left;
}
