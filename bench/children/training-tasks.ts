/** Two small training tasks whose settings are searched: the loss of settings is the cross-validated one, the same for the same settings. */
import {
  createRandom,
  doTask,
  estimatorOf,
  type FeatureMatrix,
  foldRows,
  numericMatrix,
  predictModel,
  type SearchSpace,
  type Settings,
  scoreOf,
  type Target,
  takeTarget,
  trainInThisThread,
} from '../../src/train/index.ts';

trainInThisThread(doTask);

export interface TrainingTask {
  space: SearchSpace;
  loss(settings: Settings): Promise<number>;
}

const rows = 400;

/** Eight features, of which five matter (Friedman, 1991), with noise. */
function friedman(seed: number): { matrix: FeatureMatrix; values: Float64Array } {
  const random = createRandom(seed);
  const columns = Array.from({ length: 8 }, () => Float64Array.from({ length: rows }, () => random.next()));
  const values = Float64Array.from({ length: rows }, (_, row) => {
    const [a, b, c, d, e] = columns.map((column) => column[row]!) as [number, number, number, number, number];
    return 10 * Math.sin(Math.PI * a * b) + 20 * (c - 0.5) ** 2 + 10 * d + 5 * e + 2 * random.normal();
  });
  return { matrix: numericMatrix(columns), values };
}

function task(
  family: string,
  space: SearchSpace,
  base: Readonly<Record<string, unknown>>,
  target: Target,
  matrix: FeatureMatrix,
): TrainingTask {
  const folds = foldRows({ rows, folds: 2, seed: 1 });
  const take = (from: FeatureMatrix, of: Int32Array): FeatureMatrix => ({
    ...from,
    rows: of.length,
    columns: from.columns.map((column) => Float64Array.from(of, (row) => column[row]!)),
  });
  return {
    space,
    async loss(settings) {
      let sum = 0;
      for (const { train, test } of folds) {
        const model = await estimatorOf(family).fit({
          ...{ matrix: take(matrix, train), target: takeTarget(target, train), seed: 1, threads: 1 },
          options: { ...base, ...settings },
        });
        const metric = target.task === 'regression' ? 'rmse' : 'logLoss';
        sum +=
          scoreOf(metric, takeTarget(target, test), predictModel(model, take(matrix, test)))! / folds.length;
      }
      return sum;
    },
  };
}

const numbers = friedman(3);
const classes = friedman(4);
const middle = [...classes.values].sort((one, other) => one - other)[rows >> 1]!;

/** Boosted trees for numbers, and a perceptron for classes. */
export const trainingTasks: Record<string, TrainingTask> = {
  boosting: task(
    'gradient-boosting',
    {
      iterations: { kind: 'int', low: 10, high: 120, log: true },
      learningRate: { kind: 'float', low: 0.01, high: 0.5, log: true },
      maxLeaves: { kind: 'int', low: 2, high: 32, log: true },
      minRowsInLeaf: { kind: 'int', low: 1, high: 40, log: true },
      l2: { kind: 'float', low: 1e-3, high: 100, log: true },
      featureShare: { kind: 'float', low: 0.2, high: 1 },
    },
    {},
    { task: 'regression', values: numbers.values },
    numbers.matrix,
  ),
  perceptron: task(
    'perceptron',
    {
      units: { kind: 'int', low: 2, high: 32, log: true },
      learningRate: { kind: 'float', low: 1e-3, high: 0.1, log: true },
      l2: { kind: 'float', low: 1e-4, high: 30, log: true },
      batchRows: { kind: 'choice', choices: [16, 32, 64] },
    },
    { epochs: 20, validationShare: 0 },
    {
      task: 'classification',
      classes: ['low', 'high'],
      codes: Int32Array.from(classes.values, (value) => (value > middle ? 1 : 0)),
    },
    classes.matrix,
  ),
};
