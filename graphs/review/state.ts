import { StateSchema } from '@langchain/langgraph';
import { z } from 'zod';
import { LanguageName, type MeasuredPaths, type Review } from '../../src/code/index.ts';
import { DecidedBy } from '../../src/observe/index.ts';

/** What a review is asked for: paths, or one text. */
export const ReviewInput = z
  .object({
    paths: z
      .array(z.string().min(1))
      .min(1)
      .optional()
      .describe('files and folders, relative to the workspace'),
    code: z.string().optional().describe('source code, in place of paths'),
    path: z
      .string()
      .optional()
      .describe('the name of the file that the code is from: a hint at its language, and part of ids'),
    language: LanguageName.optional().describe('found out when left out'),
  })
  .refine(({ paths, code }) => (paths === undefined) !== (code === undefined), {
    message: 'give either paths or code',
  });
export type ReviewInput = z.infer<typeof ReviewInput>;

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
