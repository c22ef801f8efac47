import { z } from 'zod';
import { columnKinds, expectationsSchema } from '../data/index.ts';

const scoreTable = z.record(z.string(), z.number().nullable());
const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const file = z.strictObject({ bytes: z.int().min(0), sha256 });

const feature = z.strictObject({
  name: z.string(),
  /** Raw columns that it is made of. */
  sources: z.array(z.string()),
  /** What was done to them in turn. */
  steps: z.array(z.strictObject({ step: z.string(), parameters: z.record(z.string(), z.unknown()) })),
});

/** What a model was trained and held against; all that the one who trained it knows beside the model itself. */
export const trainingFacts = z.strictObject({
  /** Name under which it is to be known; null where it has none yet. */
  name: z.string().min(1).nullable().default(null),
  /** The metric that was trained for, and what it came to by split: `validation`, `test`, … */
  metric: z.string().nullable().default(null),
  scores: z.record(z.string(), scoreTable).default({}),
  /** How it was made, for whoever makes it again: plain JSON of the one who trained it. */
  recipe: z.unknown().default(null),
  seed: z.int().nullable().default(null),
  /** The table: a fingerprint of its content (any text that is the same for the same rows), and its size. */
  data: z
    .strictObject({
      fingerprint: z.string(),
      rows: z.int().min(0),
      columns: z.int().min(0),
      source: z.string().nullable().default(null),
    })
    .nullable()
    .default(null),
  /** What later tables are held against: the raw columns of the training rows; those that no feature needs are left out when it is written. */
  expectations: expectationsSchema.nullable().default(null),
  /** Columns of people's attributes that it was checked for, whether it sees them or not. */
  protectedColumns: z.array(z.string()).default([]),
  notes: z.array(z.string()).default([]),
});
export type TrainingFacts = z.input<typeof trainingFacts>;

/** What lies beside a model as `model.json`: all that a reader needs to know of it without loading it. */
export const modelRecord = trainingFacts.extend({
  format: z.literal('opsmith-model-record'),
  version: z.literal(1),
  createdAt: z.iso.datetime(),
  task: z.enum(['regression', 'classification']),
  target: z.string(),
  classes: z.array(z.string()).nullable(),
  threshold: z.number().nullable(),
  calibration: z.enum(['sigmoid', 'isotonic']).nullable(),
  /** The raw columns that it reads. Texts are strings in ONNX, all else doubles: times are milliseconds since 1970 in UTC. */
  inputs: z.array(
    z.strictObject({ name: z.string(), kind: z.enum(columnKinds), type: z.enum(['numbers', 'texts']) }),
  ),
  members: z.array(
    z.strictObject({
      weight: z.number(),
      family: z.string(),
      features: z.array(feature),
    }),
  ),
  /** Whether a linear model on top of the members speaks in place of their average by weight. */
  stacked: z.boolean().default(false),
  versions: z.record(z.string(), z.string()),
  /** Null where the model cannot be written as ONNX; `unexportable` then says why. */
  onnx: z
    .strictObject({
      inputs: z.array(z.string()),
      outputs: z.strictObject({ prediction: z.string(), probabilities: z.string().nullable() }),
      operatorSets: z.record(z.string(), z.int()),
    })
    .nullable(),
  unexportable: z.array(z.strictObject({ column: z.string().nullable(), reason: z.string() })),
  /** The files beside it that it vouches for. */
  files: z.record(z.string(), file),
});
export type ModelRecord = z.infer<typeof modelRecord>;
