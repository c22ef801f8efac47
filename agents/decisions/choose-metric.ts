import { z } from 'zod';
import { classificationMetrics, regressionMetrics } from '../../src/train/index.ts';
import type { DataFacts } from './data-facts.ts';
import { type Decided, type DecisionContext, decideAndRecord } from './decide-and-record.ts';

const MetricChoice = z.object({
  metric: z.enum([...classificationMetrics, ...regressionMetrics]),
  why: z.string().min(1).max(300),
});
export type MetricChoice = z.infer<typeof MetricChoice>;

/** What can be had in full without learning anything: a person may ask for them, a model's word is not enough. */
const oneSided: ReadonlySet<string> = new Set(['precision', 'recall', 'calibrationError']);
const ofNonNegative: ReadonlySet<string> = new Set(['poissonDeviance', 'rmsle']);

/** Which metric a search should make best where nobody says. */
export function chooseMetric(facts: DataFacts, context: DecisionContext): Promise<Decided<MetricChoice>> {
  return decideAndRecord({
    name: 'choose-metric',
    schema: MetricChoice,
    facts,
    policy: metricByPolicy,
    validate: ({ metric }) => {
      const fit: readonly string[] = facts.task === 'regression' ? regressionMetrics : classificationMetrics;
      if (!fit.includes(metric)) return [`metric: ${metric} is none of ${fit.join(', ')}`];
      if (oneSided.has(metric))
        return [
          `metric: ${metric} alone is best for who always says the same; choose one that weighs both errors`,
        ];
      return facts.targetIsNonNegative === false && ofNonNegative.has(metric)
        ? [`metric: ${metric} is for targets from 0 on`]
        : [];
    },
    context,
  });
}

/**
 * The default policy. Two classes: how well they are ranked, by precision where the rarer one is under 5% (there the ROC curve flatters; Saito and Rehmsmeier,
 * 2015). More classes: the likelihood. Numbers: squared error, or absolute error where some few would otherwise decide everything.
 */
export function metricByPolicy({ task, rarestShare, targetSkew }: DataFacts): MetricChoice {
  if (task === 'binary')
    return rarestShare! < 0.05
      ? {
          metric: 'averagePrecision',
          why: `only ${percent(rarestShare!)} are of the rarer class, where ROC AUC flatters`,
        }
      : { metric: 'rocAuc', why: 'ranks two classes whatever the threshold' };
  if (task === 'multiclass') return { metric: 'logLoss', why: 'judges the probabilities of all classes' };
  return Math.abs(targetSkew!) > 5
    ? {
        metric: 'mae',
        why: `the target is very skewed (${targetSkew!.toFixed(1)}), and squares would hear only its tail`,
      }
    : { metric: 'rmse', why: 'large errors count for more, and nothing in the target speaks against it' };
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)}%`;
}
