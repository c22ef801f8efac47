import { z } from 'zod';
import { loadInTurns } from '../src/turns/index.ts';
import { defineAction, defineAgent } from './define.ts';

const engineerFeatures = defineAction({
  name: 'engineer_features',
  when: 'To derive, select and encode features of a table for a target column, keeping what the cross-validated score confirms.',
  input: z.object({ data: z.string().min(1), target: z.string().min(1) }),
  slots: { data: 'table', target: 'column' },
  examples: [
    'engineer features from customers.csv for target churned',
    'create features for predicting price in houses.csv',
    'feature engineering on sales.parquet, target revenue',
    'derive new features from orders.csv with label returned',
    'which features matter in wine.csv for quality',
    'build features for churned from users.csv',
    'select the best features of loans.csv, target default',
    'generate some features',
    'encode the categorical columns of titanic.csv, target survived',
    'make better features out of events.csv',
    'suggest features for predicting outcome from x.csv',
    'transform the columns of x.csv into features',
  ],
  cues: {
    preprocess: 3,
    preprocessing: 3,
    input: 1,
    'good input': 2.5,
    attribute: 1.5,
    feats: 4,
    feat: 3,
    enrich: 3,
    derived: 2.5,
    variable: 1,
    'new variable': 3,
    'new column': 3,
    lag: 2,
    lags: 2.5,
    'one-hot': 3,
    impute: 2.5,
    bin: 1.5,
    '"did you"': -3,
    feature: 3,
    '"features for"': 1.5,
    '"features from"': 1.5,
    'feature engineering': 2,
    engineer: 2,
    derive: 2,
    encode: 2.5,
    encoding: 2.5,
    transform: 1.5,
    'feature selection': 2,
    categorical: 1.5,
    'one hot': 2.5,
    scale: 1,
    predictor: 1.5,
    informative: 1.5,
    interaction: 1,
  },
  effect: 'record',
  refuse: async (input, where) =>
    (await loadInTurns([() => import('./tools/check-names.ts')])).checkNames(input, where),
  execute: async (input, context) =>
    (await loadInTurns([() => import('./tools/engineer-features.ts')])).engineerFeatures(input, context),
});

/** Turns a table's columns into features. */
export const featureEngineer = defineAgent({
  name: 'feature-engineer',
  role: 'Derives and selects features, and keeps those that the measured score confirms.',
  prompt: 'feature-engineer',
  actions: [engineerFeatures],
});
