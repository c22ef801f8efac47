import { describe, expect, it } from 'vitest';
import { estimatorOf } from '../../../../src/train/estimators.ts';
import { learningCurve } from '../../../../src/train/index.ts';
import { numericMatrix } from '../../../../src/train/matrix.ts';
import {
  balancedAccuracy,
  confusionOf,
  figuresOfClass,
  matthews,
} from '../../../../src/train/metrics/confusion.ts';
import { createRandom } from '../../../../src/train/random.ts';
import { bestThreshold, type ThresholdGoal } from '../../../../src/train/validation/best-threshold.ts';
import { foldRows } from '../../../../src/train/validation/split-rows.ts';

const random = createRandom(8);
const scores = Float64Array.from({ length: 300 }, () => Math.round(random.next() * 50) / 50);
const codes = Int32Array.from(scores, (score) => (random.next() < score ** 3 ? 1 : 0));
const weights = Float64Array.from({ length: 300 }, () => 0.5 + random.next());

function judge(goal: ThresholdGoal, threshold: number): number {
  const predicted = Int32Array.from(scores, (score) => (score >= threshold ? 1 : 0));
  const confusion = confusionOf(codes, predicted, 2, weights);
  if (goal === 'f1') return figuresOfClass(confusion, 1).f1;
  if (goal === 'matthews') return matthews(confusion);
  if (goal === 'balancedAccuracy') return balancedAccuracy(confusion);
  return (
    (goal.falsePositive * confusion.counts[1]! + goal.falseNegative * confusion.counts[2]!) / confusion.total
  );
}

describe('the best threshold', () => {
  it.each<ThresholdGoal>([
    'f1',
    'matthews',
    'balancedAccuracy',
    { falsePositive: 1, falseNegative: 5 },
    { falsePositive: 5, falseNegative: 1 },
  ])('is the best of all: %j', async (goal) => {
    const { threshold, score } = await bestThreshold({ codes, scores, goal, weights });
    expect(judge(goal, threshold)).toBeCloseTo(score, 10);
    const all = Array.from({ length: 103 }, (_, step) => judge(goal, (step - 0.5) / 100));
    expect(score).toBeCloseTo(typeof goal === 'string' ? Math.max(...all) : Math.min(...all), 10);
  });

  it('is beyond all scores where no row should be taken, and needs rows', async () => {
    const never = await bestThreshold({
      codes: new Int32Array(300),
      scores,
      goal: { falsePositive: 1, falseNegative: 1 },
    });
    expect(never.threshold).toBeGreaterThan(Math.max(...scores));
    expect(never.score).toBeCloseTo(0, 12);
    await expect(
      bestThreshold({ codes: new Int32Array(0), scores: new Float64Array(0), goal: 'f1' }),
    ).rejects.toThrow(/no rows/);
  });
});

describe('a learning curve', () => {
  it('rises where more rows teach more, while the rows that were learned are known ever less well', async () => {
    const columns = Array.from({ length: 10 }, () =>
      Float64Array.from({ length: 300 }, () => random.normal()),
    );
    const values = columns[0]!.map((value, row) => value - columns[1]![row]! + 0.5 * random.normal());
    const points = await learningCurve(estimatorOf('linear'), {
      matrix: numericMatrix(columns),
      target: { task: 'regression', values },
      folds: foldRows({ rows: 300, folds: 3, seed: 0 }),
      metric: 'rmse',
      shares: [0.07, 0.3, 1],
    });
    expect(points.map(({ rows }) => rows)).toEqual([14, 60, 200]);
    const mean = (of: (number | null)[]) => of.reduce<number>((sum, each) => sum + each! / of.length, 0);
    const test = points.map((point) => mean(point.test));
    const train = points.map((point) => mean(point.train));
    expect(test[0]).toBeGreaterThan(1.15 * test[2]!);
    expect(train[0]).toBeLessThan(train[2]!);
    expect(test[2]).toBeCloseTo(0.5, 1);
  });
});
