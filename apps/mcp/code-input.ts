import { isAbsolute, relative, resolve, sep } from 'node:path';
import { z } from 'zod';
import { closestName, InputError } from '../../src/errors/index.ts';

/** Arguments of every tool that looks at code. */
export const codeInput = {
  paths: z
    .array(z.string().min(1))
    .min(1)
    .max(500)
    .optional()
    .describe('Files and folders, relative to the workspace. Give either paths or code.'),
  code: z
    .string()
    .min(1)
    .optional()
    .describe('Source code itself, such as a buffer that is not saved yet. Give either paths or code.'),
  language: z
    .string()
    .optional()
    .describe('Language of the code: python, typescript, cpp, csharp …; found out where it is left out.'),
};

export interface CodeInput {
  paths?: string[] | undefined;
  code?: string | undefined;
  language?: string | undefined;
}

/**
 * Whether there is either code or paths, and the paths stay in the workspace. Where links lead is looked at when files are read; a path that
 * points outside by itself is refused before anything is looked at, so that nobody learns what is there.
 *
 * @throws InputError `bad-arguments`, `outside-workspace`
 */
export function checkCodeInput({ paths, code }: CodeInput, workspace: string): void {
  if ((paths === undefined) === (code === undefined))
    throw new InputError(
      'bad-arguments',
      paths === undefined
        ? 'Nothing to look at was given: pass `paths` (files or folders in the workspace) or `code` (the text itself).'
        : 'Both `paths` and `code` were given: pass only one of them.',
    );
  for (const path of paths ?? []) checkInside(path, workspace);
}

/** @throws InputError `outside-workspace` */
export function checkInside(path: string, workspace: string): void {
  const way = relative(workspace, resolve(workspace, path));
  if (way === '..' || way.startsWith(`..${sep}`) || isAbsolute(way))
    throw new InputError(
      'outside-workspace',
      `${JSON.stringify(path)} lies outside of the workspace ${workspace}, and only what is in it is looked at. Pass a path relative to it, or the text itself as \`code\`.`,
    );
}

/** @throws InputError `language-unknown` */
export function languageFrom<Name extends string>(
  language: string | undefined,
  known: readonly Name[],
): Name | undefined {
  if (language === undefined) return undefined;
  const lower = language.toLowerCase();
  const found = known.find((name) => name === lower);
  if (found !== undefined) return found;
  const near = closestName(lower, known);
  throw new InputError(
    'language-unknown',
    `There is no language "${language}".${near === null ? '' : ` Did you mean "${near}"?`} There are: ${known.join(', ')}.`,
  );
}
