import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import {
  type FormatOptions,
  jsonPieces,
  type QuietFinding,
  type ReviewDocument,
  type ReviewFormat,
  type ReviewKeeper,
  rememberSources,
} from '../../../src/review/index.ts';
import type { ReviewOptions } from '../commands/review.ts';
import type { CliContext } from '../context.ts';
import { renderReview } from '../render/review-text.ts';
import { createScreen } from '../terminal/screen.ts';
import { version } from '../version.ts';
import { inChunks } from './in-chunks.ts';
import { checkReport, writeReport } from './write-report.ts';

/** What is printed, and what it was made from. */
export interface ReviewOutput
  extends Pick<ReviewOptions, 'format' | 'json' | 'output' | 'report' | 'suppressed'> {
  /** The files' texts as they were reviewed. */
  textOf: (path: string) => string | null;
  /** Findings that stay quiet. */
  quiet: readonly QuietFinding[];
  /** Where it is kept besides, for a review of which nothing will have changed. */
  keeper: ReviewKeeper | null;
}

/**
 * Prints a review in the format that was asked for, to standard output or to `--output`, and writes the files of `--report`.
 * @throws InputError `cannot-write` for a file that can't be written
 */
export async function printReview(
  context: CliContext,
  review: ReviewDocument,
  output: ReviewOutput,
): Promise<void> {
  const sourceOf = rememberSources(output.textOf);
  const options: FormatOptions = {
    directory: context.cwd,
    root: repositoryAround(context.cwd),
    version: version(),
    sourceOf,
    quiet: output.suppressed === false ? [] : output.quiet,
  };
  const textOf = async (format: ReviewFormat, screen = context.out): Promise<string | Iterable<string>> => {
    if (format === 'text') return `${renderReview(review, screen, sourceOf).join('\n')}\n`;
    if (format === 'json') return jsonPieces(review);
    // The other formats tell of rules, which are loaded for them.
    const { formatReview } = await import('../../../src/review/index.ts');
    return formatReview(review, format, options);
  };
  const format = output.json ? 'json' : (output.format ?? 'text');
  const { keeper } = output;
  for (const { file, format: other } of output.report ?? [])
    writeReport(context, file, keptBy(keeper, file, await textOf(other, fileScreen())));
  if (output.output === undefined)
    for (const text of keptBy(keeper, null, await textOf(format))) context.out.write(text);
  else writeReport(context, output.output, keptBy(keeper, output.output, await textOf(format, fileScreen())));
}

/** The text in pieces that are each worth a write, which the keeper gets too. */
function* keptBy(
  keeper: ReviewKeeper | null,
  file: string | null,
  text: string | Iterable<string>,
): Generator<string> {
  keeper?.output(file);
  for (const piece of inChunks(text)) {
    keeper?.add(piece);
    yield piece;
  }
}

/** Looks whether the files can be written, before the review is paid for. @throws InputError `cannot-write` */
export function checkReports(
  context: CliContext,
  { output, report = [] }: Pick<ReviewOptions, 'output' | 'report'>,
): void {
  for (const file of [...(output === undefined ? [] : [output]), ...report.map(({ file }) => file)])
    checkReport(context, file);
}

/** A file is no terminal: 80 columns, no colour. */
function fileScreen() {
  return createScreen({ write: () => true }, { NO_COLOR: '1' });
}

/** The top of the repository that a folder lies in, which services show paths relative to; else the folder itself. */
export function repositoryAround(folder: string, onLook?: (path: string, isThere: boolean) => void): string {
  for (let each = folder; ; each = dirname(each)) {
    const mark = join(each, '.git');
    const isThere = existsSync(mark);
    onLook?.(mark, isThere);
    if (isThere) return each;
    if (dirname(each) === each) return folder;
  }
}
