import { predictTable, type TrainedModel } from '../../src/artifact/index.ts';
import { type Problem, prepareTraining } from '../../src/automl/index.ts';
import type { Table } from '../../src/data/index.ts';
import {
  bootstrapInterval,
  isLowerBetter,
  type MetricName,
  type Predictions,
  scoreOf,
  scores,
  type Target,
  takePredictions,
  takeTarget,
} from '../../src/train/index.ts';

/** Rows to judge by with their target. */
export interface JudgedRows {
  table: Table;
  target: Target;
}

/** The validator's rows, as a problem sees them: those whose class training has not seen can't be judged by. */
export function judgedRows(test: Table, problem: Problem): JudgedRows {
  const { table, target } = prepareTraining(test, problem);
  return { table, target };
}

/** All figures of a model on rows. */
export function figuresOf(
  model: TrainedModel,
  { table, target }: JudgedRows,
): { predictions: Predictions; scores: Record<string, number | null> } {
  const { predictions } = predictTable(model, table);
  const threshold = model.threshold === null ? {} : { threshold: model.threshold };
  return { predictions, scores: { ...scores(target, predictions, threshold) } };
}

/** What always saying the same comes to: the shares of the training rows' classes, or their mean; the median where absolute errors count. */
export function baselinePredictions(training: Target, rows: number, metric: MetricName): Predictions {
  if (training.task === 'regression') {
    const sorted = training.values.slice().sort();
    const mean = training.values.reduce((sum, value) => sum + value, 0) / training.values.length;
    const isAbsolute = metric === 'mae' || metric === 'medianAe' || metric === 'mape';
    const value = isAbsolute ? sorted[Math.floor(sorted.length / 2)]! : mean;
    return { task: 'regression', values: new Float64Array(rows).fill(value) };
  }
  const { classes, codes } = training;
  const shares = classes.map((_, code) => codes.filter((own) => own === code).length / codes.length);
  return {
    task: 'classification',
    classes,
    probabilities: shares.map((share) => new Float64Array(rows).fill(share)),
  };
}

/** Rows drawn for an interval, at most; of more, evenly chosen ones. */
const mostDrawn = 5_000;
const resamples = 200;

/** By how much one is better than the other on the same rows, with the interval that chance puts it in (95%); null where the rows give no figure. */
export function difference(
  metric: MetricName,
  target: Target,
  one: Predictions,
  other: Predictions,
  seed: number,
): { difference: number; low: number; high: number } | null {
  const rows = target.task === 'regression' ? target.values.length : target.codes.length;
  const every = Math.max(1, Math.ceil(rows / mostDrawn));
  const some = Int32Array.from({ length: Math.floor((rows - 1) / every) + 1 }, (_, place) => place * every);
  const own = takeTarget(target, some);
  const [mine, theirs] = [takePredictions(one, some), takePredictions(other, some)];
  const sign = isLowerBetter(metric) ? -1 : 1;
  const found = bootstrapInterval(
    (drawn) => {
      const goal = takeTarget(own, drawn);
      const score = scoreOf(metric, goal, takePredictions(mine, drawn));
      const against = scoreOf(metric, goal, takePredictions(theirs, drawn));
      return score === null || against === null ? Number.NaN : sign * (score - against);
    },
    some.length,
    { resamples, method: 'percentile', seed },
  );
  return found === null ? null : { difference: found.score, low: found.low, high: found.high };
}
