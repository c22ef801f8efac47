import { z } from 'zod';
import { loadInTurns } from '../src/turns/index.ts';
import { defineAction, defineAgent } from './define.ts';

const tuneModel = defineAction({
  name: 'tune_model',
  when: 'To search hyperparameters for a table and target, and to combine the best candidates.',
  input: z.object({
    data: z.string().min(1),
    target: z.string().min(1),
    trials: z.number().int().positive().optional(),
    timeBudget: z.number().positive().optional().describe('seconds'),
  }),
  slots: { data: 'table', target: 'column', trials: 'count', timeBudget: 'seconds' },
  examples: [
    'tune hyperparameters on customers.csv for churned with 50 trials',
    'optimise the model on houses.csv, target price',
    'hyperparameter search for loans.csv target default, 100 trials, half an hour',
    'tune the model',
    'hpo on loans.csv for approved',
    'run 30 trials on wine.csv to predict quality',
    'find the best hyperparameters for sales.parquet, target revenue',
    'squeeze more out of the model on x.csv target y',
    'do a bayesian optimisation on titanic.csv for survived',
    'grid search over users.csv with target churned',
    'tuning on orders.csv label returned for 20 minutes',
    'sweep the parameters with 200 iterations',
  ],
  cues: {
    'learning rate': 3,
    knob: 3,
    depth: 1.5,
    tweak: 2.5,
    'best hyperparameter': 2.5,
    setting: 1.5,
    tune: 3,
    tuning: 3,
    'fine tune': 1,
    hyperparameter: 3,
    'hyper parameter': 3,
    hyperopt: 3,
    hpo: 3,
    parameter: 1.5,
    optimise: 2,
    optimisation: 2.5,
    optimiser: 2,
    trial: 2.5,
    configuration: 2,
    iteration: 1.5,
    study: 1,
    'grid search': 3,
    'random search': 3,
    'bayesian optimisation': 3,
    bayesian: 1.5,
    sweep: 2.5,
    squeeze: 2,
    optuna: 3,
    ensemble: 1.5,
    'best parameter': 2.5,
  },
  effect: 'record',
  refuse: async (input, where) =>
    (await loadInTurns([() => import('./tools/check-names.ts')])).checkNames(input, where),
  execute: async (input, context) =>
    (await loadInTurns([() => import('./tools/train-model.ts')])).tuneModel(input, context),
});

/** Searches hyperparameters. */
export const optimizer = defineAgent({
  name: 'optimizer',
  role: 'Tunes hyperparameters and builds ensembles, within a number of trials or a time budget.',
  prompt: 'optimizer',
  actions: [tuneModel],
});
