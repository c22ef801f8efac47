import { z } from 'zod';
import type { Step } from '../../src/features/index.ts';
import type { DataFacts } from './data-facts.ts';
import { type Decided, type DecisionContext, decideAndRecord } from './decide-and-record.ts';

const names = z.array(z.string()).min(1);
const pairs = z.array(z.tuple([z.string(), z.string()])).min(1);

/** The steps that may be proposed on top of the default features. */
const ProposedStep = z.discriminatedUnion('step', [
  z.object({ step: z.literal('ratio'), pairs }),
  z.object({ step: z.literal('product'), pairs }),
  z.object({ step: z.literal('difference'), pairs }),
  z.object({
    step: z.literal('groupStatistic'),
    columns: names,
    by: z.string(),
    statistic: z.enum(['mean', 'median', 'min', 'max', 'deviation']),
  }),
  z.object({ step: z.literal('targetMean'), columns: names }),
  z.object({ step: z.literal('frequency'), columns: names }),
  z.object({ step: z.literal('bin'), columns: names, bins: z.int().min(2).max(64).optional() }),
]);
const FeatureProposals = z.object({
  features: z.array(z.object({ feature: ProposedStep, why: z.string().min(1).max(200) })).max(12),
});
export type FeatureProposals = z.infer<typeof FeatureProposals>;

export interface FeatureFacts {
  data: DataFacts;
  /** Mutual information with the target in nats, highest first; of columns that may be used. */
  information: readonly { column: string; value: number }[];
}

/** A proposal, and who made it: the policy's are measured beside a model's. */
export interface ProposedFeature {
  step: Step;
  why: string;
  proposedBy: string;
}

const mostProposals = 8;
const leastRows = 100;

/** Which features are worth measuring: the policy's own, and a model's beside them where there is one. Which of them stay, the engine says. */
export async function proposeFeatures(
  facts: FeatureFacts,
  context: DecisionContext,
): Promise<Decided<ProposedFeature[]>> {
  const decision = await decideAndRecord({
    name: 'propose-features',
    schema: FeatureProposals,
    facts,
    policy: featuresByPolicy,
    validate: ({ features }) => features.flatMap(({ feature }) => problemsOf(feature, facts.data)),
    context,
  });
  const own = featuresByPolicy(facts).features.map(asProposal('policy'));
  if (decision.decidedBy === 'policy') return { ...decision, value: own };
  const known = new Set(own.map(({ step }) => JSON.stringify(step)));
  const others = decision.value.features
    .map(asProposal(decision.decidedBy))
    .filter(({ step }) => !known.has(JSON.stringify(step)));
  return { ...decision, value: [...others, ...own] };
}

function asProposal(proposedBy: string) {
  return ({ feature, why }: FeatureProposals['features'][number]): ProposedFeature => ({
    step: feature as Step,
    why,
    proposedBy,
  });
}

function problemsOf(feature: z.infer<typeof ProposedStep>, { columns }: DataFacts): string[] {
  const kinds = new Map(columns.map(({ name, kind }) => [name, kind]));
  const isNumber = (name: string) => ['numeric', 'boolean', 'datetime'].includes(kinds.get(name) ?? '');
  const read =
    'pairs' in feature
      ? feature.pairs.flat()
      : [...feature.columns, ...('by' in feature ? [feature.by] : [])];
  const numbers =
    'pairs' in feature
      ? feature.pairs.flat()
      : feature.step === 'groupStatistic' || feature.step === 'bin'
        ? feature.columns
        : [];
  return [
    ...read
      .filter((name) => !kinds.has(name))
      .map((name) => `features: there is no column ${name} that may be used`),
    ...numbers
      .filter((name) => kinds.has(name) && !isNumber(name))
      .map((name) => `features: ${name} holds no numbers`),
  ];
}

/**
 * The default policy: what trees can't easily make themselves of the columns that tell most. Ratios, products and differences of pairs of numbers, numbers held
 * against those of their category, and the target's mean by categories of many values.
 */
export function featuresByPolicy({ data, information }: FeatureFacts): FeatureProposals {
  if (data.rows < leastRows) return { features: [] };
  const kinds = new Map(data.columns.map((column) => [column.name, column]));
  const best = information.map(({ column }) => column).filter((name) => kinds.has(name));
  const of = (...wanted: string[]) => best.filter((name) => wanted.includes(kinds.get(name)!.kind));
  const numbers = of('numeric').slice(0, 4);
  const features: FeatureProposals['features'] = [];
  const couples = numbers.flatMap((one, at) =>
    numbers.slice(at + 1).map((other): [string, string] => [one, other]),
  );
  if (couples.length > 0) {
    features.push({
      feature: { step: 'ratio', pairs: couples },
      why: 'shares and rates of the numbers that tell most',
    });
    features.push({
      feature: { step: 'product', pairs: couples.slice(0, 3) },
      why: 'what two numbers do together',
    });
    features.push({
      feature: { step: 'difference', pairs: couples.slice(0, 3) },
      why: 'by how much one is above the other',
    });
  }
  const categories = of('categorical').filter((name) => kinds.get(name)!.distinct < data.rows / 10);
  const [by] = categories.filter((name) => kinds.get(name)!.distinct >= 3);
  if (by !== undefined && numbers.length > 0)
    features.push({
      feature: { step: 'groupStatistic', columns: numbers.slice(0, 2), by, statistic: 'mean' },
      why: `what is usual within ${by}`,
    });
  const many = categories.filter((name) => kinds.get(name)!.distinct >= 10);
  if (many.length > 0)
    features.push({
      feature: { step: 'targetMean', columns: many.slice(0, 4) },
      why: 'categories of many values, by what they meant before',
    });
  if (many.length > 0)
    features.push({
      feature: { step: 'frequency', columns: many.slice(0, 4) },
      why: 'how common a category is',
    });
  return { features: features.slice(0, mostProposals) };
}
