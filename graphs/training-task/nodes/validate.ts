import { type MetricName, scores, takeTarget } from '../../../src/train/index.ts';
import { aTurn } from '../../../src/turns/index.ts';
import { contextOf, type NodeConfig } from '../context.ts';
import { judge } from '../judge.ts';
import { lateLeaks } from '../late-leaks.ts';
import { loadEarly } from '../round-files.ts';
import { roundOf } from '../round-of.ts';
import { measuredWith, type TaskState, type TaskUpdate } from '../state.ts';
import { benchOf, standing } from './measure.ts';

/**
 * The validator looks at the best candidate on rows that nobody else has seen, before time is spent on tuning: a column that gives the target away is cheaper to
 * leave out now than at the end.
 */
export async function look(state: TaskState, config: NodeConfig): Promise<TaskUpdate> {
  const context = contextOf(config);
  const metric = state.data!.metric as MetricName;
  const isWorthIt = state.round < state.request.sendBacks && state.choices.accept !== true;
  if (!isWorthIt) return {};
  // A big model takes a while to read: nothing else comes with it.
  await aTurn(context.signal);
  const early = await loadEarly(context.session.folder, state.generation);
  const best = standing(state).find(({ id }) => id === early?.id);
  if (early === null || best === undefined) return {};
  const { model } = early;
  await aTurn(context.signal);
  const leaks = await lateLeaks(model, state, context);
  if (leaks.length === 0) return {};
  return judge({ model, leaks, early: true, validation: { [metric]: best.score } }, state, context);
}

/** The validator judges the final model on rows that nobody else has seen, and lets it pass or sends the work back with a reason. */
export async function validate(state: TaskState, config: NodeConfig): Promise<TaskUpdate> {
  const context = contextOf(config);
  await aTurn(context.signal);
  const { model, ensemble } = await roundOf(context.session, state.round);
  await aTurn(context.signal);
  const { data } = await benchOf(measuredWith(state), context);
  const threshold = model.threshold === null ? {} : { threshold: model.threshold };
  await aTurn(context.signal);
  const validation = { ...scores(takeTarget(data.target, ensemble.rows), ensemble.predictions, threshold) };
  await aTurn(context.signal);
  const leaks = await lateLeaks(model, state, context);
  return judge({ model, leaks, early: false, validation }, state, context);
}
