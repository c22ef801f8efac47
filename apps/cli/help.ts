import type { Command } from 'commander';

/** Puts examples under a command's help: the command line, and what it does. */
export function withExamples(
  command: Command,
  examples: readonly (readonly [line: string, does: string])[],
): Command {
  const width = Math.max(...examples.map(([line]) => line.length));
  const lines = examples.map(([line, does]) => `  ${line.padEnd(width)}  ${does}`);
  // On a narrow terminal, or with long commands, what it does stands on a line of its own.
  const narrow = examples.map(([line, does]) => `  ${line}\n      ${does}`);
  return command.addHelpText('after', ({ command: shown }) => {
    const room = shown.createHelp().helpWidth ?? 80;
    const longest = Math.max(...lines.map((line) => line.length));
    return `\nExamples:\n${(longest <= room ? lines : narrow).join('\n')}\n`;
  });
}
