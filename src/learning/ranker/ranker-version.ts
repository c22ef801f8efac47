import { z } from 'zod';

/** What a ranker is made of, apart from the verdicts that it learns from. */
export const RankerRecipe = z.strictObject({
  /** After so many verdicts one counts half; null where all count alike. */
  halfLife: z.number().positive().nullable(),
  /** Whether boosted trees correct what the hierarchical model says. */
  isBoosted: z.boolean().default(false),
});
export type RankerRecipe = z.infer<typeof RankerRecipe>;

/** The ranker that everybody begins with. */
export const firstRecipe: RankerRecipe = { halfLife: null, isBoosted: false };

const halfLives = [null, 400, 150, 60];

/** Those that are tried against the one that is live; `isBoosting`: there are verdicts enough for trees. */
export function challengersOf(live: RankerRecipe, isBoosting: boolean): RankerRecipe[] {
  const tried = [
    ...halfLives.map((halfLife): RankerRecipe => ({ halfLife, isBoosted: false })),
    ...(isBoosting ? [{ halfLife: live.halfLife, isBoosted: true }] : []),
  ];
  return tried.filter((recipe) => !isSameRecipe(recipe, live));
}

export function isSameRecipe(a: RankerRecipe, b: RankerRecipe): boolean {
  return a.halfLife === b.halfLife && a.isBoosted === b.isBoosted;
}

export function describeRecipe({ halfLife, isBoosted }: RankerRecipe): string {
  const counting =
    halfLife === null ? 'all verdicts count alike' : `a verdict counts half after ${halfLife} more`;
  return isBoosted ? `${counting}, boosted trees on top` : counting;
}
