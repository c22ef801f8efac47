import { resolve } from 'node:path';
import type { RunOptions } from '../../../graphs/index.ts';
import type { FullReview } from '../../../graphs/review/index.ts';
import type { FoundFiles } from '../../../src/code/index.ts';
import type { ExitStatus } from '../../../src/errors/index.ts';
import type { ReviewOptions } from '../commands/review.ts';
import { type CliContext, warn } from '../context.ts';
import { createPassedOver } from '../passed-over.ts';
import type { TurnView } from '../render/turn-view.ts';
import { printable } from '../terminal/style.ts';
import { asksForFixes, checkFixOptions } from './fix-options.ts';
import { startKeeping } from './keep-review.ts';
import { reportSkipped } from './read-code.ts';
import { openReviewBench, type ReviewBench } from './review-bench.ts';
import { sessionSettings } from './review-budget.ts';
import { failedGates } from './review-gates.ts';
import { checkReports, printReview } from './review-print.ts';
import { type ReviewRequest, requestOf } from './review-request.ts';
import { withStandardInput } from './review-result.ts';
import { checkWatchOptions, watchReview } from './review-watch.ts';

type RecordedReview = FullReview & { run: string };

/** `opsmith review`: lets the code analyst review, prints what it found, and holds it against the gates. */
export async function review(
  context: CliContext,
  paths: readonly string[],
  options: ReviewOptions,
): Promise<ExitStatus> {
  checkReports(context, options);
  checkFixOptions(context, paths, options);
  checkWatchOptions(paths, options);
  const request = await requestOf(context, paths, options);
  const keeping = await startKeeping(context, paths, options);
  const told = keeping?.context ?? context;
  const bench = await openReviewBench(told, sessionSettings(options), {
    cached: options.cache !== false && request.input.code === undefined,
  });
  try {
    const found = (await keeping?.look(request, bench)) ?? null;
    const reviewed = await runRequest(context, { ...request, ...(found && { found }) }, bench);
    const keeper = keeping?.open(reviewed) ?? null;
    const document = reviewed.result;
    const named = [...paths, ...(request.input.paths ?? [])];
    const skipped = reportSkipped(told, document.skipped, named);
    await tellPassedOver(told, document);
    const place = { workspace: request.workspace, settings: bench.config.review };
    const mended = asksForFixes(options)
      ? await (await import('./fix.ts')).applyFixes(context, document, place, options)
      : null;
    if (mended === null) await printReview(told, document, { ...options, ...reviewed, keeper });
    if (options.watch === true)
      return await watchReview(context, {
        first: reviewed,
        again: () => reviewAgain(context, request, bench),
        workspace: request.workspace,
        paths: request.input.paths ?? [],
      });
    if (options.writeBaseline !== undefined)
      await keepBaseline(context, request, reviewed, options.writeBaseline);
    const gates = failedGates(mended?.rest ?? document, reviewed.heldBack, options);
    for (const gate of gates) told.err.line(`${told.err.style.red('not passed:')} ${gate}`);
    const status = skipped || mended?.status || (gates.length > 0 ? 1 : 0);
    keeping?.finish(status);
    await rememberReview(reviewed, request, bench);
    return status;
  } finally {
    keeping?.close();
    await bench.close();
  }
}

/** Says once how many files of folders are no text. */
async function tellPassedOver({ err }: CliContext, { passedOver }: FullReview['result']): Promise<void> {
  if (passedOver === undefined) return;
  const { passedOverText } = await import('../../../graphs/review/index.ts');
  err.line(passedOverText({ passedOver }));
}

/** Keeps what was found in the memory, after all has been printed. */
async function rememberReview(
  { run, result }: RecordedReview,
  { workspace }: ReviewRequest,
  { config, store }: ReviewBench,
): Promise<void> {
  if (result.recommendations.length === 0 || !config.memory.automatic) return;
  const { rememberFindings } = await import('../../../graphs/remember-run.ts');
  await rememberFindings(run, { store, config, workspace });
}

/** The same review once more, of which no record is kept: there would be one for each save. */
async function reviewAgain(
  { signal }: CliContext,
  { input, workspace }: ReviewRequest,
  { config, cache, store }: ReviewBench,
): Promise<FullReview> {
  const { reviewUnrecorded } = await import('../../../graphs/review/index.ts');
  return reviewUnrecorded(input, {
    workspace,
    signal,
    config,
    learnsFrom: store,
    ...(cache === undefined ? {} : { cache }),
  });
}

/** Runs the review, and shows it while it goes on. */
async function runRequest(
  context: CliContext,
  request: ReviewRequest & { found?: FoundFiles },
  bench: ReviewBench,
): Promise<RecordedReview> {
  const { runReview } = await import('../../../graphs/review/index.ts');
  return follow(context, async (running) => withStandardInput(await runReview(request, bench, running)));
}

async function follow<Result>(
  context: CliContext,
  start: (options: RunOptions) => Promise<Result>,
): Promise<Result> {
  const passedOver = createPassedOver();
  const view = await spinnerOf(context);
  try {
    const listeners = [passedOver.listen, ...(view === null ? [] : [view.listen])];
    return await start({ signal: context.signal, listeners });
  } finally {
    view?.finish(null);
    if (passedOver.reason !== null) warn(context, passedOver.reason);
  }
}

/** Shows the work on a terminal; elsewhere there is nothing to show, and nothing is loaded for it. */
async function spinnerOf({ out, err }: CliContext): Promise<TurnView | null> {
  if (!err.canRedraw) return null;
  const { createTurnView } = await import('../render/turn-view.ts');
  return createTurnView({ out, err, showsAnswer: false, opening: 'reviewing' });
}

/** Writes what was found, and what was known before and is still there, to the baseline file. */
async function keepBaseline(
  context: CliContext,
  { workspace, input }: ReviewRequest,
  { result, quiet }: FullReview,
  file: string,
): Promise<void> {
  const { writeBaseline } = await import('../../../src/review/index.ts');
  const { identityOf } = await import('../../../src/code/index.ts');
  const { withinPaths } = await import('../../../graphs/review/index.ts');
  const known = quiet.filter(({ by }) => by !== 'comment').map(({ finding }) => finding);
  const count = writeBaseline(resolve(context.cwd, file), [...result.recommendations, ...known], {
    isReviewed: withinPaths({ input, directory: workspace }),
    nameOf: (path) => identityOf(path, workspace, workspace),
    shown: file,
  });
  context.err.line(`${printable(file)} has ${count} known ${count === 1 ? 'finding' : 'findings'}.`);
}
