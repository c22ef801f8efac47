import { z } from 'zod';
import { LanguageName } from '../../src/code/index.ts';

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
