import {
  type CalibrationMap,
  calibrated,
  fitCalibration,
  foldRows,
  type MetricName,
  type Model,
  type Predictions,
  scoreOf,
  type Target,
  takePredictions,
  takeTarget,
} from '../../train/index.ts';

/** A smaller gain in log loss, relatively, is noise. */
const leastGain = 0.003;
/** Isotonic maps need so many rows of each class. */
const rowsForIsotonic = 1_000;
/** Fewer rows than that are too few for any map. */
const rowsForAny = 100;
const parts = 5;

/**
 * The maps that make log loss better on rows that they were not fitted on, without harm to the metric; null where none does.
 *
 * @throws InterruptedError when the signal fires
 */
export async function chooseCalibration({
  predictions,
  target,
  metric,
  calibrate,
  seed,
  signal,
}: {
  predictions: Predictions;
  target: Target;
  metric: MetricName;
  calibrate: boolean;
  seed: number;
  signal: AbortSignal | undefined;
}): Promise<{ maps: CalibrationMap[] | null; logLoss: { before: number; after: number } | null }> {
  if (target.task === 'regression' || predictions.task === 'regression') return { maps: null, logLoss: null };
  const before = scoreOf('logLoss', target, predictions);
  if (before === null) return { maps: null, logLoss: null };
  const untouched = { maps: null, logLoss: { before, after: before } };
  const rows = target.codes.length;
  if (!calibrate || rows < rowsForAny) return untouched;
  const classRows = target.classes.map((_, code) => target.codes.filter((own) => own === code).length);
  const methods: CalibrationMap['method'][] =
    Math.min(...classRows) >= rowsForIsotonic ? ['sigmoid', 'isotonic'] : ['sigmoid'];
  const folds = foldRows({ rows, folds: parts, strategy: { by: 'class', codes: target.codes }, seed });
  const fitMaps = async (method: CalibrationMap['method'], on: Int32Array): Promise<CalibrationMap[]> => {
    const { maps } = await fitCalibration({
      base: placeholder(target.classes),
      heldOut: takePredictions(predictions, on),
      target: takeTarget(target, on),
      method,
      signal,
    });
    return maps;
  };
  let best = { after: before * (1 - leastGain), method: null as CalibrationMap['method'] | null };
  for (const method of methods) {
    const mapped = predictions.probabilities.map(() => new Float64Array(rows));
    for (const { train, test } of folds) {
      const maps = await fitMaps(method, train);
      const said = calibrated({ classes: target.classes, maps }, takePredictions(predictions, test));
      if (said.task === 'regression') continue;
      said.probabilities.forEach((own, code) => {
        for (let row = 0; row < own.length; row++) mapped[code]![test[row]!] = own[row]!;
      });
    }
    const after: Predictions = { ...predictions, probabilities: mapped };
    const loss = scoreOf('logLoss', target, after);
    if (loss !== null && loss < best.after && !harms(metric, target, predictions, after))
      best = { after: loss, method };
  }
  if (best.method === null) return untouched;
  const all = Int32Array.from({ length: rows }, (_, row) => row);
  return { maps: await fitMaps(best.method, all), logLoss: { before, after: best.after } };
}

/** Ranking metrics may change a little where maps of different parts meet; that is no harm. */
function harms(metric: MetricName, target: Target, before: Predictions, after: Predictions): boolean {
  if (metric === 'logLoss' || metric === 'rocAuc' || metric === 'averagePrecision') return false;
  const [one, other] = [scoreOf(metric, target, before), scoreOf(metric, target, after)];
  if (one === null || other === null) return true;
  const isError = metric === 'brier' || metric === 'calibrationError';
  return isError ? other > one : other < one;
}

/** Maps are fitted by what was said alone: whose words they are makes no difference. */
function placeholder(classes: readonly string[]): Model {
  return { family: 'dummy', features: [], classes, values: new Float64Array(classes.length) };
}
