import type { ActionContext } from '../../agents/index.ts';
import { snakeName } from '../../src/automl/index.ts';
import { createExperiments } from '../../src/experiments/index.ts';
import type { MetricName } from '../../src/train/index.ts';
import { benchOf, standing } from './nodes/measure.ts';
import type { TaskResult } from './result.ts';
import type { TaskSession } from './session.ts';
import { measuredWith, type TaskState } from './state.ts';

/** Writes a task down as an experiment: what it was given, its scores, the folds of its best candidate, and where its report lies. */
export async function recordExperiment(
  state: TaskState,
  result: TaskResult,
  session: TaskSession,
  { store, run, workspace }: Pick<ActionContext, 'store' | 'run' | 'workspace'>,
): Promise<void> {
  const { request, held, data, features, choices, ensemble } = state;
  const experiments = createExperiments(store);
  const experiment = await experiments.start({
    name: result.model.name,
    kind: 'training',
    run,
    parameters: {
      target: request.target,
      metric: result.metric,
      timeBudget: result.timeBudget,
      dropped: result.dropped.map(({ column }) => column).join(', '),
      features: features!.steps.length,
      members: ensemble!.members.length,
      best: ensemble!.best.family,
      treatment: data!.treatment,
      choices,
    },
    data: {
      path: request.data,
      fingerprint: held!.fingerprint,
      rows: held!.rows.all,
      columns: held!.columns,
      target: request.target,
    },
    seed: request.seed,
    folder: workspace,
    startedAt: (await store.runs.get(run)).startedAt,
    command: `opsmith train --data ${request.data} --target ${request.target} --time-budget ${result.timeBudget} --seed ${request.seed}`,
    tags: { model: `${result.model.name}@${result.model.version}` },
  });
  for (const [part, scores] of Object.entries({
    validation: result.scores.validation,
    test: result.scores.test,
  }))
    experiment.metrics(
      Object.fromEntries(Object.entries(scores).map(([name, value]) => [`${part}.${name}`, value])),
      0,
    );
  const { folds } = await benchOf(measuredWith(state), { session });
  const own = standing(state).find(({ id }) => id === ensemble!.best.id);
  if (own !== undefined && own.foldScores.length > 1)
    await experiment.folds({
      metric: snakeName(data!.metric as MetricName),
      scheme: `${folds.kind} ${folds.key}`,
      testShare: 1 / Math.max(2, folds.parts),
      scores: own.foldScores,
    });
  if (result.report !== null) await experiment.artifact('report.html', result.report, { copies: false });
  await experiment.end('done');
}
