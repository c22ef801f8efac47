import { CommanderError } from 'commander';
import { closestName, type ExitStatus, InputError } from '../../src/errors/index.ts';
import type { CliContext, InputStream } from './context.ts';
import { createProgram } from './program.ts';
import { reportError } from './report-error.ts';
import { createScreen, type Environment, type OutputStream } from './terminal/screen.ts';

export interface CommandLineOptions {
  /** The words after the program's name. */
  argv: readonly string[];
  cwd: string;
  env: Environment;
  stdin: () => InputStream;
  stdout: OutputStream;
  stderr: OutputStream;
  signal?: AbortSignal;
  isOutputClosed?: () => boolean;
  /** Sets the process up for reading much code. */
  tuneEngine?: () => void;
}

/** Runs one command line from its words to its exit status; never throws. */
export async function runCommandLine(options: CommandLineOptions): Promise<ExitStatus> {
  const argv = withDefaultCommand(options.argv);
  const beforeDashes = argv.includes('--') ? argv.slice(0, argv.indexOf('--')) : argv;
  const env = beforeDashes.includes('--no-color') ? { ...options.env, NO_COLOR: '1' } : options.env;
  const context: CliContext = {
    cwd: options.cwd,
    env,
    stdin: options.stdin,
    out: createScreen(options.stdout, env),
    err: createScreen(options.stderr, env),
    signal: options.signal ?? new AbortController().signal,
    isDebug: beforeDashes.includes('--debug') || env.OPSMITH_DEBUG === '1',
    isOutputClosed: options.isOutputClosed ?? (() => false),
    ...(options.tuneEngine === undefined ? {} : { tuneEngine: options.tuneEngine }),
  };
  let status: ExitStatus = 0;
  const finish = (result: ExitStatus): void => {
    status = result;
  };
  const program = createProgram(context, finish, beforeDashes.find(isWord));
  try {
    refuseUnknownCommand(
      beforeDashes,
      program.commands.map((command) => command.name()),
    );
    await program.parseAsync([...argv], { from: 'user' });
    return status;
  } catch (thrown) {
    if (thrown instanceof CommanderError && thrown.exitCode === 0) return 0;
    // A group without its subcommand has shown its help.
    if (thrown instanceof CommanderError && thrown.code === 'commander.help') return 2;
    return reportError(context, thrown, beforeDashes.includes('--json') || asksForJsonFormat(beforeDashes));
  }
}

function isWord(word: string): boolean {
  return !word.startsWith('-');
}

function asksForJsonFormat(words: readonly string[]): boolean {
  return words.some(
    (word, index) => word === '--format=json' || (word === '--format' && words[index + 1] === 'json'),
  );
}

/** Without a command the words are the REPL's. */
function withDefaultCommand(argv: readonly string[]): readonly string[] {
  const first = argv.find((word) => !['--debug', '--no-color'].includes(word));
  const isChat = first === undefined || /^--thread(=|$)/.test(first);
  return isChat ? ['chat', ...argv] : argv;
}

function refuseUnknownCommand(words: readonly string[], known: readonly string[]): void {
  const first = words.find(isWord);
  if (first === undefined || known.includes(first) || first === 'help') return;
  const near = closestName(first, known);
  throw new InputError(
    'unknown-command',
    `There is no command "${first}". ${near === null ? 'See `opsmith --help`' : `Did you mean \`opsmith ${near}\``}${
      near === null ? '' : '?'
    }${first.includes(' ') ? ` To say it to the crew: opsmith ask "${first}"` : ''}${near === null ? '.' : ''}`,
  );
}
