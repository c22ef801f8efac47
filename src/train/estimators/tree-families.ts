import { z } from 'zod';
import { fitBoosting } from '../boosting/fit-boosting.ts';
import { fitForest } from '../forest/fit-forest.ts';
import type { Forest } from '../forest/forest.ts';
import type { SearchSpace } from '../search/space.ts';
import { defineEstimator, type Estimator } from './estimator.ts';

const share = z.number().gt(0).max(1);
const count = z.int().min(1);

/** Gradient boosting as an estimator; ends early by the validation rows where there are any. */
export const gradientBoosting = defineEstimator({
  name: 'gradient-boosting',
  title: 'gradient-boosted trees',
  tasks: ['regression', 'classification'],
  judgesItself: true,
  options: z.object({
    loss: z.enum(['squared', 'log-squared', 'absolute', 'quantile', 'poisson']).optional(),
    quantile: z.number().gt(0).lt(1).default(0.5),
    iterations: count.default(100),
    learningRate: z.number().gt(0).max(1).default(0.1),
    maxLeaves: count.min(2).default(31),
    maxDepth: count.optional(),
    minRowsInLeaf: count.default(20),
    l2: z.number().min(0).default(0),
    leastGain: z.number().min(0).default(0),
    maxBins: count.min(2).max(255).default(255),
    featureShare: share.default(1),
    rowShare: share.default(1),
    monotone: z.record(z.string(), z.literal([1, -1])).optional(),
    /** Counts only with validation rows. */
    patience: count.default(20),
  }),
  space: {
    iterations: { kind: 'int', low: 50, high: 1_000, log: true },
    learningRate: { kind: 'float', low: 0.01, high: 0.3, log: true },
    maxLeaves: { kind: 'int', low: 4, high: 255, log: true },
    minRowsInLeaf: { kind: 'int', low: 2, high: 100, log: true },
    l2: { kind: 'float', low: 1e-6, high: 100, log: true },
    featureShare: { kind: 'float', low: 0.3, high: 1 },
    rowShare: { kind: 'float', low: 0.4, high: 1 },
  },
  async fit({ validationRows, seed, timeLimitMs, ...input }, options) {
    const { patience, ...own } = options;
    // The loss of classes follows from their number.
    const loss = input.target.task === 'regression' ? own.loss : undefined;
    const judged = (validationRows?.length ?? 0) > 0;
    const { model } = await fitBoosting({
      ...input,
      validationRows,
      options: {
        ...defined(own),
        ...defined({ loss, seed, timeLimitMs }),
        ...(judged ? { patience } : {}),
      },
    });
    return model;
  },
});

const treeOptions = {
  /** Left out: for classes the square root of the features in number, for numbers all; a single tree looks at all. */
  featureShare: share.optional(),
  minRowsInLeaf: count.default(1),
  maxDepth: count.optional(),
  maxBins: count.min(2).max(255).default(255),
};
const treeSpace: SearchSpace = {
  featureShare: { kind: 'float', low: 0.1, high: 1 },
  minRowsInLeaf: { kind: 'int', low: 1, high: 32, log: true },
  maxDepth: { kind: 'int', low: 4, high: 40 },
};

function forestEstimator(family: Forest['family'], title: string): Estimator {
  return defineEstimator({
    name: family,
    title,
    tasks: ['regression', 'classification'],
    options: z.object({ trees: count.default(100), ...treeOptions }),
    space: { trees: { kind: 'int', low: 50, high: 400, log: true }, ...treeSpace },
    fit: ({ seed, timeLimitMs, ...input }, options) =>
      fitForest({ ...input, family, options: { ...defined(options), ...defined({ seed, timeLimitMs }) } }),
  });
}

/** Breiman's forest as an estimator. */
export const randomForest = forestEstimator('random-forest', 'random forest');

/** Extra trees as an estimator. */
export const extraTrees = forestEstimator('extra-trees', 'extremely randomised trees');

/** One tree as an estimator. */
export const decisionTree = defineEstimator({
  name: 'decision-tree',
  title: 'one decision tree',
  tasks: ['regression', 'classification'],
  options: z.object(treeOptions),
  space: treeSpace,
  fit: ({ seed, ...input }, options) =>
    fitForest({
      ...input,
      family: 'decision-tree',
      options: { ...defined(options), ...defined({ seed }) },
    }),
});

/** An object without the keys whose value is undefined. */
function defined<Values extends object>(
  values: Values,
): { [Key in keyof Values]: Exclude<Values[Key], undefined> } {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as {
    [Key in keyof Values]: Exclude<Values[Key], undefined>;
  };
}
