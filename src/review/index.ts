/** Reviews as they are used: how one is printed for people, services and programs. */
export {
  type FileFormat,
  type FormatOptions,
  type QuietFinding,
  type ReviewDocument,
  type ReviewFormat,
  reviewFormats,
} from './formats/document.ts';
export { formatReview } from './formats/format-review.ts';
export { type LinedText, lineAt, linedText, type Place, placeOf } from './formats/place.ts';
export { createSources, type SourceOf } from './formats/sources.ts';
export { accountLines, type ModelAccount } from './model-account.ts';
