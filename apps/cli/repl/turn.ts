import type { ExitStatus } from '../../../src/errors/index.ts';
import { askForApproval } from '../approval.ts';
import { exitStatusOf } from '../exit-status.ts';
import { createTurnView } from '../render/turn-view.ts';
import { reportError } from '../report-error.ts';
import type { LineOutcome, ReplSession } from './session.ts';
import { isSlashCommand, runSlashCommand } from './slash-commands.ts';

/** Does what a message asks for, command or turn, and tells of errors: a REPL outlives them. */
export async function runMessage(session: ReplSession, message: string): Promise<LineOutcome> {
  try {
    if (isSlashCommand(message)) return await runSlashCommand(session, message);
    return { status: await runTurn(session, message) };
  } catch (thrown) {
    return { status: reportError(session.context, thrown, false) };
  }
}

/** One turn of the conversation, shown while it goes on; `steps` asks for actions outright. */
export async function runTurn(
  session: ReplSession,
  text: string,
  steps?: { agent: string; action: string; arguments: Record<string, unknown> }[],
): Promise<ExitStatus> {
  const { context, bench, ask } = session;
  const view = createTurnView({
    out: context.out,
    err: context.err,
    ...(context.out.canRedraw ? { hint: 'Ctrl-C stops' } : {}),
  });
  try {
    const result = await bench.crew.turn({
      text,
      thread: session.thread,
      signal: session.signal(),
      listeners: [view.listen],
      approve: (request) => askForApproval(request, { view, screen: context.out, ask }),
      ...(steps === undefined ? {} : { steps }),
    });
    view.finish(result.status === 'cancelled' ? null : result.answer);
    if (result.status === 'cancelled')
      context.err.line(context.err.style.yellow(`Stopped. \`/runs ${result.run}\` shows what was done.`));
    return exitStatusOf(result.status);
  } catch (thrown) {
    view.finish(null);
    throw thrown;
  }
}
