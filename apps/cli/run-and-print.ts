import type { RunOptions, TurnResult } from '../../graphs/index.ts';
import type { ExitStatus } from '../../src/errors/index.ts';
import { askForApproval } from './approval.ts';
import { terminalQuestion } from './confirm.ts';
import { type CliContext, printJson, warn } from './context.ts';
import { exitStatusOfTurn } from './exit-status.ts';
import { createPassedOver } from './passed-over.ts';
import { createTurnView } from './render/turn-view.ts';

export interface RunAndPrintOptions {
  json?: boolean;
  /** Every approval is given beforehand. */
  yes?: boolean;
  /** What the spinner says before the first event. */
  opening?: string;
}

/** Lets the crew run something, shows it while it goes on, prints what came out, and gives the exit status. */
export async function runAndPrint(
  context: CliContext,
  start: (options: RunOptions) => Promise<TurnResult>,
  options: RunAndPrintOptions,
): Promise<ExitStatus> {
  const { json = false, yes = false, opening } = options;
  const { out, err } = context;
  const view = createTurnView({
    out,
    err,
    showsAnswer: !json,
    ...(opening === undefined ? {} : { opening }),
  });
  const passedOver = createPassedOver();
  const ask = terminalQuestion(context);
  let result: TurnResult;
  try {
    result = await start({
      signal: context.signal,
      listeners: [view.listen, passedOver.listen],
      // With nobody to ask the run waits: nothing is done, and a person can take it up later.
      ...(yes ? { approve: async () => true } : {}),
      ...(!yes && ask !== null
        ? { approve: (request) => askForApproval(request, { view, screen: err, ask }) }
        : {}),
    });
  } catch (thrown) {
    view.finish(null);
    throw thrown;
  }
  view.finish(json || result.status === 'cancelled' ? null : result.answer);
  if (json) printJson(context, turnDocument(result));
  if (passedOver.reason !== null) warn(context, passedOver.reason);
  if (result.status === 'waiting' && result.interrupt !== undefined)
    err.line(
      `${err.style.yellow('opsmith:')} ${result.interrupt.question} Nobody is here to approve it, so it was not done: \`opsmith runs resume ${result.run} --yes\` does it.`,
    );
  if (result.status === 'cancelled')
    err.line(
      `${err.style.yellow('opsmith:')} Interrupted. \`opsmith runs resume ${result.run}\` goes on from here.`,
    );
  return exitStatusOfTurn(result);
}

/** A turn as `--json` prints it: the run, the plan, each step's data, and the answer in Markdown. */
export function turnDocument(result: TurnResult): Record<string, unknown> {
  return {
    run: result.run,
    thread: result.thread,
    status: result.status,
    decidedBy: result.decidedBy,
    answer: result.answer,
    steps: result.steps.map(({ agent, action, arguments: given }) => ({ agent, action, arguments: given })),
    results: result.results.map(({ agent, action, status, data, error, seconds }) => ({
      agent,
      action,
      status,
      data,
      error: error === null ? null : { code: error.code, message: error.message },
      seconds,
    })),
    ...(result.interrupt === undefined ? {} : { interrupt: result.interrupt }),
  };
}
