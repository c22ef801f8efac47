import { resolve } from 'node:path';
import type { FullReview } from '../../../graphs/review/index.ts';
import type { Recommendation } from '../../../src/code/index.ts';
import { type ExitStatus, InputError, OpsmithError } from '../../../src/errors/index.ts';
import { rememberSources } from '../../../src/review/index.ts';
import type { ReviewOptions } from '../commands/review.ts';
import type { CliContext } from '../context.ts';
import { renderFindings, severityMark } from '../render/review-text.ts';
import { count, formatNumber } from '../terminal/format.ts';
import { printable } from '../terminal/style.ts';
import { wrap } from '../terminal/width.ts';

/** @throws InputError for options that make no sense where a review goes on */
export function checkWatchOptions(paths: readonly string[], options: ReviewOptions): void {
  if (options.watch !== true) return;
  const other: [string, unknown][] = [
    ['standard input', paths.includes('-') || undefined],
    ['--json', options.json],
    ['--format', options.format === 'text' ? undefined : options.format],
    ['--output', options.output],
    ['--report', options.report],
    ['--staged', options.staged],
    ['--write-baseline', options.writeBaseline],
    ['--fix', options.fix],
    ['--patch', options.patch],
    ['--fail-on', options.failOn],
    ['--min-score', options.minScore],
  ];
  const [wrong] = other.find(([, value]) => value !== undefined && value !== false) ?? [];
  if (wrong === undefined && options.diff?.includes('..') !== true) return;
  throw new InputError(
    'usage',
    wrong === undefined
      ? '--watch looks at the working tree: compare with one version.'
      : `--watch goes on until it is stopped and prints what changes: ${wrong} does not go with it.`,
  );
}

export interface WatchedReview {
  /** The review as it stands when watching begins. */
  first: FullReview;
  /** Reviews again; what did not change is not measured again. */
  again: () => Promise<FullReview>;
  /** Absolute folder that paths are relative to. */
  workspace: string;
  paths: readonly string[];
}

/** `opsmith review --watch`: tells after each change what is new and what is gone, until Ctrl-C, which ends it as it is meant to end. */
export async function watchReview(
  context: CliContext,
  { first, again, workspace, paths }: WatchedReview,
): Promise<ExitStatus> {
  const { watchPaths } = await import('../../../src/review/index.ts');
  let known = first.result.recommendations;
  const { err, signal } = context;
  await watchPaths({
    places: paths.map((path) => resolve(workspace, path)),
    signal,
    onReady: () => err.line(err.style.dim('Watching for changes. Ctrl-C ends it.')),
    async onChange() {
      try {
        const review = await again();
        tellChanges(context, known, review);
        known = review.result.recommendations;
      } catch (thrown) {
        // A folder that is empty for a moment is no reason to stop.
        if (signal.aborted) return;
        if (!(thrown instanceof OpsmithError)) throw thrown;
        err.line(`${err.style.yellow('opsmith:')} ${printable(thrown.message)}`);
      }
    },
  });
  return 0;
}

function tellChanges(
  { out }: CliContext,
  before: readonly Recommendation[],
  { result, textOf }: FullReview,
): void {
  const { recommendations } = result;
  const known = new Set(before.map(({ id }) => id));
  const still = new Set(recommendations.map(({ id }) => id));
  const fresh = recommendations.filter(({ id }) => !known.has(id));
  const gone = before.filter(({ id }) => !still.has(id));
  if (fresh.length + gone.length === 0) return;
  const { style } = out;
  const sourceOf = rememberSources(textOf);
  for (const line of renderFindings(fresh, { files: result.files, screen: out, sourceOf })) out.line(line);
  for (const { severity, title, file, line } of gone) {
    const text = `${style.green('gone')} ${severityMark(severity, style)} ${printable(title)} ${style.dim(`${printable(file)}:${line}`)}`;
    for (const part of wrap(text, out.columns)) out.line(part);
  }
  const clock = new Date().toTimeString().slice(0, 8);
  out.line(
    style.dim(
      `${clock} · ${fresh.length} new, ${gone.length} gone · ${count(recommendations.length, 'finding')} · score ${formatNumber(result.score, 2)}`,
    ),
  );
}
