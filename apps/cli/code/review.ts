import type { RunOptions, TurnResult } from '../../../graphs/index.ts';
import type { ExitStatus } from '../../../src/errors/index.ts';
import type { ReviewOptions } from '../commands/review.ts';
import { type CliContext, warn } from '../context.ts';
import { exitStatusOf } from '../exit-status.ts';
import { createPassedOver } from '../passed-over.ts';
import { createTurnView } from '../render/turn-view.ts';
import { openWorkbench } from '../workbench.ts';
import { applyFixes, asksForFixes, checkFixOptions } from './fix.ts';
import { reportSkipped } from './read-code.ts';
import { modelSettings } from './review-budget.ts';
import { failedGates } from './review-gates.ts';
import { checkReports, printReview } from './review-print.ts';
import { requestOf } from './review-request.ts';
import { reviewOf } from './review-result.ts';

/** `opsmith review`: lets the code analyst review, prints what it found, and holds it against the gates. */
export async function review(
  context: CliContext,
  paths: readonly string[],
  options: ReviewOptions,
): Promise<ExitStatus> {
  checkReports(context, options);
  checkFixOptions(context, paths, options);
  const request = await requestOf(context, paths, options);
  const bench = await openWorkbench(context, {
    workspace: request.workspace,
    change: modelSettings(options),
  });
  try {
    const result = await follow(context, (running) => bench.crew.workflow('review', request.input, running));
    const document = reviewOf(result);
    const skipped = reportSkipped(context, document.skipped, [...paths, ...(request.input.paths ?? [])]);
    const mended = asksForFixes(options) ? await applyFixes(context, document, request, options) : null;
    if (mended === null) printReview(context, document, { ...options, code: request.input.code });
    const gates = failedGates(mended?.rest ?? document, options);
    for (const gate of gates) context.err.line(`${context.err.style.red('not passed:')} ${gate}`);
    const status = exitStatusOf(result.status);
    if (status !== 0) return status;
    if (skipped !== 0) return skipped;
    if (mended !== null && mended.status !== 0) return mended.status;
    return gates.length > 0 ? 1 : 0;
  } finally {
    await bench.close();
  }
}

/** Shows the run while it goes on. */
async function follow(
  context: CliContext,
  start: (options: RunOptions) => Promise<TurnResult>,
): Promise<TurnResult> {
  const passedOver = createPassedOver();
  const view = createTurnView({
    out: context.out,
    err: context.err,
    showsAnswer: false,
    opening: 'reviewing',
  });
  try {
    return await start({ signal: context.signal, listeners: [view.listen, passedOver.listen] });
  } finally {
    view.finish(null);
    if (passedOver.reason !== null) warn(context, passedOver.reason);
  }
}
