import { describe, expect, it } from 'vitest';
import { claimDurations } from '../../../agents/planner/durations.ts';
import { Claims } from '../../../agents/planner/entities.ts';
import { parseNumber, parseOrdinal } from '../../../agents/planner/numbers.ts';
import { argumentsOf } from './plan.ts';

function seconds(text: string): number[] {
  const claims = new Claims(text);
  claimDurations(claims);
  return claims.sorted().flatMap((entity) => (entity.kind === 'duration' ? [entity.seconds] : []));
}

describe('durations', () => {
  it.each([
    ['90s', 90],
    ['90 sec', 90],
    ['90 seconds', 90],
    ['5min', 300],
    ['10 minutes', 600],
    ['ten minutes', 600],
    ['2 hrs', 7200],
    ['1h', 3600],
    ['1h30m', 5400],
    ['2h 15m', 8100],
    ['1.5h', 5400],
    ['1.5 hours', 5400],
    ['half an hour', 1800],
    ['half a minute', 30],
    ['an hour', 3600],
    ['a minute', 60],
    ['an hour and a half', 5400],
    ['one and a half hours', 5400],
    ['two and a half hours', 9000],
    ['a quarter of an hour', 900],
    ['quarter of an hour', 900],
    ['three quarters of an hour', 2700],
    ['a couple of minutes', 120],
    ['twenty-five minutes', 1500],
    ['one hour and fifteen minutes', 4500],
    ['1 hour 30 minutes', 5400],
    ['a day', 86_400],
    ['three minute', 180],
    ['1,000 seconds', 1000],
  ])('%s is %i seconds', (text, value) => {
    expect(seconds(`train for ${text} please`)).toEqual([value]);
  });

  it.each(['in s3 storage', 'the m in the name', 'v2.0.1', 'x_5m', '3 models', 'a few trials'])(
    'are not seen in “%s”',
    (text) => {
      expect(seconds(text)).toEqual([]);
    },
  );

  it('are the time budget', () => {
    expect(argumentsOf('train on x.csv, target y, you have half an hour', 'train_model')).toMatchObject({
      timeBudget: 1800,
    });
    expect(argumentsOf('train --data x.csv --target y --time-budget 60', 'train_model')).toMatchObject({
      timeBudget: 60,
    });
  });
});

describe('numbers', () => {
  it.each([
    ['90', 90],
    ['1,000', 1000],
    ['1.5', 1.5],
    ['2k', 2000],
    ['seven', 7],
    ['twenty five', 25],
    ['twenty-five', 25],
    ['a hundred', 100],
    ['two hundred', 200],
    ['a couple of', 2],
    ['two dozen', 24],
    ['a dozen', 12],
    ['one thousand', 1000],
    ['an', 1],
  ])('%s is %d', (text, value) => expect(parseNumber(text)).toBe(value));

  it.each(['many', 'a few', 'x'])('“%s” has no value', (text) => expect(parseNumber(text)).toBeNull());

  it.each([
    ['first', 1],
    ['second', 2],
    ['3rd', 3],
    ['10th', 10],
    ['twelfth', 12],
    ['twentieth', 20],
    ['ninety-ninth', 99],
    ['last', -1],
    ['month', null],
    ['one', null],
  ])('%s is place %s', (text, place) => {
    expect(parseOrdinal(text)).toBe(place);
  });
});

describe('trials', () => {
  it.each([
    ['50 trials', 50],
    ['fifty trials', 50],
    ['trials=40', 40],
    ['n_trials=30', 30],
    ['--trials 25', 25],
    ['at most 30 trials', 30],
    ['100 iterations', 100],
    ['a hundred trials', 100],
    ['75 different configurations', 75],
    ['two dozen trials', 24],
  ])('%s are %i', (text, trials) => {
    expect(argumentsOf(`tune on x.csv target price ${text}`, 'tune_model')).toMatchObject({ trials });
  });

  it('are left out where no number is said', () => {
    expect(argumentsOf('tune on x.csv target price with some trials', 'tune_model')).toEqual({
      data: 'x.csv',
      target: 'price',
    });
  });
});

describe('metrics', () => {
  it.each([
    ['AUC', 'roc_auc'],
    ['roc-auc', 'roc_auc'],
    ['area under the curve', 'roc_auc'],
    ['PR AUC', 'average_precision'],
    ['average precision', 'average_precision'],
    ['F1', 'f1'],
    ['f1 score', 'f1'],
    ['logloss', 'log_loss'],
    ['log loss', 'log_loss'],
    ['cross entropy', 'log_loss'],
    ['balanced accuracy', 'balanced_accuracy'],
    ['accuracy', 'accuracy'],
    ['RMSE', 'rmse'],
    ['mean absolute error', 'mae'],
    ['R2', 'r2'],
    ['r squared', 'r2'],
    ['MAPE', 'mape'],
  ])('%s is %s', (text, metric) => {
    expect(argumentsOf(`train on x.csv target price, optimise for ${text}`, 'train_model')).toMatchObject({
      metric,
    });
  });

  it('do not pull a request to the validator or the optimizer', () => {
    expect(argumentsOf('train on x.csv target price, maximise accuracy', 'train_model')).toEqual({
      data: 'x.csv',
      target: 'price',
      metric: 'accuracy',
    });
  });
});
