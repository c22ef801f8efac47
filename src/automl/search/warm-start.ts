import type { Kit } from '../recipes/kits.ts';
import type { Recipe } from '../recipes/recipe.ts';
import { recipeOf } from '../recipes/recipes-for.ts';
import { distanceOf, type TableFacts } from '../table-facts.ts';

/** What an earlier run left to learn from: its table's facts, and the settings that were best, the best first. */
export interface EarlierRun {
  facts: TableFacts;
  best: readonly { family: string; settings: Readonly<Record<string, unknown>> }[];
}

/** Tables farther apart than that have little to say to each other. */
const farthest = 4;

/**
 * Recipes by the best settings of runs on the most alike tables, in turn, each with the plan that fits this table (Feurer et al., 2015). Settings that a
 * family no longer knows are left out.
 */
export function warmRecipes(
  kits: readonly Kit[],
  facts: TableFacts,
  runs: readonly EarlierRun[],
  most = 4,
): Recipe[] {
  const near = runs
    .map((run) => ({ run, distance: distanceOf(facts, run.facts) }))
    .filter(({ distance }) => distance <= farthest)
    .sort((one, other) => one.distance - other.distance)
    .slice(0, most);
  const recipes = new Map<string, Recipe>();
  const deepest = near.reduce((depth, { run }) => Math.max(depth, run.best.length), 0);
  for (let place = 0; place < deepest; place++)
    for (const { run } of near) {
      const settings = run.best[place];
      const kit = settings && kits.find(({ family }) => family === settings.family);
      if (kit === undefined || recipes.size >= most) continue;
      const recipe = usable(kit, settings!.settings);
      if (recipe !== null) recipes.set(recipe.id, recipe);
    }
  return [...recipes.values()];
}

/** Null where the settings are none of the family's, as those of another version may be. */
function usable(kit: Kit, settings: Readonly<Record<string, unknown>>): Recipe | null {
  try {
    return recipeOf(kit, settings, 'earlier');
  } catch {
    return null;
  }
}
