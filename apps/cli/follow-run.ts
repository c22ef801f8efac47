import type { RunOptions, TurnResult } from '../../graphs/index.ts';
import { askForApproval } from './approval.ts';
import { terminalQuestion } from './confirm.ts';
import { type CliContext, warn } from './context.ts';
import { createPassedOver } from './passed-over.ts';
import type { RunView } from './render/live-view.ts';

/** How a run ended, and what is still to be told of it when its result has been printed. */
export interface Followed {
  result: TurnResult;
  /** Says on standard error why a model did not decide, and how a run goes on that waits or was stopped. */
  tellRest(): void;
}

/** Lets the crew run something that a view shows; who is at the terminal is asked for approvals. The view is the caller's to finish. @throws what keeps the run from its end */
export async function followRun(
  context: CliContext,
  start: (options: RunOptions) => Promise<TurnResult>,
  { view, yes }: { view: Pick<RunView, 'listen' | 'pause' | 'resume'>; yes: boolean },
): Promise<Followed> {
  const { err } = context;
  const passedOver = createPassedOver();
  const ask = terminalQuestion(context);
  const result = await start({
    signal: context.signal,
    listeners: [view.listen, passedOver.listen],
    // With nobody to ask the run waits: nothing is done, and a person can take it up later.
    ...(yes ? { approve: async () => true } : {}),
    ...(!yes && ask !== null
      ? { approve: (request) => askForApproval(request, { view, screen: err, ask }) }
      : {}),
  });
  return {
    result,
    tellRest() {
      const say = (text: string) => err.line(`${err.style.yellow('opsmith:')} ${text}`);
      if (passedOver.reason !== null) warn(context, passedOver.reason);
      if (result.status === 'waiting' && result.interrupt !== undefined)
        say(
          `${result.interrupt.question} Nobody is here to approve it, so it was not done: \`opsmith runs resume ${result.run} --yes\` does it.`,
        );
      if (result.status === 'cancelled')
        say(`Interrupted. \`opsmith runs resume ${result.run}\` goes on from here.`);
    },
  };
}
