import { statSync } from 'node:fs';
import { basename, extname } from 'node:path';
import { readArtifact } from '../artifact/index.ts';
import { InputError } from '../errors/index.ts';
import { openOwnModel } from './own-model.ts';
import type { ServedModel } from './served-model.ts';

export interface OpenModelOptions {
  /** Threads for big tables of a model of ours, and of the runtime for foreign ones. */
  threads?: number | undefined;
  /** For people; the model's own name where left out. */
  name?: string | undefined;
  /** For an ONNX file that takes one matrix: the columns that it is made of, in their order. */
  features?: readonly string[] | undefined;
  /** For such a file where no features are named: a table with just these columns in their order, and the folder that its path refers to. */
  data?: string | undefined;
  workspace?: string | undefined;
}

/**
 * Opens a model: the folder of one of ours, or any ONNX file.
 *
 * @throws InputError `no-model`, `no-artifact`, `not-an-artifact`, `artifact-damaged`, `not-onnx`, `unsupported-model`
 */
export async function openModel(path: string, options: OpenModelOptions = {}): Promise<ServedModel> {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found === undefined)
    throw new InputError(
      'no-model',
      `There is no model at ${path}; give the folder of a model, or an .onnx file.`,
      { details: { path } },
    );
  if (found.isDirectory()) {
    const artifact = readArtifact(path);
    const name = options.name ?? artifact.record.name ?? basename(path);
    return openOwnModel(artifact, name, options.threads);
  }
  if (extname(path) !== '.onnx')
    throw new InputError('no-model', `${path} is neither the folder of a model nor an .onnx file.`, {
      details: { path },
    });
  const { openForeignModel } = await import('./foreign/foreign-model.ts');
  return openForeignModel(path, options);
}
