/**
 * Reviews as they are used: which changes and which known findings one is about, and how it is printed for people, services and programs.
 */
export {
  type Baseline,
  type BaselineSummary,
  compareWithBaseline,
  readBaseline,
  writeBaseline,
} from './baseline.ts';
export { openReviewCache, type ReviewCache } from './cache/analysis-cache.ts';
export { programId } from './cache/engine-id.ts';
export type {
  FileFormat,
  FormatOptions,
  QuietFinding,
  ReviewDocument,
  ReviewFormat,
} from './formats/document.ts';
export { formatReview } from './formats/format-review.ts';
export { jsonPieces } from './formats/json.ts';
export { codeBlock } from './formats/markdown-text.ts';
export { type LinedText, lineAt, linedText, type Place, placeOf } from './formats/place.ts';
export { withoutControls } from './formats/plain.ts';
export { rememberSources, type SourceOf } from './formats/sources.ts';
export { type LeftOut, leaveOut, leftOutText } from './left-out.ts';
export { accountLines, type ModelAccount } from './model-account.ts';
export { findKeptReview, type KeptPiece, keepReview, type ReviewKeeper } from './repeat/kept-reviews.ts';
export { isAsSeen, noteSeen, type SeenNotes } from './repeat/seen.ts';
export { type DiffSummary, type ReviewScope, resolveScope, type ScopeRequest } from './scope.ts';
export { type FilesSince, filesSince } from './since.ts';
export { type WatchOptions, watchPaths } from './watch.ts';
