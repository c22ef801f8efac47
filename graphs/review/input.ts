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
    without: z
      .array(z.string().min(1))
      .min(1)
      .optional()
      .describe('what of the paths is left out: tests, generated …, or folders, files and globs'),
    code: z.string().optional().describe('source code, in place of paths'),
    path: z
      .string()
      .optional()
      .describe('the name of the file that the code is from: a hint at its language, and part of ids'),
    language: LanguageName.optional().describe('found out when left out'),
    diff: z
      .string()
      .min(1)
      .optional()
      .describe('a Git revision, A..B or A...B: only what changed since it, and only changed lines'),
    staged: z.boolean().optional().describe('what is staged in Git, as it is staged'),
    untracked: z.boolean().optional().describe('whether new files that Git does not track count as changed'),
    all: z.boolean().optional().describe('whether findings that are unlikely to be accepted are shown too'),
    baseline: z.string().min(1).optional().describe('a file of known findings, which stay quiet'),
  })
  .refine(({ code, diff, staged }) => code === undefined || (diff === undefined && staged !== true), {
    message: 'pasted code has no changes to look for: give paths with diff or staged',
  })
  .refine(({ paths, code }) => (paths === undefined) !== (code === undefined), {
    message: 'give either paths or code',
  });
export type ReviewInput = z.infer<typeof ReviewInput>;
