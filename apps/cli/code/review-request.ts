import { statSync } from 'node:fs';
import { dirname, isAbsolute, relative, resolve } from 'node:path';
import { InputError } from '../../../src/errors/index.ts';
import type { ReviewOptions } from '../commands/review.ts';
import type { CliContext } from '../context.ts';
import { isStandardInput, parseLanguage, readSource } from './read-code.ts';

/** What a command line asks to be reviewed. */
export interface ReviewRequest {
  /** Absolute folder that paths are relative to, and that nothing is read outside of. */
  workspace: string;
  input: { paths?: string[]; code?: string; language?: string };
}

/**
 * What is to be reviewed, and where the review may read.
 * @throws InputError for paths or standard input that can't be meant
 */
export async function requestOf(
  context: CliContext,
  paths: readonly string[],
  options: ReviewOptions,
): Promise<ReviewRequest> {
  const named = parseLanguage(options.language);
  const language = named === undefined ? {} : { language: named };
  if (isStandardInput(paths)) {
    const code = await readSource(context);
    if (code.trim() === '')
      throw new InputError('no-input', 'Standard input is empty, and code was expected.');
    return { workspace: context.cwd, input: { code, ...language } };
  }
  const { workspace, input } = placeOf(context.cwd, paths);
  return { workspace, input: { ...input, ...language } };
}

/**
 * Where the review may read: the working directory, as long as all paths lie in it. A person may name others; then it is the folder that
 * holds them all.
 */
function placeOf(cwd: string, paths: readonly string[]): ReviewRequest {
  const absolute = paths.map((path) => resolve(cwd, path));
  if (absolute.every((path) => isInside(cwd, path))) return { workspace: cwd, input: { paths: [...paths] } };
  let workspace = folderOf(absolute[0]!);
  while (!absolute.every((path) => isInside(workspace, path))) workspace = dirname(workspace);
  return { workspace, input: { paths: absolute } };
}

function isInside(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return way === '' || !(way.startsWith('..') || isAbsolute(way));
}

function folderOf(path: string): string {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ? path : dirname(path);
}
