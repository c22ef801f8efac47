import { StateSchema } from '@langchain/langgraph';
import { z } from 'zod';
import type { MeasuredPaths, Review } from '../../src/code/index.ts';
import { DecidedBy } from '../../src/observe/index.ts';
import { ReviewInput } from './input.ts';

/** Measured files, their findings, and what was skipped, as they pass between nodes. */
export type Analysed = Pick<MeasuredPaths, 'files' | 'findings' | 'skipped'>;

/** What leads the answer: a few findings, and the sentences above them. */
export const ReviewLead = z.object({
  /** Ids of the findings to begin with, the most important first. */
  lead: z.array(z.string()).max(5),
  text: z.string().min(1).max(1_200),
});
export type ReviewLead = z.infer<typeof ReviewLead>;

/** What passes between the nodes of a review. */
export const ReviewState = new StateSchema({
  input: ReviewInput,
  analysed: z.custom<Analysed>().nullable().default(null),
  review: z.custom<Review>().nullable().default(null),
  /** Recommendations that the store did not know before. */
  fresh: z.number().nullable().default(null),
  answer: ReviewLead.extend({ decidedBy: DecidedBy }).nullable().default(null),
});
export type ReviewState = typeof ReviewState.State;
export type ReviewUpdate = typeof ReviewState.Update;
