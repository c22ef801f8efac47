import type { Argument, Command, Option } from 'commander';

/** What may come next: words with what they mean, and whether paths may come too. */
export interface Candidates {
  words: { word: string; means: string }[];
  paths: boolean;
}

/** Values that only the program's state knows, by the name of the argument or option: run ids, agent names, … */
export type DynamicValues = (name: string) => Promise<{ word: string; means: string }[]>;

const takesPaths = new Set(['path', 'paths', 'file']);

/**
 * Candidates for the word under the cursor. `words` are those before it, without the program's name; `typed` is what stands there so far.
 */
export async function findCandidates(
  program: Command,
  words: readonly string[],
  typed: string,
  dynamic: DynamicValues,
): Promise<Candidates> {
  const { command, pending, operands } = walk(program, words);
  const matching = (found: Candidates): Candidates => ({
    ...found,
    words: found.words.filter(({ word }) => word.startsWith(typed)),
  });
  const inline = /^(--[\w-]+)=(.*)$/.exec(typed);
  if (inline !== null) {
    const option = optionOf(command, inline[1]!);
    if (option === null) return { words: [], paths: false };
    const found = await valuesOf(option.name(), option.argChoices, dynamic);
    return matching({
      ...found,
      words: found.words.map(({ word, means }) => ({ word: `${inline[1]}=${word}`, means })),
    });
  }
  if (pending !== null) return matching(await valuesOf(pending.attributeName(), pending.argChoices, dynamic));
  if (typed.startsWith('-')) return matching({ words: optionsOf(command), paths: false });
  const children = command.commands.filter((child) => !hidden(child));
  if (children.length > 0 && operands === 0)
    return matching({
      words: children.map((child) => ({ word: child.name(), means: child.description() })),
      paths: false,
    });
  const argument = argumentAt(command, operands);
  if (argument === null) return { words: [], paths: false };
  return matching(await valuesOf(argument.name(), argument.argChoices, dynamic));
}

interface Walked {
  command: Command;
  /** The option whose value is the word under the cursor. */
  pending: Option | null;
  /** Arguments of the command that stand already. */
  operands: number;
}

function walk(program: Command, words: readonly string[]): Walked {
  let command = program;
  let pending: Option | null = null;
  let operands = 0;
  for (const word of words) {
    if (pending !== null) {
      pending = null;
      continue;
    }
    if (word.startsWith('-') && word !== '-') {
      const option = word.includes('=') ? null : optionOf(command, word);
      if (option?.required) pending = option;
      continue;
    }
    const child =
      operands === 0 ? command.commands.find((candidate) => candidate.name() === word) : undefined;
    if (child !== undefined) command = child;
    else operands += 1;
  }
  return { command, pending, operands };
}

async function valuesOf(
  name: string,
  choices: readonly string[] | undefined,
  dynamic: DynamicValues,
): Promise<Candidates> {
  if (choices !== undefined) return { words: choices.map((word) => ({ word, means: '' })), paths: false };
  if (takesPaths.has(name.toLowerCase()) || /file|path|coverage|batch|input|dataset|baseline/i.test(name))
    return { words: [], paths: true };
  return { words: await dynamic(name), paths: false };
}

const hidden = (command: Command) => command.name().startsWith('_');

function optionOf(command: Command, flag: string): Option | null {
  for (let here: Command | null = command; here !== null; here = here.parent) {
    const option = here.options.find((candidate) => candidate.long === flag || candidate.short === flag);
    if (option !== undefined) return option;
  }
  return null;
}

function optionsOf(command: Command): { word: string; means: string }[] {
  const own = command.options.map((option) => ({
    word: option.long ?? option.short ?? '',
    means: option.description,
  }));
  const shared = command.parent?.options.filter((option) => option.long !== '--version') ?? [];
  return [
    ...own,
    ...shared.map((option) => ({ word: option.long ?? '', means: option.description })),
    { word: '--help', means: 'show help' },
  ].filter(({ word }) => word !== '');
}

function argumentAt(command: Command, index: number): Argument | null {
  const declared = command.registeredArguments;
  const last = declared.at(-1);
  return declared[index] ?? (last?.variadic ? last : null);
}
