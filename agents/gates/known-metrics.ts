import { classificationMetrics, type MetricName, regressionMetrics } from '../../src/train/index.ts';

/** Every metric there is, by the name that the engine has for it. */
export const knownMetrics: readonly MetricName[] = [...classificationMetrics, ...regressionMetrics];
