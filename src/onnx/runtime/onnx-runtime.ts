import type * as Runtime from 'onnxruntime-node';
import { InputError } from '../../errors/index.ts';

/**
 * ONNX's runtime: an optional package, looked for when a file is opened that needs it.
 *
 * @param why what runs in it, and what does without: a sentence and the end of one
 * @throws InputError `runtime-missing`
 */
export async function onnxRuntime(why: { runs: string; without: string }): Promise<typeof Runtime> {
  try {
    return await import('onnxruntime-node');
  } catch (cause) {
    throw new InputError(
      'runtime-missing',
      `${why.runs} in the package onnxruntime-node, which is not there: npm install onnxruntime-node@1.30.0 (${why.without}).`,
      { cause },
    );
  }
}
