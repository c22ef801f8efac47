import { z } from 'zod';
import { columnKinds } from '../data/index.ts';
import { InputError, LimitError } from '../errors/index.ts';
import { type KeepArray, modelShape, packed, type TakeArray, unpacked } from '../train/index.ts';
import type { TrainedModel } from './trained-model.ts';

const place = z.int().min(0);

/** A pipeline as far as it can be told from outside; what an operation holds is its own. */
const pipelineShape = z.object({
  inputs: z.array(
    z.object({
      name: z.string(),
      kind: z.enum(columnKinds),
      type: z.enum(['numbers', 'texts']),
      dictionary: z.array(z.string()).nullable(),
    }),
  ),
  nodes: z.array(
    z.object({ operation: z.looseObject({ op: z.string() }), inputs: z.array(place), outputs: place }),
  ),
  outputs: z.array(z.looseObject({ name: z.string(), value: place, categories: place })).min(1),
});

const numbers = z.instanceof(Float64Array);
const mapShape = z.discriminatedUnion('method', [
  z.object({ method: z.literal('sigmoid'), slope: z.number(), intercept: z.number() }),
  z.object({ method: z.literal('isotonic'), inputs: numbers, outputs: numbers }),
]);

const columnShape = z
  .discriminatedUnion('type', [
    z.object({ type: z.literal('numbers'), values: numbers }).loose(),
    z
      .object({ type: z.literal('texts'), codes: z.instanceof(Int32Array), dictionary: z.array(z.string()) })
      .loose(),
  ])
  .and(z.looseObject({ name: z.string(), kind: z.enum(columnKinds), missing: place }));

const trainedShape = z
  .object({
    task: z.enum(['regression', 'classification']),
    target: z.string(),
    classes: z.array(z.string()).min(2).nullable(),
    members: z
      .array(z.object({ weight: z.number().min(0), pipeline: pipelineShape, model: modelShape }))
      .min(1),
    stack: modelShape.nullish().refine((stack) => !stack || stack.family === 'linear', {
      error: 'only a linear model can speak for the members',
    }),
    calibration: z.array(mapShape).nullable(),
    threshold: z.number().nullable(),
    typical: z.object({ rows: place, columns: z.array(columnShape) }).optional(),
  })
  .refine(({ task, classes }) => (task === 'classification') === (classes !== null), {
    error: 'classes are there for classification alone',
    path: ['classes'],
  });

const SavedTrainedModel = z.object({
  format: z.literal('opsmith-trained-model'),
  version: z.literal(1),
  trained: trainedShape,
});

/** A trained model as JSON that gives back the very same numbers; its arrays too, but those that `keep` takes. @throws LimitError when it is too big for one text */
export function saveTrainedModel(trained: TrainedModel, keep?: KeepArray): string {
  try {
    return JSON.stringify({ format: 'opsmith-trained-model', version: 1, trained: packed(trained, keep) });
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause;
    throw new LimitError(
      'artifact.bytes',
      'This model is too big to be saved as one text (512 MB): train with fewer or smaller trees, or fewer members.',
      { cause },
    );
  }
}

/** The trained model that was saved. @throws InputError `not-a-trained-model` when the text is none */
export function loadTrainedModel(text: string, take?: TakeArray): TrainedModel {
  let parsed: unknown;
  try {
    parsed = unpacked(JSON.parse(text), take);
  } catch (cause) {
    throw new InputError('not-a-trained-model', 'This is no saved model: it cannot be read as JSON.', {
      cause,
    });
  }
  const saved = SavedTrainedModel.safeParse(parsed);
  if (saved.success) return saved.data.trained as unknown as TrainedModel;
  const { path, message } = saved.error.issues[0]!;
  throw new InputError(
    'not-a-trained-model',
    `This is no saved model: ${path.join('.') || 'the file'}: ${message}.`,
  );
}
