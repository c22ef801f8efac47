import { z } from 'zod';

/** What a person may settle beforehand, or afterwards on a fork: each takes the place of a decision of the crew's. */
export const Choices = z.strictObject({
  metric: z.string().min(1).optional().describe('what to optimise'),
  drop: z
    .array(z.string().min(1))
    .optional()
    .describe('columns to leave out, besides those that the crew leaves out'),
  keep: z.array(z.string().min(1)).optional().describe('columns to keep, whatever the crew thinks of them'),
  without: z.array(z.string().min(1)).optional().describe('feature steps not to use, such as targetMean'),
  families: z.array(z.string().min(1)).min(1).optional().describe('the only model families to try'),
  folds: z.int().min(2).max(20).optional().describe('of the cross-validation, without repeats'),
  timeBudget: z.number().positive().optional().describe('seconds'),
  accept: z.boolean().optional().describe('take the model whatever the validator says'),
});
export type Choices = z.infer<typeof Choices>;

/** What a training task is asked for. */
export const TaskRequest = z.object({
  data: z.string().min(1),
  target: z.string().min(1),
  task: z.enum(['classification', 'binary', 'multiclass', 'regression']).nullable().default(null),
  metric: z.string().min(1).nullable().default(null),
  /** Seconds. */
  timeBudget: z.number().positive().default(60),
  protected: z.array(z.string().min(1)).default([]),
  /** What the model will be called; made from target and table where it is left out. */
  name: z.string().min(1).nullable().default(null),
  seed: z.int().min(0).default(0),
  /** How often the validator may send work back. */
  sendBacks: z.int().min(0).max(10).default(2),
  choices: Choices.default({}),
});
export type TaskRequest = z.infer<typeof TaskRequest>;
