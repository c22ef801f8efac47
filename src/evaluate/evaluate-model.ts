import type { TrainedModel } from '../artifact/index.ts';
import type { Table } from '../data/index.ts';
import { isLowerBetter, type MetricName, type Predictions, type Target } from '../train/index.ts';
import { type Calibration, calibrationOf } from './calibration.ts';
import { type Fairness, fairnessOf } from './fairness.ts';
import { groupsOf } from './groups.ts';
import { type JudgedRows, judgeRows } from './judged-rows.ts';
import { type Interval, intervals, metricOf, type Resampling } from './resampling.ts';
import { type Comparison, compareOnRows, scoresWithIntervals } from './scores.ts';
import { type SliceSearch, worstSlices } from './slices.ts';
import { chooseThreshold, type ThresholdChoice } from './thresholds.ts';

/** What is known of a model on rows that it has not learned from: plain JSON, the order of its parts that of a report. */
export interface Evaluation {
  task: TrainedModel['task'];
  target: string;
  classes: readonly string[] | null;
  rows: number;
  leftOut: JudgedRows['leftOut'];
  /** What comparisons and slices speak of. */
  metric: MetricName;
  scores: Partial<Record<MetricName, Interval | null>>;
  /** Rows by true and predicted class; null for regression. */
  confusion: readonly (readonly number[])[] | null;
  /** Against what looks at no column: the shares of the classes, or the mean, of the rows to learn from where they are given, else of these. */
  overBaseline: Comparison | null;
  /** Against an earlier model on the same rows. */
  overPrevious: Comparison | null;
  calibration: Calibration | null;
  threshold: ThresholdChoice | null;
  fairness: readonly Fairness[];
  slices: SliceSearch;
  /** How much better the score is on rows that were learned from; null where those are not given. */
  overfitting: { training: number; gap: Interval } | null;
}

export interface EvaluateOptions extends Resampling {
  metric?: MetricName | undefined;
  previous?: TrainedModel | undefined;
  /** Rows that the model has learned from. */
  training?: Table | undefined;
  protected?: readonly string[] | undefined;
  costs?: { falsePositive: number; falseNegative: number } | undefined;
  /** Of more than two classes the one that fairness speaks of. */
  positive?: string | undefined;
}

const defaultMetric = (classes: readonly string[] | null): MetricName =>
  classes === null ? 'rmse' : classes.length === 2 ? 'rocAuc' : 'logLoss';

/**
 * Evaluates a trained model on a table: all metrics with intervals, against the baseline and an earlier model, calibration, thresholds, fairness, and where it fails most.
 *
 * @throws InputError `no-such-column` (the target, or a protected column), `no-rows`, and as `predictTable` does; the signal's reason when it fires
 */
export async function evaluateModel(
  model: TrainedModel,
  table: Table,
  options: EvaluateOptions = {},
): Promise<Evaluation> {
  const { metric = defaultMetric(model.classes), previous, training, costs, positive, signal } = options;
  const wanted = options.protected ?? [];
  // Before anything that takes time.
  for (const column of wanted) groupsOf(table, column);
  const judged = await judgeRows(model, table, signal);
  const learned = training === undefined ? null : await judgeRows(model, training, signal);
  const earlier = previous === undefined ? null : await judgeRows(previous, table, signal);
  const baseline = { predictions: sayAlways(learned?.target ?? judged.target, judged), threshold: null };
  const fairness: Fairness[] = [];
  for (const column of wanted) fairness.push(await fairnessOf(judged, column, { ...options, positive }));
  return {
    task: model.task,
    target: model.target,
    classes: model.classes,
    rows: judged.table.rows,
    leftOut: judged.leftOut,
    metric,
    scores: await scoresWithIntervals(judged, options),
    confusion: confusionOf(judged),
    overBaseline: await compareOnRows(judged, baseline, metric, options),
    overPrevious:
      earlier === null || earlier.table.rows !== judged.table.rows
        ? null
        : await compareOnRows(judged, earlier, metric, options),
    calibration: await calibrationOf(judged, options),
    threshold: await chooseThreshold(judged, { costs, signal }),
    fairness,
    slices: await worstSlices(
      { ...judged, table: withoutTarget(judged.table, model.target) },
      { metric, signal },
    ),
    overfitting: learned === null ? null : await overfittingOf(learned, judged, metric, options),
  };
}

function withoutTarget(table: Table, target: string): Table {
  return { ...table, columns: table.columns.filter(({ name }) => name !== target) };
}

/** What says the same of every row: the shares of the classes, or the mean. */
function sayAlways(known: Target, { table, target }: JudgedRows): Predictions {
  if (known.task === 'regression' || target.task === 'regression') {
    const values = known.task === 'regression' ? known.values : new Float64Array();
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    return { task: 'regression', values: new Float64Array(table.rows).fill(mean) };
  }
  const probabilities = target.classes.map((_, code) => {
    const share = known.codes.reduce((count, own) => count + (own === code ? 1 : 0), 0) / known.codes.length;
    return new Float64Array(table.rows).fill(share);
  });
  return { task: 'classification', classes: target.classes, probabilities };
}

function confusionOf({ target, codes }: JudgedRows): number[][] | null {
  if (target.task === 'regression' || codes === null) return null;
  const counts = target.classes.map(() => target.classes.map(() => 0));
  for (let row = 0; row < codes.length; row++) counts[target.codes[row]!]![codes[row]!]!++;
  return counts;
}

async function overfittingOf(
  learned: JudgedRows,
  judged: JudgedRows,
  metric: MetricName,
  options: Resampling,
): Promise<Evaluation['overfitting']> {
  const sign = isLowerBetter(metric) ? -1 : 1;
  const each = async ({ target, predictions, threshold, table }: JudgedRows) => {
    const [found] = await intervals(
      table.rows,
      (rows) => [metricOf(metric, target, predictions, rows, threshold)],
      options,
    );
    return found ?? null;
  };
  const [training, test] = [await each(learned), await each(judged)];
  if (training === null || test === null) return null;
  const value = sign * (training.value - test.value);
  // The rows are others: the widths add up as squares do.
  const width = Math.hypot((training.high - training.low) / 2, (test.high - test.low) / 2);
  return { training: training.value, gap: { value, low: value - width, high: value + width } };
}
