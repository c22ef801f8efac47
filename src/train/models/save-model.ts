import { z } from 'zod';
import { InputError } from '../../errors/index.ts';
import type { Model } from './model.ts';
import { packed, unpacked } from './pack.ts';

const families = [
  'gradient-boosting',
  'random-forest',
  'extra-trees',
  'decision-tree',
  'linear',
  'dummy',
  'neighbours',
  'naive-bayes',
  'perceptron',
  'blend',
  'stack',
  'calibrated',
] as const satisfies readonly Model['family'][];

/** What every saved model has; the rest is its family's own. */
export const modelShape = z.looseObject({
  family: z.enum(families),
  features: z.array(z.string()),
  classes: z.array(z.string()).nullable(),
});

const SavedModel = z.object({ format: z.literal('opsmith-model'), version: z.literal(1), model: modelShape });

/** A model as JSON that gives back the very same numbers. */
export function saveModel(model: Model): string {
  return JSON.stringify({ format: 'opsmith-model', version: 1, model: packed(model) });
}

/** The model that was saved. @throws InputError `not-a-model` when the text is none */
export function loadModel(text: string): Model {
  let parsed: unknown;
  try {
    parsed = unpacked(JSON.parse(text));
  } catch (cause) {
    throw new InputError('not-a-model', 'This is no saved model: it cannot be read as JSON.', { cause });
  }
  const saved = SavedModel.safeParse(parsed);
  if (!saved.success)
    throw new InputError(
      'not-a-model',
      `This is no saved model: ${saved.error.issues[0]!.path.join('.') || 'the file'}: ${saved.error.issues[0]!.message}.`,
    );
  return saved.data.model as unknown as Model;
}
