import { chooseEnsemble, fitFinal } from '../../../src/automl/index.ts';
import { isLowerBetter, type MetricName, scores, takeTarget } from '../../../src/train/index.ts';
import { contextOf, type NodeConfig } from '../context.ts';
import { judge } from '../judge.ts';
import { lateLeaks } from '../late-leaks.ts';
import { loadRound } from '../round-files.ts';
import { measuredWith, type TaskState, type TaskUpdate } from '../state.ts';
import { benchOf, bestOf, standing } from './measure.ts';

/**
 * The validator looks at the best candidate on rows that nobody else has seen, before time is spent on tuning: a column that gives the target away is cheaper to
 * leave out now than at the end.
 */
export async function look(state: TaskState, config: NodeConfig): Promise<TaskUpdate> {
  const context = contextOf(config);
  const isWorthIt = state.round < state.request.sendBacks && state.choices.accept !== true;
  if (!isWorthIt) return {};
  const bench = await benchOf(measuredWith(state), context);
  const metric = state.data!.metric as MetricName;
  const best = bestOf(standing(state), isLowerBetter(metric))!;
  const { signal, parallel } = context;
  const { seed } = state.request;
  const candidates = [bench.known.get(best.id)!];
  const chosen = await chooseEnsemble({ data: bench.data, candidates, calibrate: false, seed, signal });
  const { model } = await fitFinal({ data: bench.data, ensemble: chosen, seed, parallel, signal });
  const leaks = await lateLeaks(model, state, context);
  if (leaks.length === 0) return {};
  return judge({ model, leaks, early: true, validation: { [metric]: best.score } }, state, context);
}

/** The validator judges the final model on rows that nobody else has seen, and lets it pass or sends the work back with a reason. */
export async function validate(state: TaskState, config: NodeConfig): Promise<TaskUpdate> {
  const context = contextOf(config);
  const { model, ensemble } = loadRound(context.session.folder, state.round);
  const { data } = await benchOf(measuredWith(state), context);
  const threshold = model.threshold === null ? {} : { threshold: model.threshold };
  const validation = { ...scores(takeTarget(data.target, ensemble.rows), ensemble.predictions, threshold) };
  const leaks = await lateLeaks(model, state, context);
  return judge({ model, leaks, early: false, validation }, state, context);
}
