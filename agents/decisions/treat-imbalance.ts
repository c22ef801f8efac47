import { z } from 'zod';
import type { MetricName } from '../../src/train/index.ts';
import type { DataFacts } from './data-facts.ts';
import { type Decided, type DecisionContext, decideAndRecord } from './decide-and-record.ts';

const ImbalanceChoice = z.object({
  treatment: z.enum(['none', 'class-weights', 'threshold']),
  why: z.string().min(1).max(300),
});
export type ImbalanceChoice = z.infer<typeof ImbalanceChoice>;

export interface ImbalanceFacts {
  data: DataFacts;
  metric: MetricName;
}

/** Metrics that look at decisions rather than at ranks or probabilities. */
const ofDecisions: ReadonlySet<MetricName> = new Set<MetricName>([
  'balancedAccuracy',
  'f1',
  'f1Macro',
  'f1Weighted',
  'precision',
  'recall',
  'matthews',
  'kappa',
]);
const rare = 0.3;

/** What is done about classes of very different sizes. */
export function treatImbalance(
  facts: ImbalanceFacts,
  context: DecisionContext,
): Promise<Decided<ImbalanceChoice>> {
  return decideAndRecord({
    name: 'treat-imbalance',
    schema: ImbalanceChoice,
    facts,
    policy: imbalanceByPolicy,
    validate: ({ treatment }) =>
      facts.data.task === 'binary' || treatment !== 'threshold'
        ? []
        : ['treatment: a threshold is for two classes'],
    context,
  });
}

/**
 * The default policy: a threshold where a metric of decisions is wanted of two classes; weights where there are more classes. Ranks and probabilities are left alone: weights
 * or resampling would only spoil their calibration (van den Goorbergh et al., 2022).
 */
export function imbalanceByPolicy({ data, metric }: ImbalanceFacts): ImbalanceChoice {
  const { task, rarestShare } = data;
  if (task === 'regression') return { treatment: 'none', why: 'the target is a number' };
  if (!ofDecisions.has(metric))
    return {
      treatment: 'none',
      why: `${metric} looks at ranks or probabilities, which weights would only bend`,
    };
  if (task === 'binary')
    return { treatment: 'threshold', why: `${metric} looks at decisions: the threshold is chosen for it` };
  return rarestShare! < rare / data.classes!.length
    ? {
        treatment: 'class-weights',
        why: `the rarest class has ${(rarestShare! * 100).toFixed(1)}% of the rows`,
      }
    : { treatment: 'none', why: 'the classes are of like sizes' };
}
