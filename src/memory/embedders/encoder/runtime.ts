import type * as Runtime from 'onnxruntime-node';
import { InputError } from '../../../errors/index.ts';

/** ONNX's runtime: an optional package, looked for when an encoder is opened. @throws InputError `runtime-missing` */
export async function onnxRuntime(): Promise<typeof Runtime> {
  try {
    return await import('onnxruntime-node');
  } catch (cause) {
    throw new InputError(
      'runtime-missing',
      'A sentence encoder runs in the package onnxruntime-node, which is not there: npm install onnxruntime-node@1.30.0 (the embedder "lexical" does without).',
      { cause },
    );
  }
}
