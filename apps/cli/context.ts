import type { Readable } from 'node:stream';
import type { ExitStatus } from '../../src/errors/index.ts';
import type { Environment, Screen } from './terminal/screen.ts';

/** Standard input: a terminal, a pipe or a file. */
export interface InputStream extends Readable {
  isTTY?: boolean;
  setRawMode?(isRaw: boolean): unknown;
}

/** What a command gets from the process that it runs in; tests give their own. */
export interface CliContext {
  /** Absolute path of the folder that paths refer to, and whose files the crew may read. */
  readonly cwd: string;
  readonly env: Environment;
  /** Standard input is opened when it is asked for: an untouched one doesn't keep a process alive. */
  stdin(): InputStream;
  readonly out: Screen;
  readonly err: Screen;
  /** Aborts on Ctrl-C and when the process is told to end. */
  readonly signal: AbortSignal;
  readonly isDebug: boolean;
  /** Whether the reader of standard output has gone away. */
  isOutputClosed(): boolean;
  /** Sets the process up for reading much code: for commands that may be over before. */
  tuneEngine?(): void;
}

/** What a command's work gives back: its exit status. */
export type CommandResult = Promise<ExitStatus>;

/** Prints the one JSON document of a `--json` command. */
export function printJson(context: CliContext, value: unknown): void {
  context.out.line(JSON.stringify(value, null, 2));
}

/** A sentence to standard error, before which a waiting spinner need not be taken away. */
export function warn(context: CliContext, message: string): void {
  context.err.line(`${context.err.style.yellow('warning:')} ${message}`);
}
