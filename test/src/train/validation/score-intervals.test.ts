import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { scoreIntervals } from '../../../../src/train/index.ts';
import type { MetricName } from '../../../../src/train/metrics/metrics.ts';
import type { Predictions, Target } from '../../../../src/train/target.ts';
import { bootstrapInterval, intervalOf } from '../../../../src/train/validation/bootstrap.ts';
import { normalProbability, normalQuantile } from '../../../../src/train/validation/normal-distribution.ts';

const fixture = JSON.parse(
  readFileSync(new URL('../../../fixtures/train/bootstrap.json', import.meta.url), 'utf8'),
) as {
  truth: number[];
  predicted: number[];
  scores: number[];
  outcomes: number[];
  cases: {
    metric: MetricName;
    distribution: number[];
    leftOut: number[];
    score: number;
    standardError: number;
    percentile: [number, number];
    bca: [number, number];
  }[];
};

function partsOf(metric: MetricName): { target: Target; predictions: Predictions } {
  if (metric === 'rmse')
    return {
      target: { task: 'regression', values: Float64Array.from(fixture.truth) },
      predictions: { task: 'regression', values: Float64Array.from(fixture.predicted) },
    };
  const classes = ['no', 'yes'];
  const second = Float64Array.from(fixture.scores);
  return {
    target: { task: 'classification', classes, codes: Int32Array.from(fixture.outcomes) },
    predictions: {
      task: 'classification',
      classes,
      probabilities: [second.map((share) => 1 - share), second],
    },
  };
}

describe.each(fixture.cases)('the interval of $metric', (expected) => {
  const { metric, distribution, leftOut, score, standardError } = expected;

  it.each(['percentile', 'bca'] as const)('is scipy’s for the same resamples: %s', (method) => {
    const { low, high } = intervalOf(
      Float64Array.from(distribution),
      score,
      method === 'bca' ? Float64Array.from(leftOut) : null,
      0.9,
    );
    expect(low).toBeCloseTo(expected[method][0], 10);
    expect(high).toBeCloseTo(expected[method][1], 10);
  });

  it.each(['percentile', 'bca'] as const)('is near to scipy’s for our own resamples: %s', async (method) => {
    const asked = {
      ...partsOf(metric),
      metrics: [metric],
      method,
      confidence: 0.9,
      resamples: 1_500,
      seed: 3,
    };
    const own = (await scoreIntervals(asked))[metric]!;
    expect(own.score).toBeCloseTo(score, 10);
    // Two sets of 1,500 resamples: their ends differ by some hundredths of the spread.
    expect(Math.abs(own.low - expected[method][0]) / standardError).toBeLessThan(0.25);
    expect(Math.abs(own.high - expected[method][1]) / standardError).toBeLessThan(0.25);
    expect(own.standardError / standardError).toBeGreaterThan(0.9);
    expect(own.standardError / standardError).toBeLessThan(1.1);
    expect((await scoreIntervals(asked))[metric]).toEqual(own);
    expect((await scoreIntervals({ ...asked, seed: 4 }))[metric]).not.toEqual(own);
  });
});

describe('an interval', () => {
  it('is null where there is no figure, and a point where nothing varies', () => {
    expect(bootstrapInterval(() => Number.NaN, 10)).toBeNull();
    expect(bootstrapInterval(() => 3, 10)).toEqual({ score: 3, low: 3, high: 3, standardError: 0 });
  });

  it('holds the true mean about as often as it says', () => {
    let held = 0;
    let state = 7;
    for (let trial = 0; trial < 200; trial++) {
      const values = Float64Array.from({ length: 40 }, () => {
        state = (state * 1103515245 + 12345) % 2147483648;
        return state / 2147483648;
      });
      const mean = (rows: Int32Array) => rows.reduce((sum, row) => sum + values[row]!, 0) / rows.length;
      const { low, high } = bootstrapInterval(mean, 40, { resamples: 200, confidence: 0.9, seed: trial })!;
      if (low <= 0.5 && 0.5 <= high) held++;
    }
    expect(held).toBeGreaterThan(165);
    expect(held).toBeLessThan(195);
  });

  it('rests on the normal distribution', () => {
    expect(normalProbability(1.959963984540054)).toBeCloseTo(0.975, 14);
    expect(normalQuantile(0.975)).toBeCloseTo(1.959963984540054, 12);
    expect(normalQuantile(0.5)).toBeCloseTo(0, 14);
    expect([normalQuantile(0), normalQuantile(1)]).toEqual([-Infinity, Infinity]);
  });
});
