import { z } from 'zod';
import { closestName, InputError } from '../../src/errors/index.ts';
import type { MetricName } from '../../src/train/index.ts';
import type { DataFacts } from './data-facts.ts';
import { type Decided, type DecisionContext, decideAndRecord } from './decide-and-record.ts';

const forClasses = [
  'rocAuc',
  'averagePrecision',
  'logLoss',
  'brier',
  'accuracy',
  'balancedAccuracy',
  'f1',
  'f1Macro',
  'f1Weighted',
  'precision',
  'recall',
  'matthews',
  'kappa',
  'calibrationError',
] as const satisfies readonly MetricName[];
const forNumbers = [
  'rmse',
  'mse',
  'mae',
  'medianAe',
  'mape',
  'r2',
  'poissonDeviance',
  'rmsle',
] as const satisfies readonly MetricName[];

/** Other names that people give them, in lower case and without separators. */
const synonyms: Readonly<Record<string, MetricName>> = {
  auc: 'rocAuc',
  auroc: 'rocAuc',
  ap: 'averagePrecision',
  prauc: 'averagePrecision',
  aucpr: 'averagePrecision',
  loglikelihood: 'logLoss',
  crossentropy: 'logLoss',
  brierscore: 'brier',
  acc: 'accuracy',
  f1score: 'f1',
  macrof1: 'f1Macro',
  weightedf1: 'f1Weighted',
  mcc: 'matthews',
  matthewscorrcoef: 'matthews',
  cohenkappa: 'kappa',
  ece: 'calibrationError',
  rootmeansquarederror: 'rmse',
  meansquarederror: 'mse',
  meanabsoluteerror: 'mae',
  medianabsoluteerror: 'medianAe',
  meanabsolutepercentageerror: 'mape',
  rsquared: 'r2',
  rmsle: 'rmsle',
};

const MetricChoice = z.object({
  metric: z.enum([...forClasses, ...forNumbers]),
  why: z.string().min(1).max(300),
});
export type MetricChoice = z.infer<typeof MetricChoice>;

/** The metric that a person names (`roc_auc`, `F1`, `mean absolute error`). @throws InputError `unknown-metric`, naming those of the task */
export function metricNamed(name: string, task: DataFacts['task']): MetricName {
  const wanted = name.toLowerCase().replace(/[^a-z0-9]/g, '');
  const fit: readonly MetricName[] = task === 'regression' ? forNumbers : forClasses;
  const found =
    [...fit, ...forClasses, ...forNumbers].find((metric) => metric.toLowerCase() === wanted) ??
    synonyms[wanted];
  if (found !== undefined && fit.includes(found)) return found;
  const near = closestName(name, fit);
  const why =
    found === undefined
      ? `There is no metric "${name}"${near === null ? '' : `; did you mean ${near}?`}`
      : `The metric ${found} does not fit a target of ${task === 'regression' ? 'numbers' : 'classes'}.`;
  throw new InputError('unknown-metric', `${why} There are: ${fit.join(', ')}.`, {
    details: { metric: name },
  });
}

/** Which metric a search should make best where nobody says. */
export function chooseMetric(facts: DataFacts, context: DecisionContext): Promise<Decided<MetricChoice>> {
  return decideAndRecord({
    name: 'choose-metric',
    schema: MetricChoice,
    facts,
    policy: metricByPolicy,
    validate: ({ metric }) => {
      const fit: readonly string[] = facts.task === 'regression' ? forNumbers : forClasses;
      return fit.includes(metric) ? [] : [`metric: ${metric} is none of ${fit.join(', ')}`];
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
