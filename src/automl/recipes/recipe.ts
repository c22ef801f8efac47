import { createHash } from 'node:crypto';
import { z } from 'zod';
import { type PipelinePlan, PipelinePlanSchema } from '../../features/index.ts';
import { estimatorOf } from '../../train/index.ts';

/** How a model is to be made: plain data, as it comes from outside. */
export const RecipeSchema = z.strictObject({
  /** Hash of all else. */
  id: z.string(),
  /** Name of the estimator. */
  family: z.string(),
  /** The estimator's options that are not its defaults. */
  settings: z.record(z.string(), z.unknown()),
  plan: PipelinePlanSchema,
  /** `balanced`: each class counts as much as any other, however few its rows. */
  weighting: z.enum(['none', 'balanced']),
  /** Where it comes from: `portfolio`, `search`, `earlier`, an agent. Not part of the id. */
  origin: z.string(),
});
export type Recipe = z.infer<typeof RecipeSchema>;

/**
 * A recipe with its id; settings that are the family's defaults are left out, so that the same model has one id.
 *
 * @throws InputError `unknown-estimator`, `wrong-options`
 */
export function createRecipe({
  family,
  settings = {},
  plan,
  weighting = 'none',
  origin = 'portfolio',
}: {
  family: string;
  settings?: Readonly<Record<string, unknown>>;
  plan: PipelinePlan;
  weighting?: Recipe['weighting'];
  origin?: string;
}): Recipe {
  const estimator = estimatorOf(family);
  const checked = estimator.check(settings);
  const own = Object.fromEntries(
    Object.keys(checked)
      .filter((name) => checked[name] !== undefined && checked[name] !== estimator.defaults[name])
      .sort()
      .map((name) => [name, checked[name]]),
  );
  const content = JSON.stringify(sorted({ family, settings: own, plan, weighting }));
  const id = createHash('sha256').update(content).digest('hex').slice(0, 16);
  return { id, family, settings: own, plan, weighting, origin };
}

/** The same with the keys of objects in order. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, own]) => own !== undefined)
      .sort(([one], [other]) => (one < other ? -1 : 1))
      .map(([key, own]) => [key, sorted(own)]),
  );
}
