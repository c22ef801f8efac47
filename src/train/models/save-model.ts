import { z } from 'zod';
import { InputError } from '../../errors/index.ts';
import type { Model } from './model.ts';

/** Arrays of numbers that models hold, by the names under which they are saved. */
const arrays = { Float64Array, Float32Array, Int32Array, Uint32Array, Uint8Array } as const;
type ArrayName = keyof typeof arrays;

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
const SavedModel = z.object({
  format: z.literal('opsmith-model'),
  version: z.literal(1),
  model: z.looseObject({
    family: z.enum(families),
    features: z.array(z.string()),
    classes: z.array(z.string()).nullable(),
  }),
});

/**
 * A model as JSON that gives back the very same numbers: arrays as base64 of their little-endian bytes, and numbers that JSON has no word for (NaN, infinite
 * ones, minus zero) by their names.
 */
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

function packed(value: unknown): unknown {
  if (typeof value === 'number') {
    if (Number.isFinite(value) && !Object.is(value, -0)) return value;
    return { $number: Object.is(value, -0) ? '-0' : String(value) };
  }
  if (ArrayBuffer.isView(value)) {
    const bytes = Buffer.from(value.buffer, value.byteOffset, value.byteLength);
    return { $array: value.constructor.name, base64: bytes.toString('base64') };
  }
  if (Array.isArray(value)) return value.map(packed);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, packed(inner)]));
}

function unpacked(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(unpacked);
  if (typeof value !== 'object' || value === null) return value;
  if ('$number' in value) return Number(value.$number);
  if ('$array' in value && 'base64' in value) {
    const bytes = Uint8Array.from(Buffer.from(String(value.base64), 'base64'));
    return new arrays[value.$array as ArrayName](bytes.buffer);
  }
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, unpacked(inner)]));
}
