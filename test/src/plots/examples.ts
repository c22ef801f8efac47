import type { PlotData } from '../../../src/plots/index.ts';
import { createRandom } from '../../../src/train/index.ts';

const random = createRandom(7);
const drawn = (count: number, make: () => number) => Array.from({ length: count }, make);
const curve = Array.from({ length: 51 }, (_, step) => [step / 50, (step / 50) ** 0.4] as [number, number]);

/** One of each plot, with made-up numbers. */
export const examples: readonly PlotData[] = [
  {
    plot: 'roc',
    curves: [
      { name: 'blend', points: curve, area: 0.714 },
      { name: 'linear', points: curve },
    ],
  },
  {
    plot: 'precision-recall',
    curves: [{ name: 'blend', points: curve.map(([x]) => [x, 1 - x / 2]) }],
    baseRate: 0.3,
  },
  {
    plot: 'calibration',
    curves: [
      {
        name: 'blend',
        bins: [
          { predicted: 0.1, observed: 0.12, rows: 90 },
          { predicted: 0.8, observed: 0.7, rows: 10 },
          { predicted: 0.9, observed: 0, rows: 0 },
        ],
      },
    ],
  },
  {
    plot: 'confusion',
    classes: ['no', 'yes'],
    rows: [
      [90, 10],
      [4, 16],
    ],
  },
  {
    plot: 'residuals',
    predicted: drawn(300, () => random.next() * 1e5),
    actual: drawn(300, () => random.next() * 1e5),
    unit: 'EUR',
  },
  {
    plot: 'importances',
    unit: 'loss of rocAuc',
    features: [
      { name: 'tenure', importance: 0.2, deviation: 0.02 },
      { name: 'a rather long name of a column', importance: -0.01 },
    ],
  },
  {
    plot: 'shap-summary',
    unit: 'log-odds of yes',
    features: [
      { name: 'tenure', shap: drawn(80, () => random.next() - 0.5), values: drawn(80, () => random.next()) },
      {
        name: 'plan',
        shap: drawn(80, () => random.next() - 0.5),
        values: drawn(80, () => 0).map(() => null),
      },
    ],
  },
  {
    plot: 'learning-curve',
    metric: 'rocAuc',
    points: [
      { rows: 100, training: 0.99, validation: 0.8, deviation: 0.02 },
      { rows: 400, training: null, validation: 0.85 },
    ],
  },
  {
    plot: 'leaderboard',
    metric: 'rocAuc',
    candidates: [
      { name: 'boosting', score: 0.9, low: 0.88, high: 0.92 },
      { name: 'dummy', score: 0.5 },
    ],
  },
  {
    plot: 'series',
    metric: 'loss',
    step: 'trees',
    series: [
      {
        name: 'a',
        points: [
          [0, 1],
          [1, 0.5],
          [2, 0.4],
        ],
      },
      { name: 'b', points: [[0, 2]] },
    ],
  },
  {
    plot: 'histogram',
    quantity: 'Predicted probability',
    groups: [
      { name: 'no', values: drawn(200, () => random.next()) },
      { name: 'yes', values: drawn(50, () => random.next()) },
    ],
  },
];
