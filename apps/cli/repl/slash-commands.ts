import { closestName, InputError } from '../../../src/errors/index.ts';
import { agentsCommand } from './commands/agents.ts';
import { budgetCommand } from './commands/budget.ts';
import { clearCommand } from './commands/clear.ts';
import { metricsCommand } from './commands/metrics.ts';
import { modelCommand } from './commands/model.ts';
import { quitCommand } from './commands/quit.ts';
import { reviewCommand } from './commands/review.ts';
import { runsCommand } from './commands/runs.ts';
import { threadCommand } from './commands/thread.ts';
import type { LineOutcome, ReplSession } from './session.ts';
import type { SlashCommand } from './slash-command.ts';
import { splitWords } from './words.ts';

const helpCommand: SlashCommand = {
  name: 'help',
  usage: '',
  does: 'this list',
  async run(session) {
    session.print(helpText());
    return { status: 0 };
  },
};

/** Every command of the REPL, as help lists them. */
export const slashCommands: readonly SlashCommand[] = [
  reviewCommand,
  metricsCommand,
  agentsCommand,
  runsCommand,
  modelCommand,
  budgetCommand,
  threadCommand,
  clearCommand,
  helpCommand,
  quitCommand,
];

/** Whether a message is a command: a slash and a word, and not a path such as `/tmp/a.js`. */
export function isSlashCommand(message: string): boolean {
  return /^\/[\w?-]*(?:\s|$)/.test(message);
}

/**
 * Runs `/name words…`.
 * @throws InputError `unknown-command`, with the nearest name.
 */
export async function runSlashCommand(session: ReplSession, message: string): Promise<LineOutcome> {
  const [head, ...words] = splitWords(message).map(({ text }) => text);
  const name = head!.slice(1);
  const command = slashCommands.find((candidate) => candidate.name === (aliases[name] ?? name));
  if (command !== undefined) return command.run(session, words);
  const names = slashCommands.map((candidate) => candidate.name);
  const near = closestName(name, names);
  throw new InputError(
    'unknown-command',
    `There is no command /${name}. ${near === null ? `There are: ${names.map((known) => `/${known}`).join(' ')}` : `Did you mean /${near}?`}`,
  );
}

const aliases: Readonly<Record<string, string>> = { '?': 'help', h: 'help', q: 'quit', exit: 'quit' };

function helpText(): string {
  // A bar within a cell is escaped, also within code.
  const rows = slashCommands.map(
    ({ name, usage, does }) => `| \`/${`${name} ${usage}`.trim().replaceAll('|', '\\|')}\` | ${does} |`,
  );
  return [
    'Say what you want in your own words, or type a command:',
    '',
    '| command | does |',
    '|---|---|',
    ...rows,
    '',
    '- `@agent` at the beginning addresses one agent: `@code-analyst measure src/app.js`.',
    '- Paste code as it is, or begin a block with ` ``` ` and end it with ` ``` `. A `\\` at the end of a line goes on in the next.',
    '- Tab completes commands, agents and paths. Ctrl-C stops what goes on; twice at the prompt, or Ctrl-D, leaves.',
  ].join('\n');
}
