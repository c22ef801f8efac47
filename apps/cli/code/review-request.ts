import { statSync } from 'node:fs';
import { dirname, isAbsolute, relative, resolve } from 'node:path';
import type { ReviewInput } from '../../../graphs/review/index.ts';
import { InputError } from '../../../src/errors/index.ts';
import type { ReviewOptions } from '../commands/review.ts';
import type { CliContext } from '../context.ts';
import { isStandardInput, parseLanguage, readSource } from './read-code.ts';

/** What a command line asks to be reviewed. */
export interface ReviewRequest {
  /** Absolute folder that paths are relative to, and that nothing is read outside of. */
  workspace: string;
  input: ReviewInput;
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
  const isOfChanges = options.diff !== undefined || options.staged === true;
  refuseContradictions(options, isOfChanges);
  if (paths.length === 0 && !isOfChanges)
    throw new InputError(
      'usage',
      'Name files or folders to review: `opsmith review src`. The current folder is `.`.',
    );
  if (isStandardInput(paths)) {
    if (isOfChanges || options.baseline !== undefined || options.writeBaseline !== undefined)
      throw new InputError(
        'usage',
        'Standard input has no history: --diff, --staged and baselines go with files.',
      );
    const code = await readSource(context);
    if (code.trim() === '')
      throw new InputError('no-input', 'Standard input is empty, and code was expected.');
    return {
      workspace: context.cwd,
      input: { code, ...language, ...(options.all === true ? { all: true } : {}) },
    };
  }
  const { workspace, input } = placeOf(context.cwd, paths.length === 0 ? ['.'] : paths);
  const { diff, staged, untracked, baseline, all } = options;
  return {
    workspace,
    input: {
      ...input,
      ...language,
      ...(diff === undefined ? {} : { diff }),
      ...(staged === true ? { staged } : {}),
      ...(all === true ? { all } : {}),
      ...(untracked === false ? { untracked } : {}),
      ...(baseline === undefined ? {} : { baseline: baselineFrom(context.cwd, workspace, baseline) }),
    },
  };
}

/** As the person wrote it, where that means the same to the workspace. */
function baselineFrom(cwd: string, workspace: string, baseline: string): string {
  return workspace === cwd ? baseline : resolve(cwd, baseline);
}

/** @throws InputError where options contradict each other */
function refuseContradictions(
  { writeBaseline, untracked, diff, staged }: ReviewOptions,
  isOfChanges: boolean,
) {
  // What an unset variable leaves in a script.
  if (diff === '')
    throw new InputError('usage', '--diff is empty; it takes a branch, a tag, a commit, A..B or A...B.');
  if (writeBaseline !== undefined && isOfChanges)
    throw new InputError(
      'usage',
      'A baseline is of all findings: leave out --diff and --staged where it is written.',
    );
  if (untracked === false && (diff === undefined || staged === true))
    throw new InputError('usage', '--no-untracked is about --diff with a revision alone.');
}

/**
 * Where the review may read: the working directory, as long as all paths lie in it. A person may name others; then it is the folder that
 * holds them all.
 */
function placeOf(cwd: string, paths: readonly string[]): { workspace: string; input: { paths: string[] } } {
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
