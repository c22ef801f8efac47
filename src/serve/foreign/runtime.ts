import type * as Runtime from 'onnxruntime-node';
import { InputError } from '../../errors/index.ts';

/** ONNX's runtime: only foreign files need it, so it is looked for when one is opened. @throws InputError `runtime-missing` */
export async function onnxRuntime(): Promise<typeof Runtime> {
  try {
    return await import('onnxruntime-node');
  } catch (cause) {
    throw new InputError(
      'runtime-missing',
      'Models of other makers run in the package onnxruntime-node, which is not there: npm install onnxruntime-node@1.30.0 (models of opsmith do without).',
      { cause },
    );
  }
}
