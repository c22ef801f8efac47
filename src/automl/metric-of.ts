import { closestName, InputError } from '../errors/index.ts';
import { classificationMetrics, type MetricName, regressionMetrics } from '../train/index.ts';

/** Other words for some of them. */
const aliases: Readonly<Record<string, MetricName>> = {
  auc: 'rocAuc',
  auroc: 'rocAuc',
  ap: 'averagePrecision',
  crossentropy: 'logLoss',
  brierscore: 'brier',
  mcc: 'matthews',
  ece: 'calibrationError',
  medianabsoluteerror: 'medianAe',
  rsquared: 'r2',
};

/** A metric's name as scripts have it: `rocAuc` is `roc_auc`. */
export function snakeName(metric: MetricName): string {
  return metric.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

/**
 * The metric that is meant: `roc_auc`, `rocAuc`, `ROC-AUC` and `auc` are the same.
 *
 * @throws InputError `unknown-metric`, `wrong-metric` for one of the other task
 */
export function metricOf(name: string, task: 'regression' | 'classification'): MetricName {
  const own: readonly MetricName[] = task === 'regression' ? regressionMetrics : classificationMetrics;
  const others: readonly MetricName[] = task === 'regression' ? classificationMetrics : regressionMetrics;
  const plain = (text: string): string => text.toLowerCase().replace(/[^a-z0-9]/g, '');
  const find = (among: readonly MetricName[]) =>
    among.find((metric) => plain(metric) === plain(name) || aliases[plain(name)] === metric);
  const found = find(own);
  if (found !== undefined) return found;
  const names = own.map(snakeName);
  if (find(others) !== undefined)
    throw new InputError('wrong-metric', `${name} is no metric of ${task}; there are ${names.join(', ')}.`, {
      details: { metric: name, task },
    });
  const near = closestName(name, names);
  throw new InputError(
    'unknown-metric',
    `There is no metric ${name}${near === null ? '' : `; did you mean ${near}?`} There are ${names.join(', ')}.`,
    { details: { metric: name, task } },
  );
}
