/** Reviews as functions: sources and paths in, ranked recommendations and scores out. `graphs/review` runs the same steps as a graph. */
import { composeReview, type Review } from './compose-review.ts';
import { type MeasurePathsOptions, measurePaths } from './measure-paths.ts';
import { analyzeSource, type SourceOptions } from './measure-source.ts';

/**
 * Reviews one text.
 *
 * @throws InputError `language-unknown` when the language is neither given nor to be found out.
 */
export async function reviewSource(options: SourceOptions): Promise<Review> {
  const { file, findings, suppressed } = await analyzeSource(options);
  return composeReview({ files: [file], findings: [findings], suppressed: [suppressed], skipped: [] }, {});
}

/** Reviews files and folders. What can't be read is listed in `skipped`, and the rest goes on. Throws what `measurePaths` throws. */
export async function reviewPaths(
  paths: readonly string[],
  options: MeasurePathsOptions = {},
): Promise<Review> {
  return composeReview(await measurePaths(paths, options), options);
}
