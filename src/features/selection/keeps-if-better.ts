import { type Table, takeTableRows } from '../../data/index.ts';
import { type FeatureMatrix, foldRows, type MetricName, type Target, takeTarget } from '../../train/index.ts';
import { applyPipeline } from '../apply-pipeline.ts';
import { fitPipeline } from '../fit/fit-pipeline.ts';
import type { PipelinePlan, Step } from '../fit/step.ts';
import { goodness } from './metric-gain.ts';
import type { Predict } from './permutation-importance.ts';
import { pairedGain } from './student.ts';

/** Learns from training rows; gives what predicts others. */
export type Learn = (matrix: FeatureMatrix, target: Target) => Promise<Predict>;

/** What became of a step that was tried. */
export interface StepTrial {
  step: Step;
  kept: boolean;
  /** Mean of the paired differences of scores, better ones above 0. */
  gain: number;
  standardError: number;
  /** Of no gain, one-sided. */
  pValue: number;
  /** Below that it was kept. */
  level: number;
}

/**
 * Tries steps in turn on top of a plan, and keeps one only if the cross-validated score with it is better beyond its noise: the corrected resampled
 * t-test over the same folds (see `pairedGain`), at `level` shared among the steps (Bonferroni), so that trying many does not let noise in. Steps are put
 * before the plan's own, where columns are still raw.
 *
 * @throws InputError as `fitPipeline` does; `no-score`
 */
export async function keepsIfBetter({
  table,
  target,
  plan,
  candidates,
  learn,
  metric,
  folds = 5,
  repeats = 2,
  level = 0.05,
  seed = 0,
}: {
  table: Table;
  target: Target;
  plan: PipelinePlan;
  candidates: readonly Step[];
  learn: Learn;
  metric: MetricName;
  folds?: number;
  repeats?: number;
  level?: number;
  seed?: number;
}): Promise<{ plan: PipelinePlan; trials: StepTrial[] }> {
  const score = (own: PipelinePlan): Promise<number[]> =>
    crossValidate({ table, target, plan: own, learn, metric, folds, repeats, seed });
  const trials: StepTrial[] = [];
  let kept = plan;
  let scoresOfKept = candidates.length > 0 ? await score(plan) : [];
  for (const step of candidates) {
    const tried = { ...kept, steps: [step, ...kept.steps] };
    const scoresOfTried = await score(tried);
    const differences = scoresOfTried.map((own, fold) => own - scoresOfKept[fold]!);
    const found = pairedGain(differences, 1 / folds);
    const isKept = found.gain > 0 && found.pValue < level / candidates.length;
    trials.push({ step, kept: isKept, ...found, level: level / candidates.length });
    if (isKept) [kept, scoresOfKept] = [tried, scoresOfTried];
  }
  return { plan: kept, trials };
}

/** The score of every fold of every repeat; pipeline and model are fitted on the other folds alone. */
async function crossValidate(options: {
  table: Table;
  target: Target;
  plan: PipelinePlan;
  learn: Learn;
  metric: MetricName;
  folds: number;
  repeats: number;
  seed: number;
}): Promise<number[]> {
  const { table, target, plan, learn, metric, folds, repeats, seed } = options;
  const found: number[] = [];
  const strategy =
    target.task === 'regression'
      ? ({ by: 'random' } as const)
      : ({ by: 'class', codes: target.codes } as const);
  for (let repeat = 0; repeat < repeats; repeat++) {
    const parts = foldRows({ rows: table.rows, folds, strategy, seed: seed + repeat });
    for (const { train: training, test } of parts) {
      const { pipeline, matrix } = fitPipeline(table, target, plan, { rows: training, seed });
      const predict = await learn(matrix, takeTarget(target, training));
      const predictions = await predict(applyPipeline(pipeline, takeTableRows(table, test)));
      found.push(goodness(metric, takeTarget(target, test), predictions));
    }
  }
  return found;
}
