import {
  createGridSampler,
  createRandom,
  createRandomSampler,
  createTpeSampler,
  estimatorOf,
  type Parameter,
  type SearchSpace,
  type Settings,
  type Trial,
} from '../../train/index.ts';
import type { Kit } from '../recipes/kits.ts';
import type { Recipe } from '../recipes/recipe.ts';
import { recipeOf } from '../recipes/recipes-for.ts';
import type { SearchTrial } from './trial.ts';

export type SamplerName = 'tpe' | 'random' | 'grid';

/** Says what to try next, by what was tried. */
export interface Proposer {
  /** Null when nothing new is found. `pending`: recipes that are being tried. */
  propose(trials: readonly SearchTrial[], pending: readonly Recipe[]): Recipe | null;
}

/** Draws of settings that were tried already, in a row, after which nothing new is left. */
const mostRepeats = 20;
/** Trials of a family that are drawn evenly before anything is learned from; those of the portfolio count. */
const startTrials = 6;
/** How often the best family, the second and so on are chosen, each so much less often than the one before it. */
const decline = 0.5;
const gridSteps = 4;

/**
 * Chooses a family, better ones more often, and lets its own sampler propose settings by the family's trials. Recipes that are being tried count as
 * middling ones, so that several at once are not the same.
 */
export function createProposer(kits: readonly Kit[], seed: number, sampler: SamplerName = 'tpe'): Proposer {
  const random = createRandom(seed);
  const searched = kits
    .filter(({ space }) => Object.keys(space).length > 0)
    .map((kit) => ({ kit, sampler: samplerOf(kit.space, sampler, createRandom(random.below(2 ** 31))) }));
  return {
    propose(trials, pending) {
      if (searched.length === 0) return null;
      const known = new Set([...trials.map(({ recipe }) => recipe.id), ...pending.map(({ id }) => id)]);
      for (let draw = 0; draw < mostRepeats; draw++) {
        const { kit, sampler: own } = pick(ranked(searched, trials), random.next());
        const recipe = recipeOf(kit, own.propose(familyTrials(kit, trials, pending)), 'search');
        if (!known.has(recipe.id)) return recipe;
      }
      return null;
    },
  };
}

function samplerOf(space: SearchSpace, name: SamplerName, random: ReturnType<typeof createRandom>) {
  if (name === 'random') return createRandomSampler(space, random);
  if (name === 'grid') return createGridSampler(space, gridSteps, random);
  return createTpeSampler(space, random, { startTrials });
}

/** The families, the one with the best trial first; those without any come before all, since nothing is known of them. */
function ranked<Entry extends { kit: Kit }>(
  entries: readonly Entry[],
  trials: readonly SearchTrial[],
): Entry[] {
  const bestOf = ({ kit }: Entry): number => {
    const own = trials.filter(({ recipe }) => recipe.family === kit.family);
    if (own.length === 0) return Number.NEGATIVE_INFINITY;
    return Math.min(...own.map(({ loss }) => loss ?? Number.POSITIVE_INFINITY));
  };
  const best = new Map(entries.map((entry) => [entry, bestOf(entry)]));
  return [...entries].sort((one, other) => {
    const [left, right] = [best.get(one)!, best.get(other)!];
    return left === right ? 0 : left - right;
  });
}

function pick<Entry>(entries: readonly Entry[], share: number): Entry {
  const total = entries.reduce((sum, _, place) => sum + decline ** place, 0);
  let left = share * total;
  for (const [place, entry] of entries.entries()) {
    left -= decline ** place;
    if (left < 0) return entry;
  }
  return entries.at(-1)!;
}

/** The family's trials as its sampler knows them, with the settings that recipes leave to the kit and the defaults filled in. */
function familyTrials(kit: Kit, trials: readonly SearchTrial[], pending: readonly Recipe[]): Trial[] {
  const own = trials.filter(({ recipe }) => recipe.family === kit.family);
  const losses = own.flatMap(({ loss }) => (loss === null ? [] : [loss])).sort((one, other) => one - other);
  const middling = losses[losses.length >> 1] ?? Number.NaN;
  return [
    ...own.map(({ recipe, loss }) => ({ settings: settingsOf(kit, recipe), loss: loss ?? Number.NaN })),
    ...pending
      .filter(({ family }) => family === kit.family)
      .map((recipe) => ({ settings: settingsOf(kit, recipe), loss: middling })),
  ];
}

function settingsOf({ family, space }: Kit, { settings }: Recipe): Settings {
  const whole = { ...estimatorOf(family).defaults, ...settings };
  return Object.fromEntries(
    Object.entries(space).map(([name, parameter]) => [
      name,
      (whole[name] ?? standIn(parameter)) as string | number | boolean,
    ]),
  );
}

/** For a setting that has no default: all there is. */
function standIn(parameter: Parameter): string | number | boolean {
  return parameter.kind === 'choice' ? parameter.choices[0]! : parameter.high;
}
