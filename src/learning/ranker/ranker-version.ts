import { z } from 'zod';

/** What a ranker is made of, apart from the verdicts that it learns from. */
export const RankerRecipe = z.strictObject({
  /** After so many verdicts one counts half; null where all count alike. */
  halfLife: z.number().positive().nullable(),
});
export type RankerRecipe = z.infer<typeof RankerRecipe>;

/** The ranker that everybody begins with. */
export const firstRecipe: RankerRecipe = { halfLife: null };

/** Those that are tried against the one that is live. */
export const triedRecipes: readonly RankerRecipe[] = [
  { halfLife: null },
  { halfLife: 400 },
  { halfLife: 150 },
  { halfLife: 60 },
];

export function describeRecipe({ halfLife }: RankerRecipe): string {
  return halfLife === null ? 'all verdicts count alike' : `a verdict counts half after ${halfLife} more`;
}
