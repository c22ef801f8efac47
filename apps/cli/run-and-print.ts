import type { RunOptions, TurnResult } from '../../graphs/index.ts';
import type { ExitStatus } from '../../src/errors/index.ts';
import { type CliContext, printJson } from './context.ts';
import { exitStatusOfTurn } from './exit-status.ts';
import { followRun } from './follow-run.ts';
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
  try {
    const { result, tellRest } = await followRun(context, start, { view, yes });
    view.finish(json || result.status === 'cancelled' ? null : result.answer);
    if (json) printJson(context, turnDocument(result));
    tellRest();
    return exitStatusOfTurn(result);
  } catch (thrown) {
    view.finish(null);
    throw thrown;
  }
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
