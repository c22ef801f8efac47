import { StateSchema } from '@langchain/langgraph';
import { z } from 'zod';
import type { MeasuredPaths, Review } from '../../src/code/index.ts';
import { DecidedBy } from '../../src/observe/index.ts';
import type { LeftOut, ReviewScope } from '../../src/review/index.ts';
import { ReviewInput } from './input.ts';
import { ReviewLead } from './lead-schema.ts';
import type { ReviewView } from './view.ts';

/** Measured files, their findings, and what was skipped, as they pass between nodes. */
export interface Analysed extends Pick<MeasuredPaths, 'files' | 'findings' | 'suppressed' | 'skipped'> {
  isAsMeasured?: MeasuredPaths['isAsMeasured'];
  /** Files in folders that are not called like code and are no text. */
  binaries?: number;
  /** Folders of builds that were not gone into. */
  builds?: readonly string[];
  /** What was left out as it was said. */
  leftOut?: readonly LeftOut[] | undefined;
  /** What changed, where only that is meant. */
  scope: ReviewScope | null;
  /** A file's text by its path, as it was measured: of the version that is reviewed. */
  textOf: (path: string) => string | null;
}

/** What passes between the nodes of a review. No checkpoint holds it: a review is done again from its input. */
export const ReviewState = new StateSchema({
  input: ReviewInput,
  analysed: z.custom<Analysed>().nullable().default(null),
  /** All that was found. */
  review: z.custom<Review>().nullable().default(null),
  /** What of it is shown. */
  view: z.custom<ReviewView>().nullable().default(null),
  /** Recommendations that the store did not know before. */
  fresh: z.number().nullable().default(null),
  answer: ReviewLead.extend({ decidedBy: DecidedBy }).nullable().default(null),
});
export type ReviewState = typeof ReviewState.State;
export type ReviewUpdate = typeof ReviewState.Update;
