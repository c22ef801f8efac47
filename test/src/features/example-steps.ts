import type { Step, StepName } from '../../../src/features/index.ts';

/** Of each step, ways to use it on the table of people; a step without one doesn't compile. */
export const exampleSteps: { [Name in StepName]: Extract<Step, { step: Name }>[] } = {
  impute: [
    { step: 'impute', columns: ['age', 'income'], strategy: 'median', indicator: true },
    { step: 'impute', columns: ['age', 'member'], strategy: 'mean' },
    { step: 'impute', columns: ['children', 'joined'], strategy: 'mostFrequent' },
    { step: 'impute', columns: ['debt'], strategy: 'constant', constant: -1, indicator: true },
    { step: 'impute', columns: ['city', 'plan'], strategy: 'mostFrequent', indicator: true },
    { step: 'impute', columns: ['plan'], strategy: 'constant', constant: 'unknown' },
  ],
  oneHot: [
    { step: 'oneHot', columns: ['city', 'plan', 'children'] },
    { step: 'oneHot', columns: ['city', 'children'], maxCategories: 3, missing: true },
  ],
  ordinal: [
    { step: 'ordinal', columns: ['city', 'children'] },
    { step: 'ordinal', columns: ['plan'], order: ['basic', 'plus', 'pro'] },
  ],
  categories: [
    { step: 'categories', columns: ['city', 'children'] },
    { step: 'categories', columns: ['city'], maxCategories: 2 },
  ],
  targetMean: [
    { step: 'targetMean', columns: ['city', 'children'] },
    { step: 'targetMean', columns: ['city'], smoothing: 10, folds: 3 },
  ],
  frequency: [{ step: 'frequency', columns: ['city', 'children'] }],
  hash: [{ step: 'hash', columns: ['city'], buckets: 4 }],
  scale: [
    { step: 'scale', columns: ['age', 'income'], method: 'standard' },
    { step: 'scale', columns: ['age', 'debt'], method: 'robust' },
    { step: 'scale', columns: ['age', 'member'], method: 'minMax' },
  ],
  quantile: [
    { step: 'quantile', columns: ['income', 'debt', 'member'] },
    { step: 'quantile', columns: ['age'], quantiles: 5 },
  ],
  bin: [
    { step: 'bin', columns: ['income', 'debt', 'member'] },
    { step: 'bin', columns: ['age'], bins: 4, strategy: 'uniform' },
  ],
  log: [{ step: 'log', columns: ['income', 'debt'] }],
  dateParts: [
    { step: 'dateParts', columns: ['joined', 'seen'] },
    {
      step: 'dateParts',
      columns: ['seen'],
      parts: ['quarter', 'monthCycle', 'weekdayCycle', 'hourCycle'],
    },
  ],
  difference: [
    {
      step: 'difference',
      pairs: [
        ['seen', 'joined'],
        ['income', 'debt'],
      ],
    },
  ],
  ratio: [
    {
      step: 'ratio',
      pairs: [
        ['debt', 'income'],
        ['age', 'children'],
      ],
    },
  ],
  product: [{ step: 'product', pairs: [['age', 'income']] }],
  groupStatistic: [
    { step: 'groupStatistic', columns: ['income', 'age'], by: 'city', statistic: 'mean' },
    { step: 'groupStatistic', columns: ['income'], by: 'children', statistic: 'median' },
    { step: 'groupStatistic', columns: ['income'], by: 'plan', statistic: 'deviation' },
    { step: 'groupStatistic', columns: ['debt'], by: 'plan', statistic: 'min' },
    { step: 'groupStatistic', columns: ['debt'], by: 'city', statistic: 'max' },
  ],
  text: [
    { step: 'text', columns: ['note'], buckets: 16 },
    { step: 'text', columns: ['note'], buckets: 16, analyzer: 'char', smallest: 2, largest: 3 },
  ],
  drop: [{ step: 'drop', columns: ['age'] }],
};

/** Each example with a name. */
export const examples: [string, Step][] = Object.values(exampleSteps).flatMap((steps) =>
  steps.map((step, place): [string, Step] => [`${step.step} ${place + 1}`, step]),
);
