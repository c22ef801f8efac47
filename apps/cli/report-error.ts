import { CommanderError } from 'commander';
import { type ExitStatus, OpsmithError, toError } from '../../src/errors/index.ts';
import { type CliContext, printJson } from './context.ts';
import { printable } from './terminal/style.ts';
import { wrap } from './terminal/width.ts';

/** An error as a person and a program are told of it. */
interface Report {
  code: string;
  message: string;
  status: ExitStatus;
}

/** What the operating system says, in words; exit status 2 where another argument would help. */
const systemErrors: Readonly<Record<string, { say: string; status: ExitStatus }>> = {
  ENOENT: { say: 'does not exist', status: 2 },
  EACCES: { say: 'cannot be opened: no permission', status: 2 },
  EPERM: { say: 'cannot be opened: no permission', status: 2 },
  EISDIR: { say: 'is a folder, and a file was expected', status: 2 },
  ENOTDIR: { say: 'is not a folder', status: 2 },
  ELOOP: { say: 'is a loop of symbolic links', status: 2 },
  ENOSPC: { say: 'cannot be written: the disk is full', status: 1 },
  EROFS: { say: 'cannot be written: the file system is read-only', status: 1 },
  EMFILE: { say: 'cannot be opened: too many files are open', status: 1 },
};

/**
 * Tells what went wrong: one or two lines on standard error, and with `asJson` also `{"error": {"code", "message"}}` as the one document on
 * standard output. The stack comes with `--debug` only.
 */
export function reportError(context: CliContext, thrown: unknown, asJson: boolean): ExitStatus {
  const report = describe(thrown);
  if (asJson) printJson(context, { error: { code: report.code, message: report.message } });
  const said = `${context.err.style.red('opsmith:')} ${printable(report.message)}`;
  // A terminal would break the line in the middle of a word; a log keeps it whole.
  for (const line of context.err.isTerminal ? wrap(said, context.err.columns) : [said])
    context.err.line(line);
  if (context.isDebug) context.err.line(printable(stackOf(thrown)));
  return report.status;
}

function describe(thrown: unknown): Report {
  if (thrown instanceof OpsmithError)
    return { code: thrown.code, message: thrown.message, status: thrown.exitStatus };
  if (thrown instanceof CommanderError) return { code: 'usage', message: usageMessage(thrown), status: 2 };
  const error = toError(thrown) as NodeJS.ErrnoException;
  if (error.name === 'AbortError') return { code: 'interrupted', message: 'Interrupted.', status: 130 };
  const known = error.code === undefined ? undefined : systemErrors[error.code];
  if (known !== undefined)
    return {
      code: error.code!.toLowerCase(),
      message: `${error.path ?? 'A file'} ${known.say}.`,
      status: known.status,
    };
  return {
    code: 'internal',
    message: `Something went wrong that should not: ${error.message} (\`--debug\` shows where).`,
    status: 1,
  };
}

function usageMessage(error: CommanderError): string {
  const message = error.message.replace(/^error: /, '').replaceAll('\n', ' ');
  return message.charAt(0).toUpperCase() + message.slice(1) + (/[.)?!]$/.test(message) ? '' : '.');
}

function stackOf(thrown: unknown): string {
  const error = toError(thrown);
  const stack = error.stack ?? String(error);
  return error.cause === undefined ? stack : `${stack}\nCaused by: ${stackOf(error.cause)}`;
}
