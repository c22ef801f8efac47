import { existsSync } from 'node:fs';
import type { ActionContext } from '../../agents/index.ts';
import { codeVersionOf, createExperiments } from '../../src/experiments/index.ts';
import { type MetricName, snakeName } from '../../src/train/index.ts';
import { aTurn } from '../../src/turns/index.ts';
import { recordCandidates } from './candidate-runs.ts';
import { commandOf } from './command-of.ts';
import { plotsFile } from './folder.ts';
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
  const common = {
    name: result.model.name,
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
    code: await codeVersionOf(workspace),
  };
  await aTurn();
  const experiment = await experiments.start({
    ...common,
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
    command: commandOf(request, result.timeBudget),
    tags: { model: `${result.model.name}@${result.model.version}` },
  });
  await aTurn();
  for (const [part, scores] of Object.entries({
    validation: result.scores.validation,
    test: result.scores.test,
  }))
    experiment.metrics(
      Object.fromEntries(Object.entries(scores).map(([name, value]) => [`${part}.${name}`, value])),
      0,
    );
  await aTurn();
  const { folds } = await benchOf(measuredWith(state), { session });
  const scheme = `${folds.kind} ${folds.key}`;
  const testShare = 1 / Math.max(2, folds.parts);
  await recordCandidates(state, experiments, { ...common, parent: run, scheme, testShare });
  await aTurn();
  const own = standing(state).find(({ id }) => id === ensemble!.best.id);
  if (own !== undefined && own.foldScores.length > 1)
    await experiment.folds({
      metric: snakeName(data!.metric as MetricName),
      scheme,
      testShare,
      scores: own.foldScores,
    });
  if (result.report !== null) await experiment.artifact('report.html', result.report, { copies: false });
  const plots = plotsFile(session.folder);
  if (existsSync(plots)) await experiment.artifact('plots.json', plots, { copies: false });
  await aTurn();
  await experiment.end('done');
}
