import { InputError } from '../../errors/index.ts';
import { defaultPlan, type PipelinePlan } from '../../features/index.ts';
import type { MetricName, SearchSpace, Target } from '../../train/index.ts';
import type { TrainingData } from '../training-data.ts';

/** A family, ready for the data: its plan, what is always set, and what is worth searching. */
export interface Kit {
  family: string;
  plan: PipelinePlan;
  /** Of every recipe; those of a search go over them. */
  base: Readonly<Record<string, unknown>>;
  space: SearchSpace;
}

/** Losses that serve a metric of numbers better than squares do. */
const lossFor: Partial<Record<MetricName, string>> = {
  mae: 'absolute',
  medianAe: 'absolute',
  mape: 'absolute',
  poissonDeviance: 'poisson',
};
/** More rows than that, and neighbours have to be looked for too long. */
const mostForNeighbours = 20_000;
/** More values than that, and a network takes too long for what it brings. */
const mostForNetworks = 4_000_000;

/**
 * The families that are worth trying on the data, the most promising first.
 *
 * @throws InputError `no-features` where no column says anything
 */
export function kitsFor(data: TrainingData, { exportable = false }: { exportable?: boolean } = {}): Kit[] {
  const { table, problem } = data;
  const { rows } = table;
  const trees = defaultPlan(table, null, { models: 'trees', exportable });
  const linear = defaultPlan(table, null, { models: 'linear', exportable });
  if (trees.columns.length === 0)
    throw new InputError(
      'no-features',
      `No column beside the target ${problem.target} is of use: they are identifiers, constants, empty${exportable ? ', or texts, which ONNX cannot take' : ''}.`,
    );
  const forest: SearchSpace = {
    featureShare: { kind: 'float', low: 0.1, high: 1 },
    minRowsInLeaf: { kind: 'int', low: 1, high: 20, log: true },
  };
  const kits: (Kit | null)[] = [
    {
      family: 'gradient-boosting',
      plan: trees,
      base: { ...boostingBase(rows, problem.classes?.length ?? 0), ...lossOf(data) },
      space: {
        learningRate: { kind: 'float', low: 0.02, high: 0.2, log: true },
        maxLeaves: { kind: 'int', low: 4, high: rows < 2_000 ? 32 : 128, log: true },
        minRowsInLeaf: { kind: 'int', low: 2, high: rows < 500 ? 20 : 80, log: true },
        l2: { kind: 'float', low: 1e-2, high: 30, log: true },
        featureShare: { kind: 'float', low: 0.3, high: 1 },
        rowShare: { kind: 'float', low: 0.5, high: 1 },
        ...(isSkewed(data.target)
          ? { loss: { kind: 'choice', choices: [lossFor[problem.metric] ?? 'squared', 'log-squared'] } }
          : {}),
      },
    },
    {
      family: 'linear',
      plan: linear,
      base: {},
      space: {
        penalty: { kind: 'float', low: 1e-5, high: 3, log: true },
        absoluteShare: { kind: 'choice', choices: [0, 0.5, 1] },
      },
    },
    { family: 'extra-trees', plan: trees, base: { trees: 200 }, space: forest },
    { family: 'random-forest', plan: trees, base: { trees: 200 }, space: forest },
    rows * linear.columns.length > mostForNetworks
      ? null
      : {
          family: 'perceptron',
          plan: linear,
          base: {},
          space: {
            units: { kind: 'int', low: 16, high: 256, log: true },
            secondUnits: { kind: 'choice', choices: [0, 16, 64] },
            learningRate: { kind: 'float', low: 3e-4, high: 1e-2, log: true },
            l2: { kind: 'float', low: 1e-5, high: 10, log: true },
          },
        },
    rows > mostForNeighbours
      ? null
      : {
          family: 'neighbours',
          plan: linear,
          base: {},
          space: {
            neighbours: {
              kind: 'int',
              low: 3,
              high: Math.max(4, Math.min(60, Math.floor(rows / 5))),
              log: true,
            },
            weighting: { kind: 'choice', choices: ['uniform', 'distance'] },
          },
        },
  ];
  return kits.filter((kit) => kit !== null);
}

/** Early stopping finds the iterations; many slow ones with more classes would take their time for each. */
function boostingBase(rows: number, classes: number): Record<string, unknown> {
  return {
    iterations: classes > 20 ? 300 : classes > 4 ? 800 : 2_000,
    learningRate: 0.06,
    patience: 30,
    maxLeaves: rows < 1_000 ? 10 : 31,
    minRowsInLeaf: rows < 400 ? 5 : rows < 2_000 ? 10 : 20,
  };
}

function lossOf({ problem }: TrainingData): Record<string, unknown> {
  const loss = problem.task === 'regression' ? lossFor[problem.metric] : undefined;
  return loss === undefined ? {} : { loss };
}

/** More than that, and the logarithm is worth a try. */
const leastSkew = 1.5;

/** Whether a target is of numbers from 0 on, most of them small and some far larger, whose logarithms are less so. */
export function isSkewed(target: Target): boolean {
  if (target.task !== 'regression' || target.values.some((value) => value < 0)) return false;
  const own = skewness(target.values);
  return own > leastSkew && Math.abs(skewness(target.values.map(Math.log1p))) < own;
}

function skewness(values: Float64Array): number {
  let mean = 0;
  for (const value of values) mean += value / values.length;
  let [squares, cubes] = [0, 0];
  for (const value of values) {
    squares += (value - mean) ** 2 / values.length;
    cubes += (value - mean) ** 3 / values.length;
  }
  return squares > 0 ? cubes / squares ** 1.5 : 0;
}
