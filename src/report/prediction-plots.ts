import type { PlotData } from '../plots/index.ts';
import type { Predictions, Target } from '../train/index.ts';
import type { Work } from '../turns/index.ts';
import { calibrationBins, rankingCurves } from './curves.ts';

/** More classes than that make curves that nobody can tell apart. */
const mostCurves = 6;

/** What is plotted, and how it is named. */
export interface PlottedPredictions {
  target: Target;
  predictions: Predictions;
  /** With two classes: the second is said from this probability on; null: the likeliest. */
  threshold?: number | null;
  /** Of a number that is predicted. */
  unit?: string | undefined;
}

/**
 * The plots that rows with a known target give: ROC, precision-recall, calibration, confusion and the probabilities' distribution for classes (each
 * against the rest, where there are more than two); residuals for numbers. Those that the rows can't give (one class alone) are left out.
 * Work that may be left for a moment between its parts; pictures of single rows are of 10,000 at most.
 *
 * @throws RangeError where target and predictions are of different tasks
 */
export function* predictionPlots({
  target,
  predictions,
  threshold = null,
  unit,
}: PlottedPredictions): Work<PlotData[]> {
  if (target.task === 'regression' && predictions.task === 'regression')
    return [
      {
        plot: 'residuals',
        predicted: drawn(predictions.values),
        actual: drawn(target.values),
        ...(unit === undefined ? {} : { unit }),
      },
      {
        plot: 'histogram',
        title: 'Distribution of residuals',
        quantity: `Actual − predicted${unit === undefined ? '' : ` (${unit})`}`,
        groups: [
          {
            name: 'test rows',
            values: drawn(target.values.map((value, row) => value - predictions.values[row]!)),
          },
        ],
      },
    ];
  if (target.task === 'regression' || predictions.task === 'regression')
    throw new RangeError('target and predictions are of different tasks');
  return yield* classPlots(target, predictions, threshold);
}

type Classes<Of> = Extract<Of, { task: 'classification' }>;

function* classPlots(
  target: Classes<Target>,
  predictions: Classes<Predictions>,
  threshold: number | null,
): Work<PlotData[]> {
  const { classes, codes } = target;
  const isBinary = classes.length === 2;
  const shown = isBinary ? [1] : [...classes.keys()].slice(0, mostCurves);
  const roc: { name: string; points: [number, number][]; area?: number }[] = [];
  const precisionRecall: typeof roc = [];
  const calibration: { name: string; bins: ReturnType<typeof calibrationBins> }[] = [];
  let baseRate: number | undefined;
  for (const code of shown) {
    const probabilities = predictions.probabilities[code]!;
    const isPositive = (row: number) => codes[row] === code;
    const curves = yield* rankingCurves(probabilities, isPositive);
    if (curves === null) continue;
    yield;
    const name = classes[code]!;
    roc.push({ name, points: curves.roc, area: curves.rocAuc });
    precisionRecall.push({ name, points: curves.precisionRecall, area: curves.averagePrecision });
    calibration.push({ name, bins: calibrationBins(probabilities, isPositive) });
    if (isBinary) baseRate = curves.baseRate;
    yield;
  }
  const plots: PlotData[] = [];
  if (roc.length > 0)
    plots.push(
      { plot: 'roc', curves: roc },
      { plot: 'precision-recall', curves: precisionRecall, ...(baseRate === undefined ? {} : { baseRate }) },
      { plot: 'calibration', curves: calibration },
    );
  yield;
  plots.push({ plot: 'confusion', classes: [...classes], rows: confusion(target, predictions, threshold) });
  yield;
  if (isBinary) {
    const values = predictions.probabilities[1]!;
    const groups = classes
      .map((name, code) => ({
        name: `actual ${name}`,
        values: drawn(values.filter((_, row) => codes[row] === code)),
      }))
      .filter((group) => group.values.length > 0);
    if (groups.length > 0)
      plots.push({
        plot: 'histogram',
        title: 'Predicted probabilities',
        quantity: `Predicted probability of ${classes[1]}`,
        groups,
      });
  }
  return plots;
}

/** Values that a picture of shares or of single rows is drawn from: more look the same. */
const mostDrawn = 10_000;

/** As many at most, evenly chosen. */
function drawn(values: Float64Array): number[] {
  const count = Math.min(values.length, mostDrawn);
  return Array.from({ length: count }, (_, place) => values[Math.floor((place * values.length) / count)]!);
}

function confusion(
  target: Classes<Target>,
  { probabilities }: Classes<Predictions>,
  threshold: number | null,
): number[][] {
  const count = target.classes.length;
  const rows = Array.from({ length: count }, () => new Array<number>(count).fill(0));
  for (const [row, actual] of target.codes.entries()) {
    let said = 0;
    if (count === 2 && threshold !== null) said = probabilities[1]![row]! >= threshold ? 1 : 0;
    else
      for (let code = 1; code < count; code += 1)
        if (probabilities[code]![row]! > probabilities[said]![row]!) said = code;
    rows[actual]![said]! += 1;
  }
  return rows;
}
