import { z } from 'zod';

/** A part of a record that is not as expected counts as not given. */
const part = <Schema extends z.ZodType>(schema: Schema) => schema.nullish().catch(null);

/** Of a model's record, what versions are compared by. Records of other makers may lack any of it. */
const Record = z.looseObject({
  task: part(z.string()),
  target: part(z.string()),
  classes: part(z.array(z.string())),
  inputs: part(
    z.array(z.looseObject({ name: z.string(), type: z.string().optional(), kind: z.string().optional() })),
  ),
  members: part(
    z.array(
      z.looseObject({
        family: z.string(),
        features: part(
          z.array(
            z.looseObject({
              name: z.string(),
              sources: part(z.array(z.string())),
              steps: part(z.array(z.looseObject({ step: z.string() }))),
            }),
          ),
        ),
      }),
    ),
  ),
  recipe: z.unknown().optional(),
  data: part(z.looseObject({ fingerprint: z.string() })),
});

/** What of a model's record tells one version from another; lists are in the order of their names, since columns are found by name. */
export interface Comparable {
  task: string | null;
  target: string | null;
  /** In the model's order: the order of its probabilities. */
  classes: readonly string[] | null;
  inputs: readonly { name: string; type: string | null; kind: string | null }[];
  families: readonly string[];
  features: readonly { name: string; sources: readonly string[]; steps: readonly string[] }[];
  recipe: unknown;
  data: string | null;
}

/** Reads of a record what versions are compared by; what is missing or odd in it is empty. */
export function comparableOf(record: unknown): Comparable {
  const { task, target, classes, inputs, members, recipe, data } = Record.catch({}).parse(record);
  const features = new Map(
    (members ?? []).flatMap((member) =>
      (member.features ?? []).map(({ name, sources, steps }) => [
        name,
        { name, sources: [...(sources ?? [])], steps: (steps ?? []).map(({ step }) => step) },
      ]),
    ),
  );
  return {
    task: task ?? null,
    target: target ?? null,
    classes: classes ?? null,
    inputs: byName((inputs ?? []).map(({ name, type = null, kind = null }) => ({ name, type, kind }))),
    families: [...new Set((members ?? []).map(({ family }) => family))].sort(),
    features: byName([...features.values()]),
    recipe: recipe ?? null,
    data: data?.fingerprint ?? null,
  };
}

function byName<Item extends { name: string }>(items: Item[]): Item[] {
  return items.sort((one, other) => (one.name < other.name ? -1 : 1));
}
