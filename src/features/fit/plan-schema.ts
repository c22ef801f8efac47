import { z } from 'zod';
import { dateParts } from '../operations/operation.ts';
import type { PipelinePlan, StepName } from './step.ts';

const columns = z.array(z.string());
const pairs = z.array(z.tuple([z.string(), z.string()]));
const count = z.int().min(1);

const Step = z.discriminatedUnion('step', [
  z.strictObject({
    step: z.literal('impute'),
    columns,
    strategy: z.enum(['mean', 'median', 'mostFrequent', 'constant']),
    constant: z.union([z.number(), z.string()]).optional(),
    indicator: z.boolean().optional(),
  }),
  z.strictObject({
    step: z.literal('oneHot'),
    columns,
    maxCategories: count.optional(),
    missing: z.boolean().optional(),
  }),
  z.strictObject({ step: z.literal('ordinal'), columns, order: z.array(z.string()).optional() }),
  z.strictObject({ step: z.literal('categories'), columns, maxCategories: count.optional() }),
  z.strictObject({
    step: z.literal('targetMean'),
    columns,
    smoothing: z.union([z.number().min(0), z.literal('auto')]).optional(),
    folds: z.int().min(2).optional(),
  }),
  z.strictObject({ step: z.literal('frequency'), columns }),
  z.strictObject({
    step: z.literal('hash'),
    columns,
    buckets: count.optional(),
    seed: z.int().optional(),
  }),
  z.strictObject({ step: z.literal('scale'), columns, method: z.enum(['standard', 'robust', 'minMax']) }),
  z.strictObject({ step: z.literal('quantile'), columns, quantiles: count.optional() }),
  z.strictObject({
    step: z.literal('bin'),
    columns,
    bins: count.optional(),
    strategy: z.enum(['uniform', 'quantile']).optional(),
  }),
  z.strictObject({ step: z.literal('log'), columns }),
  z.strictObject({
    step: z.literal('dateParts'),
    columns,
    parts: z.array(z.enum(dateParts)).optional(),
  }),
  z.strictObject({ step: z.literal('difference'), pairs }),
  z.strictObject({ step: z.literal('ratio'), pairs }),
  z.strictObject({ step: z.literal('product'), pairs }),
  z.strictObject({
    step: z.literal('groupStatistic'),
    columns,
    by: z.string(),
    statistic: z.enum(['mean', 'median', 'min', 'max', 'deviation']),
  }),
  z.strictObject({
    step: z.literal('text'),
    columns,
    buckets: count.optional(),
    seed: z.int().optional(),
    analyzer: z.enum(['word', 'char']).optional(),
    smallest: count.optional(),
    largest: count.optional(),
  }),
  z.strictObject({ step: z.literal('drop'), columns }),
]);

/** The names of all kinds of steps. */
export const stepNames: readonly StepName[] = Step.options.map(({ shape }) => shape.step.value);

/** A pipeline's plan as it comes from outside: a file, a model's proposal. */
export const PipelinePlanSchema: z.ZodType<PipelinePlan> = z.strictObject({
  columns,
  steps: z.array(Step),
  keep: count.optional(),
});
