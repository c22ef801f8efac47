import { statSync } from 'node:fs';
import { dirname, isAbsolute, relative, resolve } from 'node:path';
import type { RunOptions, TurnResult } from '../../../graphs/index.ts';
import { type Severity, type SkippedPath, severities } from '../../../src/code/index.ts';
import { type ExitStatus, InputError, InterruptedError, OpsmithError } from '../../../src/errors/index.ts';
import type { ReviewOptions } from '../commands/review.ts';
import { type CliContext, printJson, warn } from '../context.ts';
import { exitStatusOf, isBadInput } from '../exit-status.ts';
import { createPassedOver } from '../passed-over.ts';
import { type ReviewDocument, renderReview } from '../render/review-text.ts';
import { createTurnView } from '../render/turn-view.ts';
import { openWorkbench } from '../workbench.ts';
import { isStandardInput, parseLanguage, readSource, reportSkipped } from './read-code.ts';

interface Request {
  workspace: string;
  input: { paths?: string[]; code?: string; language?: string };
}

/** `opsmith review`: lets the code analyst review, prints what it found, and holds the findings against `--fail-on`. */
export async function review(
  context: CliContext,
  paths: readonly string[],
  options: ReviewOptions,
): Promise<ExitStatus> {
  const request = await requestOf(context, paths, options);
  const bench = await openWorkbench(context, { workspace: request.workspace });
  try {
    const result = await watch(context, (running) => bench.crew.workflow('review', request.input, running));
    const document = withStandardInput(reviewOf(result));
    const skipped = reportSkipped(context, document.skipped, [...paths, ...(request.input.paths ?? [])]);
    if (options.json || options.format === 'json') printJson(context, document);
    else for (const line of renderReview(document, context.out)) context.out.line(line);
    const status = exitStatusOf(result.status);
    if (status !== 0) return status;
    if (skipped !== 0) return skipped;
    return isTooGrave(document, options.failOn) ? 1 : 0;
  } finally {
    await bench.close();
  }
}

async function requestOf(
  context: CliContext,
  paths: readonly string[],
  options: ReviewOptions,
): Promise<Request> {
  const named = parseLanguage(options.language);
  const language = named === undefined ? {} : { language: named };
  if (isStandardInput(paths)) {
    const code = await readSource(context);
    if (code.trim() === '')
      throw new InputError('no-input', 'Standard input is empty, and code was expected.');
    return { workspace: context.cwd, input: { code, ...language } };
  }
  const { workspace, input } = placeOf(context.cwd, paths);
  return { workspace, input: { ...input, ...language } };
}

/**
 * Where the review may read: the working directory, as long as all paths lie in it. A person may name others; then it is the folder that
 * holds them all.
 */
function placeOf(cwd: string, paths: readonly string[]): Request {
  const absolute = paths.map((path) => resolve(cwd, path));
  if (absolute.every((path) => isInside(cwd, path))) return { workspace: cwd, input: { paths: [...paths] } };
  let workspace = folderOf(absolute[0]!);
  while (!absolute.every((path) => isInside(workspace, path))) workspace = dirname(workspace);
  return { workspace, input: { paths: absolute } };
}

function isInside(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return way === '' || !(way.startsWith('..') || isAbsolute(way));
}

function folderOf(path: string): string {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ? path : dirname(path);
}

async function watch(
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

type Reviewed = ReviewDocument & { skipped: SkippedPath[] };

/** What the review's one step gave. @throws OpsmithError where it gave nothing */
function reviewOf(result: TurnResult): Reviewed {
  const [step] = result.results;
  if (step?.status === 'done') return step.data as Reviewed;
  if (result.status === 'cancelled')
    throw new InterruptedError(`Interrupted. \`opsmith runs resume ${result.run}\` goes on from here.`);
  const { code, message } = step?.error ?? { code: 'review-failed', message: result.answer };
  throw isBadInput(code) ? new InputError(code, message) : new OpsmithError(code, message, 1);
}

/** Code that came from standard input has no path; in the output it is `-`, as it was on the command line. */
function withStandardInput(document: Reviewed): Reviewed {
  return {
    ...document,
    files: document.files.map((file) => (file.path === '' ? { ...file, path: '-' } : file)),
    recommendations: document.recommendations.map((found) =>
      found.file === '' ? { ...found, file: '-' } : found,
    ),
  };
}

function isTooGrave({ recommendations }: ReviewDocument, gate: Severity | undefined): boolean {
  if (gate === undefined) return false;
  return recommendations.some(({ severity }) => severities.indexOf(severity) >= severities.indexOf(gate));
}
