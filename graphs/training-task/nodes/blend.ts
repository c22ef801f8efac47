import { type Candidate, chooseEnsemble, fitFinal } from '../../../src/automl/index.ts';
import { isLowerBetter, type MetricName, scoreOf } from '../../../src/train/index.ts';
import { secondsToJudgement } from '../budget.ts';
import { contextOf, type NodeConfig, say } from '../context.ts';
import { saveRound } from '../round-files.ts';
import { measuredWith, type TaskState, type TaskUpdate } from '../state.ts';
import { type Bench, benchOf, standing } from './measure.ts';

/** Fewer candidates than that are not halved. */
const leastToHalve = 4;
/** The final fit gets at least that, also where the time is up: without it there is no model. */
const leastFitSeconds = 1;

/** The optimizer blends the candidates, or takes the best one alone where that is better, and fits what it chose on all training rows. */
export async function blend(state: TaskState, config: NodeConfig): Promise<TaskUpdate> {
  const context = contextOf(config);
  const measured = measuredWith(state);
  const bench = await benchOf(measured, context);
  const { session, signal, parallel } = context;
  const { seed } = state.request;
  const ids = new Set(standing(state).map(({ id }) => id));
  const all = [...bench.known.values()].filter(({ id }) => ids.has(id));
  const candidates = ordered(all, state, bench);
  const chosen = await chooseEnsemble({ data: bench.data, candidates, seed, signal });
  say(
    context,
    `${chosen.kind === 'single' ? 'the best candidate alone' : `a blend of ${chosen.members.length}`} is fitted on all training rows`,
  );
  const { model, leftOut } = await fitFinal({
    data: bench.data,
    ensemble: chosen,
    seed,
    parallel,
    signal,
    budgetMs: Math.max(leastFitSeconds, secondsToJudgement(state, context)) * 1_000,
  });
  saveRound(session.folder, state.round, { model, ensemble: chosen });
  const best = all.find(({ id }) => id === chosen.bestSingle.id);
  return {
    ensemble: {
      members: chosen.members
        .filter(({ recipe }) => !leftOut.includes(recipe.id))
        .map(({ weight, recipe }) => ({ id: recipe.id, family: recipe.family, weight })),
      score: chosen.score,
      best: { ...chosen.bestSingle, family: best?.recipe.family ?? '' },
      honest: chosen.honest,
      calibrated: chosen.calibration !== null,
      threshold: chosen.threshold,
    },
    warnings:
      leftOut.length === 0
        ? []
        : [`${leftOut.length} members of the blend were not fitted in time; the others have their say.`],
  };
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
