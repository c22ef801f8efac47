import { type LanguageName, languageNames, type SkippedPath } from '../../../src/code/index.ts';
import { closestName, InputError } from '../../../src/errors/index.ts';
import { type CliContext, warn } from '../context.ts';
import { readStandardInput } from '../standard-input.ts';
import { printable } from '../terminal/style.ts';

// As for files; what is larger is data or generated.
const longestSourceBytes = 20 * 1024 * 1024;

/** Short names that people use. */
const aliases: Readonly<Record<string, LanguageName>> = {
  js: 'javascript',
  mjs: 'javascript',
  cjs: 'javascript',
  ts: 'typescript',
  py: 'python',
  rs: 'rust',
  golang: 'go',
  'c++': 'cpp',
  cxx: 'cpp',
  'c#': 'csharp',
  cs: 'csharp',
  rb: 'ruby',
};

/** The language that `--language` names. @throws InputError `language-unknown`, with the nearest */
export function parseLanguage(name: string | undefined): LanguageName | undefined {
  if (name === undefined) return undefined;
  const lower = name.toLowerCase();
  const meant = aliases[lower] ?? lower;
  const known = languageNames.find((each) => each === meant);
  if (known !== undefined) return known;
  const near = closestName(lower, languageNames);
  throw new InputError(
    'language-unknown',
    `There is no language "${name}".${near === null ? '' : ` Did you mean "${near}"?`} There are: ${languageNames.join(', ')}.`,
  );
}

/** Code from standard input. @throws InputError for nothing, too much, or what is no text */
export async function readSource(context: CliContext): Promise<string> {
  const source = await readStandardInput(context, longestSourceBytes);
  if (source.includes('\0'))
    throw new InputError('binary', 'Standard input is binary, and code was expected.');
  return source;
}

/** Whether standard input is meant. @throws InputError where it is named among files, or where a path is empty */
export function isStandardInput(paths: readonly string[]): boolean {
  // To the file system an empty path is the current folder; on a command line it is a variable that was never set.
  if (paths.includes(''))
    throw new InputError('usage', 'An empty path names no file. The current folder is `.`.');
  if (!paths.includes('-')) return false;
  if (paths.length === 1) return true;
  throw new InputError('usage', '`-` is standard input, and stands alone: name either it or files.');
}

/**
 * Tells of each path that was left out, and gives the exit status: 2 where one of them was named by the person, who expects it to be
 * handled, and 2 for a rule that can't be used; what was found in a folder and left out is only told.
 */
export function reportSkipped(
  context: CliContext,
  skipped: readonly SkippedPath[],
  named: readonly string[],
): 0 | 2 {
  for (const { path, reason } of skipped)
    warn(context, `${printable(path)} was left out: ${printable(reason)}.`);
  return skipped.some(({ path, code }) => code === 'bad-rule' || named.includes(path)) ? 2 : 0;
}

/** The error for paths under which there is no code at all. */
export function nothingFound(paths: readonly string[]): InputError {
  return new InputError(
    'no-code',
    `There is no code to look at in ${paths.join(', ')}. opsmith knows ${languageNames.join(', ')}; --language takes a file for one of them.`,
  );
}
