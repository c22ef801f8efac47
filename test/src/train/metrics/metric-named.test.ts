import { describe, expect, it } from 'vitest';
import { metricNamed } from '../../../../src/train/index.ts';

describe('a metric by the name that people give it', () => {
  it.each([
    ['roc_auc', 'rocAuc'],
    ['AUC', 'rocAuc'],
    ['ROC-AUC', 'rocAuc'],
    ['pr_auc', 'averagePrecision'],
    ['macro f1', 'f1Macro'],
    ['log-likelihood', 'logLoss'],
  ])('%s of classes is %s', (name, metric) => {
    expect(metricNamed(name, 'classification')).toBe(metric);
    expect(metricNamed(name, null)).toBe(metric);
  });

  it.each([
    ['mean absolute error', 'mae'],
    ['R squared', 'r2'],
    ['RMSLE', 'rmsle'],
  ])('%s of numbers is %s', (name, metric) => {
    expect(metricNamed(name, 'regression')).toBe(metric);
  });

  it('is refused where it is of the other task, with those that fit', () => {
    expect(() => metricNamed('f1', 'regression')).toThrow(/f1 is no metric of regression; there are rmse,/);
    expect(() => metricNamed('rmse', 'classification')).toThrow(
      expect.objectContaining({ code: 'wrong-metric' }),
    );
  });

  it('is refused where there is none, with the nearest', () => {
    expect(() => metricNamed('rosauc', 'classification')).toThrow(
      /did you mean roc_auc\? There are roc_auc,/,
    );
    expect(() => metricNamed('aucc', 'classification')).toThrow(/did you mean auc\? There are/);
    expect(() => metricNamed('goodness', 'regression')).toThrow(/no metric goodness\. There are rmse,/);
    expect(() => metricNamed('goodness', null)).toThrow(expect.objectContaining({ code: 'unknown-metric' }));
  });
});
