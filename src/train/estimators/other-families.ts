import { z } from 'zod';
import { fitNaiveBayes } from '../bayes/fit-naive-bayes.ts';
import { fitDummy } from '../dummy/fit-dummy.ts';
import { fitLinear } from '../linear/fit-linear.ts';
import { fitNeighbours } from '../neighbours/fit-neighbours.ts';
import { fitPerceptron } from '../perceptron/fit-perceptron.ts';
import { defineEstimator } from './estimator.ts';

/** Linear and logistic regression as an estimator. */
export const linear = defineEstimator({
  name: 'linear',
  title: 'linear or logistic regression with an elastic-net penalty',
  tasks: ['regression', 'classification'],
  options: z.object({
    penalty: z.number().min(0).default(1e-3),
    absoluteShare: z.number().min(0).max(1).default(0),
    iterations: z.int().min(1).default(1_000),
  }),
  space: {
    penalty: { kind: 'float', low: 1e-6, high: 10, log: true },
    absoluteShare: { kind: 'float', low: 0, high: 1 },
  },
  fit: (input, options) => fitLinear({ ...input, options }),
});

/** The baseline as an estimator. */
export const dummy = defineEstimator({
  name: 'dummy',
  title: 'baseline that looks at no feature',
  tasks: ['regression', 'classification'],
  options: z.object({
    number: z.enum(['mean', 'median']).default('mean'),
    classes: z.enum(['prior', 'most-frequent']).default('prior'),
  }),
  space: {},
  fit: (input, options) => fitDummy({ ...input, options }),
});

/** Nearest neighbours as an estimator. */
export const neighbours = defineEstimator({
  name: 'neighbours',
  title: 'k-nearest neighbours',
  tasks: ['regression', 'classification'],
  options: z.object({
    neighbours: z.int().min(1).default(5),
    weighting: z.enum(['uniform', 'distance']).default('uniform'),
  }),
  space: {
    neighbours: { kind: 'int', low: 1, high: 100, log: true },
    weighting: { kind: 'choice', choices: ['uniform', 'distance'] },
  },
  fit: (input, options) => fitNeighbours({ ...input, options }),
});

/** Naive Bayes as an estimator. */
export const naiveBayes = defineEstimator({
  name: 'naive-bayes',
  title: 'naive Bayes',
  tasks: ['classification'],
  options: z.object({
    smoothing: z.number().min(1e-12).default(1e-9),
    pseudoCount: z.number().min(1e-9).default(1),
  }),
  space: {
    smoothing: { kind: 'float', low: 1e-11, high: 0.1, log: true },
    pseudoCount: { kind: 'float', low: 0.01, high: 100, log: true },
  },
  fit({ target, ...input }, options) {
    // The registry's own check has refused numbers.
    if (target.task !== 'classification') throw new RangeError('Naive Bayes is for classes.');
    return fitNaiveBayes({ ...input, target, options });
  },
});

/** A multilayer perceptron as an estimator; ends early by the validation rows, or by some of its own. */
export const perceptron = defineEstimator({
  name: 'perceptron',
  title: 'multilayer perceptron',
  tasks: ['regression', 'classification'],
  judgesItself: true,
  options: z.object({
    units: z.int().min(1).max(4_096).default(64),
    secondUnits: z.int().min(0).max(4_096).default(0),
    learningRate: z.number().gt(0).max(1).default(1e-3),
    /** Left out: a sixteenth of the rows, from 16 to 200. */
    batchRows: z.int().min(1).optional(),
    l2: z.number().min(0).default(1e-4),
    epochs: z.int().min(1).default(200),
    patience: z.int().min(1).default(20),
    validationShare: z.number().min(0).max(0.5).default(0.1),
  }),
  space: {
    units: { kind: 'int', low: 8, high: 256, log: true },
    secondUnits: { kind: 'choice', choices: [0, 16, 64] },
    learningRate: { kind: 'float', low: 1e-4, high: 3e-2, log: true },
    l2: { kind: 'float', low: 1e-6, high: 10, log: true },
  },
  fit: ({ seed = 0, timeLimitMs, ...input }, { batchRows, ...options }) =>
    fitPerceptron({
      ...input,
      options: {
        ...options,
        seed,
        ...(batchRows === undefined ? {} : { batchRows }),
        ...(timeLimitMs === undefined ? {} : { timeLimitMs }),
      },
    }),
});
