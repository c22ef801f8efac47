import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { pinballLoss } from '../../../../src/train/index.ts';
import { type MetricName, scores } from '../../../../src/train/metrics/metrics.ts';
import { calibrationBins, calibrationError } from '../../../../src/train/metrics/probabilities.ts';
import { averagePrecision, rocAuc } from '../../../../src/train/metrics/ranking.ts';
import type { Predictions, Target } from '../../../../src/train/target.ts';

interface Case {
  name: string;
  task: 'classification' | 'regression';
  truth: number[];
  probabilities: number[][];
  values: number[];
  weights: number[] | null;
  expected: Partial<Record<MetricName, number>>;
  pinball: number;
}

const { cases } = JSON.parse(
  readFileSync(new URL('../../../fixtures/train/metrics.json', import.meta.url), 'utf8'),
) as { cases: Case[] };

function parts({ task, truth, probabilities, values }: Case): [Target, Predictions] {
  if (task === 'regression')
    return [
      { task, values: Float64Array.from(truth) },
      { task, values: Float64Array.from(values) },
    ];
  const classes = probabilities.map((_, code) => String(code));
  return [
    { task, classes, codes: Int32Array.from(truth) },
    { task, classes, probabilities: probabilities.map((column) => Float64Array.from(column)) },
  ];
}

describe('metrics are scikit-learn’s', () => {
  it.each(cases)('$name', (each) => {
    const weights = each.weights === null ? null : Float64Array.from(each.weights);
    const own = scores(...parts(each), { weights });
    const off = Object.entries(each.expected).filter(
      ([name, value]) => !(Math.abs(own[name as MetricName]! - value) <= 1e-9 * Math.max(1, Math.abs(value))),
    );
    expect(off).toEqual([]);
    if (each.task === 'regression')
      expect(
        pinballLoss(Float64Array.from(each.truth), Float64Array.from(each.values), 0.8, weights),
      ).toBeCloseTo(each.pinball, 9);
  });
});

