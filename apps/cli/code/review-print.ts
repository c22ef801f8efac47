import type { ReviewOptions } from '../commands/review.ts';
import { type CliContext, printJson } from '../context.ts';
import { renderReview } from '../render/review-text.ts';
import type { Reviewed } from './review-result.ts';

/** Prints a review in the format that was asked for. */
export function printReview(context: CliContext, document: Reviewed, options: ReviewOptions): void {
  if (options.json || options.format === 'json') printJson(context, document);
  else for (const line of renderReview(document, context.out)) context.out.line(line);
}
