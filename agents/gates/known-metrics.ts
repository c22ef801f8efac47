import { closestName, InputError } from '../../src/errors/index.ts';
import { sameMetric } from '../../src/govern/index.ts';
import { classificationMetrics, type MetricName, regressionMetrics } from '../../src/train/index.ts';

/** Every metric there is, by the name that the engine has for it. */
export const knownMetrics: readonly MetricName[] = [...classificationMetrics, ...regressionMetrics];

/** The metric that is meant, however it is written. @throws InputError `unknown-metric` */
export function metricNamed(name: string): MetricName {
  const found = knownMetrics.find((metric) => sameMetric(metric) === sameMetric(name));
  if (found !== undefined) return found;
  const near = closestName(name, knownMetrics);
  throw new InputError(
    'unknown-metric',
    `There is no metric "${name}".${near === null ? '' : ` Did you mean ${near}?`} There are: ${knownMetrics.join(', ')}.`,
    { details: { metric: name } },
  );
}
