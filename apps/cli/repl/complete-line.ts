import { completePath } from './complete-path.ts';
import { splitWords } from './words.ts';

export interface LineCompletion {
  cwd: string;
  /** Slash commands without their slash, with what their words may be. */
  commands: readonly { name: string; complete?: (words: readonly string[]) => Promise<readonly string[]> }[];
  agents: readonly string[];
}

/**
 * Candidates for the end of a line and the piece of it that they replace, as node:readline wants them: slash commands and their words,
 * `@agents`, and paths anywhere (quoted where they hold spaces).
 */
export async function completeLine(line: string, options: LineCompletion): Promise<[string[], string]> {
  const words = splitWords(line);
  const isNewWord = line === '' || (/\s$/.test(line) && words.at(-1)?.isOpen !== true);
  const last = isNewWord ? { text: '', start: line.length, quote: null, isOpen: false } : words.at(-1)!;
  const typed = line.slice(last.start);
  const before = isNewWord ? words : words.slice(0, -1);

  if (before.length === 0 && /^\/[\w-]*$/.test(typed)) {
    const names = options.commands.map(({ name }) => `/${name} `);
    const matching = names.filter((name) => name.startsWith(typed));
    if (matching.length > 0) return [matching, typed];
  }
  if (typed.startsWith('@')) {
    const names = options.agents.map((name) => `@${name} `);
    return [names.filter((name) => name.startsWith(typed)), typed];
  }
  const command = options.commands.find(({ name }) => before[0]?.text === `/${name}`);
  if (command?.complete !== undefined) {
    const values = await command.complete(before.slice(1).map(({ text }) => text));
    const matching = values.filter((value) => value.startsWith(last.text));
    if (matching.length > 0) return [matching, typed];
  }
  // Nothing typed yet and no command: every file of the folder would be noise.
  if (isNewWord && before[0]?.text.startsWith('/') !== true) return [[], typed];
  const paths = completePath(last.text, options.cwd);
  return [paths.map((path) => quoted(path, last.quote)), typed];
}

/** A path as it is typed: in quotes where it holds spaces or a quote was begun; a folder's stay open. */
function quoted(path: string, quote: '"' | "'" | null): string {
  if (quote === null && !/[\s"'\\]/.test(path)) return path;
  const mark = quote ?? (path.includes('"') ? "'" : '"');
  return `${mark}${path}${path.endsWith('/') ? '' : mark}`;
}
