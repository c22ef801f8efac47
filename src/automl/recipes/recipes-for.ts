import { defaultPlan } from '../../features/index.ts';
import type { TrainingData } from '../training-data.ts';
import { isSkewed, type Kit, kitsFor } from './kits.ts';
import { createRecipe, type Recipe } from './recipe.ts';

/** A family's settings that are worth trying on most tables, beside its kit's base. */
interface Variant {
  family: string;
  settings: Readonly<Record<string, unknown>>;
  /** Fewer rows than that are too few for it. */
  fromRows?: number;
  /** Only for numbers from 0 on of very different sizes. */
  ifSkewed?: boolean;
}

/**
 * Different ways to be right, those first that mostly bring most for their time: boosting at three speeds between families that err otherwise, so that the
 * first minute is enough for an ensemble.
 */
const variants: readonly Variant[] = [
  { family: 'gradient-boosting', settings: {} },
  { family: 'linear', settings: {} },
  { family: 'gradient-boosting', settings: { loss: 'log-squared' }, ifSkewed: true },
  {
    family: 'gradient-boosting',
    settings: { learningRate: 0.05, maxLeaves: 8, l2: 1, featureShare: 0.6, rowShare: 0.8, minRowsInLeaf: 5 },
  },
  {
    family: 'gradient-boosting',
    settings: { learningRate: 0.05, maxLeaves: 4, featureShare: 0.5, rowShare: 0.7, minRowsInLeaf: 3 },
  },
  { family: 'extra-trees', settings: { minRowsInLeaf: 2, featureShare: 0.4 } },
  { family: 'linear', settings: { penalty: 0.05 } },
  {
    family: 'gradient-boosting',
    settings: { learningRate: 0.05, maxLeaves: 63, l2: 3, featureShare: 0.5, rowShare: 0.8 },
    fromRows: 2_000,
  },
  { family: 'random-forest', settings: { minRowsInLeaf: 2, featureShare: 0.4 } },
  { family: 'neighbours', settings: { neighbours: 12, weighting: 'distance' } },
  { family: 'perceptron', settings: { units: 64, l2: 1e-2 } },
  { family: 'extra-trees', settings: {} },
  { family: 'linear', settings: { penalty: 0.01, absoluteShare: 1 } },
  { family: 'perceptron', settings: { units: 128, secondUnits: 64, learningRate: 2e-3, l2: 1 } },
];

/** Metrics that count rare classes as much as others; rows must then weigh more. */
const wantsBalance = new Set(['balancedAccuracy', 'f1Macro', 'recall']);

/**
 * A portfolio of recipes for the data, the most promising first.
 *
 * @param options.exportable leaves out what ONNX can't express
 */
export function recipesFor(data: TrainingData, options: { exportable?: boolean } = {}): Recipe[] {
  const kits = new Map(kitsFor(data, options).map((kit) => [kit.family, kit]));
  const weighting =
    data.problem.task !== 'regression' && wantsBalance.has(data.problem.metric) ? 'balanced' : 'none';
  const skewed = isSkewed(data.target);
  const recipes = variants.flatMap(({ family, settings, fromRows = 0, ifSkewed = false }) => {
    const kit = kits.get(family);
    if (kit === undefined || data.table.rows < fromRows || (ifSkewed && !skewed)) return [];
    return [recipeOf(kit, settings, 'portfolio', weights(family, weighting))];
  });
  return [...new Map(recipes.map((recipe) => [recipe.id, recipe])).values()];
}

/** The recipe that looks at no feature, which every other must beat. */
export function baselineRecipe(
  data: TrainingData,
  { exportable = false }: { exportable?: boolean } = {},
): Recipe {
  const median = data.problem.metric === 'mae' || data.problem.metric === 'medianAe';
  return createRecipe({
    family: 'dummy',
    settings: median ? { number: 'median' } : {},
    plan: defaultPlan(data.table, null, { models: 'trees', exportable }),
    origin: 'baseline',
  });
}

/** The recipe of a kit with these settings over its base. */
export function recipeOf(
  kit: Kit,
  settings: Readonly<Record<string, unknown>>,
  origin: string,
  weighting: Recipe['weighting'] = 'none',
): Recipe {
  return createRecipe({
    family: kit.family,
    settings: { ...kit.base, ...settings },
    plan: kit.plan,
    weighting,
    origin,
  });
}

/** Neighbours take no weights. */
function weights(family: string, weighting: Recipe['weighting']): Recipe['weighting'] {
  return family === 'neighbours' ? 'none' : weighting;
}
