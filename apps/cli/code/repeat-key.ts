import { crc32 } from 'node:zlib';
import { programId } from '../../../src/review/index.ts';
import type { ReviewOptions } from '../commands/review.ts';
import type { CliContext } from '../context.ts';
import type { Screen } from '../terminal/screen.ts';

/**
 * Whether a command line asks for nothing but a review of files as they lie there: what it prints then follows from those files, the
 * configuration and the store. With changes of Git, mends, a model's findings or a baseline to be written it is always done in earnest.
 */
export function isRepeatable(paths: readonly string[], options: ReviewOptions): boolean {
  const { cache, diff, staged, watch, fix, write, patch, writeBaseline, modelFindings, budget } = options;
  const isMore = [diff, staged, watch, fix, write, patch, writeBaseline, budget].some(
    (each) => each !== undefined && each !== false,
  );
  return (
    paths.length > 0 &&
    !paths.includes('-') &&
    !paths.includes('') &&
    cache !== false &&
    !isMore &&
    (modelFindings === undefined || modelFindings === 'off')
  );
}

/** Names all that a review's output follows from and that is not on the disk: the program, the command line, variables, the terminal. */
export function repeatKey(
  { cwd, env, out, err }: CliContext,
  paths: readonly string[],
  options: ReviewOptions,
  program = programId(),
): string {
  const variables = Object.entries(env)
    .filter(([name, value]) => value !== undefined && (name.startsWith('OPSMITH_') || name === 'OLLAMA_HOST'))
    .sort(([a], [b]) => (a < b ? -1 : 1));
  const given = Object.entries(options).sort(([a], [b]) => (a < b ? -1 : 1));
  // Of variables only a number, since there are secrets among them.
  const values = crc32(JSON.stringify(variables));
  return JSON.stringify([program, process.version, cwd, paths, given, values, look(out), look(err)]);
}

function look({ isTerminal, hasUnicode, style, columns }: Screen) {
  return [isTerminal, hasUnicode, style.isOn, columns];
}