describe('metrics', () => {
  it('take the first of two equally likely classes, as models predict, unless a threshold says otherwise', () => {
    const classes = ['no', 'yes'];
    const target: Target = { task: 'classification', classes, codes: Int32Array.of(0, 1, 0, 1, 1) };
    const second = Float64Array.of(0.5, 0.5, 0.8, 0.6, 0.3);
    const said: Predictions = {
      task: 'classification',
      classes,
      probabilities: [second.map((value) => 1 - value), second],
    };
    // scikit-learn 1.9.1 of argmax: accuracy_score 0.4, f1_score 0.4; of 0.5 and more for the second class recall_score 0.667.
    expect(scores(target, said, {}, ['accuracy', 'f1'])).toEqual({ accuracy: 0.4, f1: 0.4 });
    expect(scores(target, said, { threshold: 0.5 }, ['accuracy'])).toEqual({ accuracy: 0.4 });
    const exact = scores(target, said, { threshold: 0.5 }, ['recall']);
    expect(exact.recall).toBeCloseTo(2 / 3, 12);
  });

  it('weigh rows in the median of errors and in the calibration error, too', () => {
    const truth = Float64Array.of(3, 1, 4, 1, 5, 9, 2);
    const values = Float64Array.of(2, 1.5, 6, 1, 4.5, 5, 2.25);
    const medianOf = (weights: number[]) =>
      scores(
        { task: 'regression', values: truth },
        { task: 'regression', values },
        { weights: Float64Array.from(weights) },
        ['medianAe'],
      ).medianAe;
    // median_absolute_error of scikit-learn 1.9.1.
    expect(medianOf([0.5, 2, 1, 0, 3, 0.25, 1.25])).toBe(0.5);
    expect(medianOf([1, 1, 2, 1, 1, 1, 1])).toBe(0.75);
    const [of, isPositive] = [
      [0.2, 0.2, 0.9],
      [1, 0, 1],
    ];
    const [repeatedOf, repeated] = [
      [0.2, 0.2, 0.2, 0.2, 0.9, 0.9],
      [1, 0, 0, 0, 1, 1],
    ];
    expect(
      calibrationError(Float64Array.from(of), Uint8Array.from(isPositive), 10, Float64Array.of(1, 3, 2)),
    ).toBeCloseTo(calibrationError(Float64Array.from(repeatedOf), Uint8Array.from(repeated)), 12);
  });

  it('are those of scikit-learn where weights don’t cancel out to nothing, and for one row', () => {
    const classes = ['0', '1'];
    const weights = Float64Array.of(0.1, 0.7, 0.3, 0.05, 0.9, 0.011);
    const half = new Float64Array(6).fill(0.5);
    const target: Target = { task: 'classification', classes, codes: Int32Array.of(0, 1, 0, 1, 1, 0) };
    const said: Predictions = { task: 'classification', classes, probabilities: [half, half] };
    // matthews_corrcoef and cohen_kappa_score of scikit-learn 1.9.1: 0.0; r2_score of one row: nan, with a warning.
    expect(scores(target, said, { weights }, ['matthews', 'kappa'])).toEqual({ matthews: 0, kappa: 0 });
    const one: Target = { task: 'regression', values: Float64Array.of(3) };
    expect(scores(one, { task: 'regression', values: Float64Array.of(3) }, {}, ['r2'])).toEqual({ r2: null });
    const level = { task: 'regression', values: new Float64Array(6).fill(0.1) } as const;
    expect(scores(level, level, { weights }, ['r2'])).toEqual({ r2: 1 });
  });

  it('are null where the data cannot give them', () => {
    const target: Target = { task: 'classification', classes: ['no', 'yes'], codes: Int32Array.of(0, 0) };
    const half = Float64Array.of(0.5, 0.5);
    const own = scores(target, {
      task: 'classification',
      classes: ['no', 'yes'],
      probabilities: [half, half],
    });
    expect(own).toMatchObject({ rocAuc: null, averagePrecision: null, accuracy: 1, brier: 0.25 });
  });

  it('of ranking do not change when scores are stretched, and are 1 for a right order', () => {
    const of = Float64Array.of(0.1, 0.4, 0.35, 0.8);
    const isPositive = Uint8Array.of(0, 0, 1, 1);
    expect(rocAuc(of, isPositive)).toBe(0.75);
    expect(rocAuc(of.map(Math.exp), isPositive)).toBe(0.75);
    expect(averagePrecision(of, isPositive)).toBeCloseTo(5 / 6, 12);
    expect(rocAuc(Float64Array.of(1, 2, 3), Uint8Array.of(0, 1, 1))).toBe(1);
  });

  it('of calibration weigh each bin’s distance by its rows', () => {
    // Two bins: 0.2 was said where 1 of 4 came true, 0.9 where all 2 did (worked by hand: 4/6 of 0.05 and 2/6 of 0.1).
    const of = Float64Array.of(0.2, 0.2, 0.2, 0.2, 0.9, 0.9);
    const isPositive = Uint8Array.of(1, 0, 0, 0, 1, 1);
    expect(calibrationError(of, isPositive)).toBeCloseTo((4 / 6) * 0.05 + (2 / 6) * 0.1, 12);
    expect(calibrationBins(of, isPositive)).toHaveLength(2);
    expect(calibrationBins(Float64Array.of(1, 0), Uint8Array.of(1, 0))).toHaveLength(2);
  });

  it('of calibration are those of scikit-learn, on edges of bins too', () => {
    const sets = JSON.parse(
      readFileSync(new URL('../../../fixtures/train/calibration-error.json', import.meta.url), 'utf8'),
    ) as { said: number[]; true: number[]; error: number }[];
    for (const each of sets)
      expect(calibrationError(Float64Array.from(each.said), Uint8Array.from(each.true))).toBeCloseTo(
        each.error,
        12,
      );
  });

  it('refuse what does not belong together', () => {
    const target: Target = { task: 'regression', values: Float64Array.of(1) };
    expect(() => scores(target, { task: 'regression', values: Float64Array.of(1, 2) })).toThrow(
      '1 true values',
    );
    expect(() => scores(target, { task: 'classification', classes: [], probabilities: [] })).toThrow('tasks');
  });
});
