import type { TurnResult } from '../../../graphs/index.ts';
import type { SkippedPath } from '../../../src/code/index.ts';
import { InputError, InterruptedError, OpsmithError } from '../../../src/errors/index.ts';
import type { ReviewDocument } from '../../../src/review/index.ts';
import { isBadInput } from '../exit-status.ts';

/** A review with what was left out. */
export type Reviewed = ReviewDocument & { skipped: SkippedPath[] };

/** What the review's one step gave. @throws OpsmithError where it gave nothing */
export function reviewOf(result: TurnResult): Reviewed {
  const [step] = result.results;
  if (step?.status === 'done') return withStandardInput(step.data as Reviewed);
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
