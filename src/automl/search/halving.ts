import { lossOf } from '../candidate.ts';
import { shrinkFolds } from '../plan-folds.ts';
import type { Recipe } from '../recipes/recipe.ts';
import { type SearchOptions, type SearchResult, search } from './search.ts';
import type { SearchTrial } from './trial.ts';

export interface HalvingOptions
  extends Omit<SearchOptions, 'kits' | 'sampler' | 'recipes' | 'maxTrials' | 'earlier' | 'candidates'> {
  recipes: readonly Recipe[];
  /** One in so many goes on to the next round, with so many times as much. */
  factor?: number;
  /** With how small a share of the rows, or of the iterations, it begins. */
  leastShare?: number;
  /** What is given in shares: rows to learn from, or iterations and trees. */
  by?: 'rows' | 'iterations';
}

/**
 * Successive halving (Jamieson and Talwalkar, 2016): all recipes are tried with little, the best of them with more, and the last few with everything.
 * Trials with little are recorded with their share; candidates are those of the last round alone.
 *
 * @throws InterruptedError when the signal fires
 */
export async function searchByHalving(options: HalvingOptions): Promise<SearchResult> {
  const { recipes, factor = 3, leastShare = 1 / 9, by = 'rows', budgetMs, data, folds, seed = 0 } = options;
  const began = performance.now();
  const rounds = Math.max(0, Math.ceil(Math.log(1 / leastShare) / Math.log(factor) - 1e-9));
  const trials: SearchTrial[] = [];
  let left = [...recipes];
  for (let round = rounds; ; round--) {
    const share = Math.max(leastShare, factor ** -round);
    const original = new Map(left.map((recipe) => [scaled(recipe, by, share).id, recipe]));
    const result = await search({
      ...options,
      recipes: left.map((recipe) => scaled(recipe, by, share)),
      kits: [],
      folds: by === 'rows' && share < 1 ? shrinkFolds(folds, share, seed) : folds,
      rowShare: by === 'rows' ? share : 1,
      budgetMs: budgetMs === undefined ? undefined : budgetMs - (performance.now() - began),
      onTrial: (trial, candidate) => {
        const own = { ...trial, number: trials.length };
        trials.push(own);
        return options.onTrial?.(own, round === 0 ? candidate : null);
      },
    });
    if (round === 0 || result.endedBy === 'time')
      return { trials, candidates: round === 0 ? result.candidates : [], endedBy: result.endedBy };
    const { lowerIsBetter } = data.problem;
    left = result.candidates
      .sort((one, other) => lossOf(one, lowerIsBetter) - lossOf(other, lowerIsBetter))
      .slice(0, Math.max(1, Math.ceil(left.length / factor)))
      .map(({ id }) => original.get(id)!);
  }
}

/** The recipe with a share of its iterations or trees. */
function scaled(recipe: Recipe, by: 'rows' | 'iterations', share: number): Recipe {
  if (by === 'rows' || share === 1) return recipe;
  const settings = { ...recipe.settings };
  for (const name of ['iterations', 'trees', 'epochs'])
    if (typeof settings[name] === 'number') settings[name] = Math.max(1, Math.round(share * settings[name]));
  return { ...recipe, id: `${recipe.id}-${share.toFixed(3)}`, settings };
}
