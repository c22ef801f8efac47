import type { ExitStatus } from '../../../src/errors/index.ts';
import { askForApproval } from '../approval.ts';
import { exitStatusOf } from '../exit-status.ts';
import { createTurnView } from '../render/turn-view.ts';
import type { ReplSession } from './session.ts';
import { createTurnFooter } from './turn-footer.ts';

/** One turn of the conversation, shown while it goes on; `steps` asks for actions outright. */
export async function runTurn(
  session: ReplSession,
  text: string,
  steps?: { agent: string; action: string; arguments: Record<string, unknown> }[],
): Promise<ExitStatus> {
  const { context, bench, ask } = session;
  const footer = createTurnFooter(session, steps === undefined);
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
      listeners: [view.listen, footer.listen],
      approve: (request) => askForApproval(request, { view, screen: context.out, ask }),
      ...(steps === undefined ? {} : { steps }),
    });
    view.finish(result.status === 'cancelled' ? null : result.answer);
    if (result.status !== 'cancelled') footer.print(result.run);
    if (result.status === 'cancelled')
      context.err.line(
        context.err.style.yellow(
          `Stopped. \`/runs ${result.run}\` shows what was done, \`opsmith runs resume ${result.run}\` goes on.`,
        ),
      );
    return exitStatusOf(result.status);
  } catch (thrown) {
    view.finish(null);
    throw thrown;
  }
}
