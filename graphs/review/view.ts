import { isAbsolute, relative, resolve } from 'node:path';
import { identityOf, type Recommendation, type Review } from '../../src/code/index.ts';
import {
  type Baseline,
  type BaselineSummary,
  compareWithBaseline,
  type DiffSummary,
  type QuietFinding,
} from '../../src/review/index.ts';
import type { ReviewInput } from './input.ts';
import type { LearningSummary } from './learnt.ts';
import type { Analysed } from './state.ts';

/** What of a review is shown, and what stays quiet. */
export interface ReviewView {
  /** Ranked. */
  recommendations: Recommendation[];
  /** Findings that a mark in the code or the baseline keeps quiet. */
  quiet: QuietFinding[];
  /** How many a mark in the code silences. */
  suppressed: number;
  baseline: BaselineSummary | null;
  diff: DiffSummary | null;
  /** What is unlikely to be accepted, and is shown only when asked for; ranked. */
  heldBack: Recommendation[];
  /** Left out where nobody has judged anything yet. */
  learning?: LearningSummary;
}

export interface ViewOptions {
  input: Pick<ReviewInput, 'paths'>;
  /** Absolute. */
  directory: string;
  baseline: Baseline | null;
}

/** Picks out of a review what touches changed lines, where only those are meant, and what the baseline does not know. */
export function viewOf(review: Review, { scope, files }: Analysed, options: ViewOptions): ReviewView {
  const isMeant = ({ file, line, endLine }: Recommendation) =>
    scope === null || scope.touches(file, { line, endLine });
  const meant = scope === null ? review.recommendations : review.recommendations.filter(isMeant);
  const silenced = review.suppressed.filter(({ finding }) => isMeant(finding));
  const quiet = silenced.map(({ finding, reason }): QuietFinding => ({ finding, by: 'comment', reason }));
  const view = { suppressed: silenced.length, diff: scope?.diff ?? null, heldBack: [] };
  if (options.baseline === null) return { ...view, recommendations: meant, quiet, baseline: null };

  // Fixed is what is nowhere in the reviewed files, whether it would be on a changed line or not.
  const { directory, baseline } = options;
  const nameOf = (path: string) => identityOf(path, directory, directory);
  const gone = scope?.deleted.map((path) => nameOf(path)) ?? [];
  const looked = new Set([...files.map(({ path }) => nameOf(path)), ...gone]);
  const isReviewed = scope === null ? withinPaths(options) : (file: string) => looked.has(file);
  const { fixed } = compareWithBaseline(baseline, review.recommendations, isReviewed);
  const { fresh, known } = compareWithBaseline(baseline, meant, () => false);
  return {
    ...view,
    recommendations: fresh,
    quiet: [...quiet, ...known.map((finding): QuietFinding => ({ finding, by: 'baseline', reason: null }))],
    baseline: { file: baseline.file, known: known.length, fixed, new: fresh.length },
  };
}

/** Whether a file, named as in a baseline, lies under the paths of a review. */
export function withinPaths({
  input,
  directory,
}: Pick<ViewOptions, 'input' | 'directory'>): (file: string) => boolean {
  const places = (input.paths ?? []).map((path) => resolve(directory, path));
  return (file) =>
    places.some((place) => {
      const way = relative(place, resolve(directory, file));
      return way === '' || !(way.startsWith('..') || isAbsolute(way));
    });
}
