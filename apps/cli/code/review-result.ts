import type { FullReview, ReviewResult } from '../../../graphs/review/index.ts';

/** A review's document, as it is printed. */
export type Reviewed = ReviewResult;

/** Code that came from standard input has no path; in the output it is `-`, as it was on the command line. */
export function withStandardInput<Review extends FullReview>({ result, ...rest }: Review) {
  if (result.files.length !== 1 || result.files[0]!.path !== '') return { result, ...rest };
  return {
    ...rest,
    result: {
      ...result,
      files: result.files.map((file) => ({ ...file, path: '-' })),
      recommendations: result.recommendations.map((found) => ({ ...found, file: '-' })),
    },
  };
}
