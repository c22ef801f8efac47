import { reportError } from '../report-error.ts';
import type { LineOutcome, ReplSession } from './session.ts';
import { isSlashCommand, runSlashCommand } from './slash-commands.ts';
import { runTurn } from './turn.ts';

/** Does what a message asks for, command or turn, and tells of errors: a REPL outlives them. */
export async function runMessage(session: ReplSession, message: string): Promise<LineOutcome> {
  try {
    if (isSlashCommand(message)) return await runSlashCommand(session, message);
    return { status: await runTurn(session, message) };
  } catch (thrown) {
    return { status: reportError(session.context, thrown, false) };
  }
}
