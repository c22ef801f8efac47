import type { ExitStatus } from '../../../src/errors/index.ts';
import type { RunEvent } from '../../../src/observe/index.ts';
import { askForApproval } from '../approval.ts';
import { exitStatusOf } from '../exit-status.ts';
import { createTurnView } from '../render/turn-view.ts';
import { formatSeconds } from '../terminal/format.ts';
import type { ReplSession } from './session.ts';

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
    const said = { plan: '', answer: '', seconds: 0 };
    const result = await bench.crew.turn({
      text,
      thread: session.thread,
      signal: session.signal(),
      listeners: [view.listen, (event) => note(event, said)],
      approve: (request) => askForApproval(request, { view, screen: context.out, ask }),
      ...(steps === undefined ? {} : { steps }),
    });
    view.finish(result.status === 'cancelled' ? null : result.answer);
    if (context.out.isTerminal && result.status !== 'cancelled') {
      const by =
        said.plan === said.answer || said.plan === ''
          ? said.answer
          : `${said.plan}, worded by ${said.answer}`;
      const facts = [`decided by ${by || result.decidedBy}`, formatSeconds(said.seconds), result.run];
      context.out.line(context.out.style.dim(facts.join(' · ')));
    }
    if (result.status === 'cancelled')
      context.err.line(context.err.style.yellow(`Stopped. \`/runs ${result.run}\` shows what was done.`));
    return exitStatusOf(result.status);
  } catch (thrown) {
    view.finish(null);
    throw thrown;
  }
}

/** Who decided what, and how long it took. */
function note(event: RunEvent, said: { plan: string; answer: string; seconds: number }): void {
  if (event.type === 'plan') said.plan = event.decidedBy;
  if (event.type === 'answer') said.answer = event.decidedBy;
  if (event.type === 'run-end') said.seconds = event.seconds;
}
