import { z } from 'zod';
import type { DataFacts } from './data-facts.ts';
import { type Decided, type DecisionContext, decideAndRecord } from './decide-and-record.ts';
import { type FamilyName, familyNames } from './family-names.ts';

const FamilyChoice = z.object({
  families: z.array(z.object({ family: z.enum(familyNames), why: z.string().min(1).max(200) })).min(1),
});
export type FamilyChoice = z.infer<typeof FamilyChoice>;

export interface FamilyFacts {
  data: DataFacts;
  budgetSeconds: number;
}

/** Values of a table that take about a second to boost once over five folds, on two threads. */
const valuesPerSecond = 2e6;

/** A family that is tried, and who proposed it: the policy's are measured beside a model's. */
export interface ProposedFamily {
  family: FamilyName;
  why: string;
  proposedBy: readonly string[];
}

/** Which families are tried, the most promising first: the policy's own, and where there is a model its own in turn with them. What they are worth, the engine says. */
export async function chooseFamilies(
  facts: FamilyFacts,
  context: DecisionContext,
): Promise<Decided<ProposedFamily[]>> {
  const decision = await decideAndRecord({
    name: 'choose-families',
    schema: FamilyChoice,
    facts,
    policy: familiesByPolicy,
    validate: ({ families }) => [
      ...(new Set(families.map(({ family }) => family)).size === families.length
        ? []
        : ['families: each only once']),
      ...(facts.data.task === 'regression' && families.some(({ family }) => family === 'naive-bayes')
        ? ['families: naive-bayes is for classes']
        : []),
    ],
    context,
  });
  const own = familiesByPolicy(facts).families;
  const byPolicy = own.map((each) => ({ ...each, proposedBy: ['policy'] }));
  if (decision.decidedBy === 'policy') return { ...decision, value: byPolicy };
  const proposed = decision.value.families.map((each) => ({ ...each, proposedBy: [decision.decidedBy] }));
  const inTurn = proposed.flatMap((each, place) => [each, ...byPolicy.slice(place, place + 1)]);
  const found = new Map<string, ProposedFamily>();
  for (const each of [...inTurn, ...byPolicy.slice(proposed.length)]) {
    const known = found.get(each.family);
    const proposers = [...(known?.proposedBy ?? []), ...each.proposedBy];
    found.set(each.family, { ...(known ?? each), proposedBy: proposers });
  }
  return { ...decision, value: [...found.values()] };
}

/**
 * The default policy: boosted trees and a linear model always, forests beside them, and the slow or weak ones only where the table is small enough for the
 * budget. Few rows turn the order round: there the simple ones win.
 */
export function familiesByPolicy({ data, budgetSeconds }: FamilyFacts): FamilyChoice {
  const { rows, columns, task } = data;
  const seconds = (rows * Math.max(1, columns.length)) / valuesPerSecond;
  const isSmall = rows < 500;
  const families: FamilyChoice['families'] = [
    { family: 'gradient-boosting', why: 'the best single family for most tables' },
    { family: 'linear', why: 'cheap, and hard to beat where few rows or straight relations are' },
  ];
  if (isSmall) families.reverse();
  if (budgetSeconds >= 8 * seconds) {
    families.push({ family: 'extra-trees', why: 'errs otherwise than boosting, which helps a blend' });
    families.push({ family: 'random-forest', why: 'robust without tuning' });
  }
  if (rows <= 50_000 && budgetSeconds >= 20 * seconds)
    families.push({ family: 'perceptron', why: 'smooth where trees take steps' });
  if (rows <= 10_000 && columns.length <= 100)
    families.push({
      family: 'neighbours',
      why: 'few enough rows and columns for distances to mean something',
    });
  if (isSmall && task !== 'regression')
    families.push({ family: 'naive-bayes', why: 'few rows, and little to estimate' });
  return { families };
}
