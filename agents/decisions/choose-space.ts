import { z } from 'zod';
import type { SearchSpace } from '../../src/train/index.ts';
import type { DataFacts } from './data-facts.ts';
import { type Decided, type DecisionContext, decideAndRecord } from './decide-and-record.ts';

/** Bounds of numbers that a choice narrows, by the option's name; options that are not named keep the family's own. */
const SpaceChoice = z.object({
  narrow: z.record(z.string(), z.object({ low: z.number(), high: z.number() })),
  why: z.string().min(1).max(300),
});
export type SpaceChoice = z.infer<typeof SpaceChoice>;

export interface SpaceFacts {
  data: DataFacts;
  family: string;
  /** The family's own space. */
  space: SearchSpace;
}

/** Where the search looks: the family's space, narrowed to what the table can bear. */
export function chooseSpace(facts: SpaceFacts, context: DecisionContext): Promise<Decided<SpaceChoice>> {
  return decideAndRecord({
    name: 'choose-space',
    schema: SpaceChoice,
    facts,
    policy: spaceByPolicy,
    validate: ({ narrow }) =>
      Object.entries(narrow).flatMap(([option, bounds]) => problemsOf(option, bounds, facts.space)),
    context,
  });
}

function problemsOf(
  option: string,
  { low, high }: { low: number; high: number },
  space: SearchSpace,
): string[] {
  const own = space[option];
  if (own === undefined || own.kind === 'choice')
    return [`narrow: ${option} is no number of this family's space`];
  if (low > high || low < own.low || high > own.high)
    return [`narrow: ${option} must stay within ${own.low} to ${own.high}, the lower first`];
  return own.kind === 'int' && !(Number.isInteger(low) && Number.isInteger(high))
    ? [`narrow: ${option} takes whole numbers`]
    : [];
}

/**
 * The default policy: leaves hold a sensible number of rows, and trees are no larger than the table can fill. On few rows large trees only learn by heart, on many
 * tiny leaves cost time and bring nothing.
 */
export function spaceByPolicy({ data: { rows }, space }: SpaceFacts): SpaceChoice {
  const narrow: SpaceChoice['narrow'] = {};
  const clip = (option: string, low: number, high: number) => {
    const own = space[option];
    if (own === undefined || own.kind === 'choice') return;
    const least = Math.max(own.low, Math.min(low, own.high));
    const most = Math.min(own.high, Math.max(high, least));
    const isWhole = own.kind === 'int';
    if (least > own.low || most < own.high)
      narrow[option] = { low: isWhole ? Math.round(least) : least, high: isWhole ? Math.round(most) : most };
  };
  clip('maxLeaves', 0, Math.max(8, rows / 20));
  clip('minRowsInLeaf', rows > 50_000 ? 10 : 0, Math.max(5, rows / 20));
  clip('neighbours', 0, Math.max(5, Math.sqrt(rows) * 2));
  const names = Object.keys(narrow);
  const why =
    names.length === 0
      ? `the family's own space suits ${rows} rows`
      : `${names.join(', ')} bounded by the ${rows} rows`;
  return { narrow, why };
}

/** A space with a choice's bounds in place of its own. */
export function narrowed(space: SearchSpace, { narrow }: SpaceChoice): SearchSpace {
  return Object.fromEntries(
    Object.entries(space).map(([option, own]) => {
      const bounds = narrow[option];
      return [option, bounds === undefined || own.kind === 'choice' ? own : { ...own, ...bounds }];
    }),
  );
}
