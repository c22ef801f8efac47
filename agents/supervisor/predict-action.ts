import { z } from 'zod';
import { defineAction } from '../define.ts';

/** Predicts the rows of a table with a model that there is. */
export const predictRows = defineAction({
  name: 'predict_rows',
  when: 'To predict the rows of a table with a trained model and write the predictions to a file. Asks for approval. `validate_model` judges a model on rows whose answer is known; `train_model` makes a new one.',
  input: z.object({
    model: z.string().min(1).describe('a model in the registry, NAME or NAME@VERSION, or its folder'),
    data: z.string().min(1).describe('the table whose rows are to be predicted'),
    out: z
      .string()
      .min(1)
      .optional()
      .describe('where predictions go: .csv, .tsv, .jsonl, .parquet; DATA-predictions.csv when left out'),
  }),
  slots: { model: 'model', data: 'table', out: 'output-table' },
  supplied: { model: 'train_model' },
  examples: [
    'predict rows of new.csv with churn@3',
    'score new.csv with the churn model',
    'predict new.csv with churn and write it to out.csv',
    'apply the fraud model to today.parquet',
    'batch predictions for leads.csv using pricing@1.2.0',
    'use churn@2 to predict new.csv',
    'run inference with loans@1.0.0 on applicants.csv',
    'predictions for july.csv from the sales model, save as july-predicted.csv',
    'what does the churn model predict for new.csv',
    'predict the rows of leads.parquet with the model loans, write them to leads-predicted.parquet',
  ],
  cues: {
    'batch prediction': 3,
    'batch predict': 3,
    'batch score': 3,
    'run inference': 3,
    'predict row': 2,
    'score row': 2,
    '"predict <table> with"': 3,
    '"score <table> with"': 3,
    '"predict <table> and <table>"': 3,
    '"predict it with <model-version>"': 3.5,
    '"score it with <model-version>"': 3.5,
    '"predictions for <table>"': 2.5,
    '"prediction for <table>"': 2.5,
  },
  effect: 'world',
  question: async (input, context) => (await import('../tools/predict-rows.ts')).askToPredict(input, context),
  execute: async (input, context) => (await import('../tools/predict-rows.ts')).predictRows(input, context),
});
