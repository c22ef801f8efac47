import { z } from 'zod';
import { RecipeSchema } from '../recipes/recipe.ts';

/** What became of a recipe that was tried: plain data, as it comes from a record. */
export const SearchTrialSchema = z.strictObject({
  /** From 0, in the order in which they began. */
  number: z.int(),
  recipe: RecipeSchema,
  /** `late`: ended by the clock. */
  status: z.enum(['done', 'failed', 'late']),
  /** The metric; null where there is none. */
  score: z.number().nullable(),
  /** The same so that less is better. */
  loss: z.number().nullable(),
  seconds: z.number(),
  /** Share of the training rows that it learned from, 0..1. */
  rowShare: z.number(),
  /** Why it has no score. */
  message: z.string().nullable(),
});
export type SearchTrial = z.infer<typeof SearchTrialSchema>;
