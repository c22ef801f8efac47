import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { predictBoosted, rawPredictions } from '../../../../src/train/boosting/boosted-trees.ts';
import { type BoostingOptions, fitBoosting } from '../../../../src/train/boosting/fit-boosting.ts';
import type { LossName } from '../../../../src/train/boosting/losses.ts';
import { type FeatureMatrix, numericMatrix } from '../../../../src/train/matrix.ts';
import { createRandom } from '../../../../src/train/random.ts';
import type { Predictions, Target } from '../../../../src/train/target.ts';

interface Fixture {
  columns: (number | null)[][];
  weights: number[];
  targets: { number: number[]; count: number[]; binary: number[]; three: number[] };
  cases: {
    name: string;
    loss: LossName;
    options: BoostingOptions;
    weighted: boolean;
    predictions: number[] | number[][];
  }[];
}

const fixture = JSON.parse(
  readFileSync(new URL('../../../fixtures/train/boosting.json', import.meta.url), 'utf8'),
) as Fixture;
const matrix = numericMatrix(
  fixture.columns.map((column) => Float64Array.from(column, (value) => value ?? Number.NaN)),
);
const numbers = (values: readonly number[]): Target => ({
  task: 'regression',
  values: Float64Array.from(values),
});
const classes = (codes: readonly number[]): Target => ({
  task: 'classification',
  classes: [...new Set(codes)].sort().map(String),
  codes: Int32Array.from(codes),
});
const targets: Record<LossName, Target> = {
  squared: numbers(fixture.targets.number),
  'log-squared': numbers(fixture.targets.count),
  absolute: numbers(fixture.targets.number),
  quantile: numbers(fixture.targets.number),
  poisson: numbers(fixture.targets.count),
  logistic: classes(fixture.targets.binary),
  softmax: classes(fixture.targets.three),
};
const settings: BoostingOptions = { iterations: 40, learningRate: 0.1, maxLeaves: 15, minRowsInLeaf: 20 };

/** Predictions as scikit-learn shows them: numbers, or a row of probabilities for each row. */
function shown(predictions: Predictions): number[][] {
  const columns = predictions.task === 'regression' ? [predictions.values] : predictions.probabilities;
  return Array.from(columns[0]!, (_, row) => columns.map((column) => column[row]!));
}

/** Share of the predictions that differ by more than `most`. */
function shareBeyond(own: number[][], theirs: (number | number[])[], most: number): number {
  const differences = own.flatMap((row, index) =>
    row.map((value, place) => Math.abs(value - [theirs[index]!].flat()[place]!)),
  );
  return differences.filter((difference) => !(difference <= most)).length / differences.length;
}

describe('boosted trees predict what scikit-learn’s do', () => {
  const predicted = async ({ loss, options, weighted }: Fixture['cases'][number]) => {
    const { model } = await fitBoosting({
      matrix,
      target: targets[loss],
      weights: weighted ? Float64Array.from(fixture.weights) : undefined,
      options: { ...settings, loss, ...options },
      threads: 1,
    });
    return shown(predictBoosted(model, matrix));
  };

  it.each(fixture.cases.filter(({ loss }) => loss !== 'quantile'))('$name', async (each) => {
    expect(shareBeyond(await predicted(each), each.predictions, 1e-4)).toBe(0);
  });

  it('quantile, as far as ties between splits allow', async () => {
    const each = fixture.cases.find(({ loss }) => loss === 'quantile')!;
    const lossOf = (predictions: readonly number[]): number =>
      fixture.targets.number.reduce((sum, value, row) => {
        const residual = value - predictions[row]!;
        return sum + Math.max(0.75 * residual, -0.25 * residual);
      }, 0);
    const own = lossOf((await predicted(each)).flat());
    const theirs = lossOf(each.predictions as number[]);
    expect(Math.abs(own / theirs - 1)).toBeLessThan(0.03);
  });
});

/** Rows of noise and signal, some values missing, one column of categories. */
function madeUp(rows: number, seed: number): { matrix: FeatureMatrix; target: Target } {
  const random = createRandom(seed);
  const columns = Array.from({ length: 4 }, () =>
    Float64Array.from({ length: rows }, () => (random.next() < 0.05 ? Number.NaN : random.normal())),
  );
  const category = Float64Array.from({ length: rows }, () => random.below(12));
  const effect = [3, -1, 0, 2, -2, 1, 0, 4, -3, 1, 0, -1];
  const values = Float64Array.from({ length: rows }, (_, row) => {
    const one = columns[0]![row]! || 0;
    return 2 * one + Math.sin(3 * (columns[1]![row]! || 0)) + effect[category[row]!]! + 0.2 * random.normal();
  });
  const made = numericMatrix([...columns, category]);
  return { matrix: { ...made, categories: [0, 0, 0, 0, 12] }, target: { task: 'regression', values } };
}

describe('boosting', () => {
  it('gives the same model for the same seed, with any number of threads', async () => {
    const { matrix: table, target } = madeUp(3_000, 1);
    const options = { iterations: 12, rowShare: 0.7, featureShare: 0.6, patience: 5, seed: 3 };
    const validationRows = Int32Array.from({ length: 500 }, (_, index) => index * 6);
    const fits = await Promise.all(
      [1, 2, 3].map((threads) => fitBoosting({ matrix: table, target, options, validationRows, threads })),
    );
    expect(fits[1]).toEqual(fits[0]);
    expect(fits[2]).toEqual(fits[0]);
    const other = await fitBoosting({
      matrix: table,
      target,
      options: { ...options, seed: 4 },
      validationRows,
    });
    expect(other.model.trees).not.toEqual(fits[0]!.model.trees);
  });

  it('learns from categories, and takes one that it has not seen for missing', async () => {
    const { matrix: table, target } = madeUp(3_000, 2);
    const { model } = await fitBoosting({ matrix: table, target });
    const predictions = predictBoosted(model, table);
    if (predictions.task !== 'regression' || target.task !== 'regression')
      throw new Error('It was regression.');
    const error = predictions.values.reduce((sum, value, row) => sum + (value - target.values[row]!) ** 2, 0);
    expect(Math.sqrt(error / table.rows)).toBeLessThan(0.45);
    const last = {
      ...table,
      rows: 2,
      columns: table.columns.slice(0, 4).map((column) => Float64Array.of(column[0]!, column[0]!)),
    };
    const unseen = predictBoosted(model, {
      ...last,
      columns: [...last.columns, Float64Array.of(99, Number.NaN)],
    });
    expect(shown(unseen)[0]).toEqual(shown(unseen)[1]);
  });

  it('keeps to monotone constraints everywhere', async () => {
    const { matrix: table, target } = madeUp(2_000, 3);
    const { model } = await fitBoosting({
      matrix: table,
      target,
      options: { monotone: { f0: 1, f1: -1 }, iterations: 60 },
    });
    const random = createRandom(5);
    for (const [feature, direction] of [
      [0, 1],
      [1, -1],
    ] as const)
      for (let trial = 0; trial < 20; trial++) {
        const row = table.columns.map((column) => column[random.below(table.rows)]!);
        const grid = Float64Array.from({ length: 200 }, (_, step) => -4 + step * 0.04);
        const columns = row.map((value, index) =>
          index === feature ? grid : new Float64Array(200).fill(value),
        );
        const values = shown(predictBoosted(model, { ...table, rows: 200, columns })).flat();
        const falls = values.filter(
          (value, step) => step > 0 && direction * (value - values[step - 1]!) < -1e-12,
        );
        expect(falls).toEqual([]);
      }
  });

  it('learns logarithms, and gives numbers back', async () => {
    const values = targets.poisson.task === 'regression' ? targets.poisson.values : new Float64Array();
    const options = { iterations: 20, minRowsInLeaf: 5 };
    const log = await fitBoosting({
      matrix,
      target: targets.poisson,
      options: { ...options, loss: 'log-squared' },
      threads: 1,
    });
    const plain = await fitBoosting({
      matrix,
      target: numbers([...values].map(Math.log1p)),
      options,
      threads: 1,
    });
    const [one, other] = [predictBoosted(log.model, matrix), predictBoosted(plain.model, matrix)];
    if (one.task !== 'regression' || other.task !== 'regression') throw new Error('Numbers were meant.');
    other.values.forEach((value, row) => {
      expect(one.values[row]).toBeCloseTo(Math.expm1(value), 9);
    });
    await expect(
      fitBoosting({
        matrix,
        target: numbers([...values].map((value) => value - 9)),
        options: { loss: 'log-squared' },
      }),
    ).rejects.toMatchObject({ code: 'target-out-of-range' });
  });

  it('holds its steps within bounds where many small classes are learned by heart', async () => {
    const { columns, codes } = manySmallClasses();
    const { model } = await fitBoosting({
      matrix: numericMatrix(columns),
      target: classes([...codes]),
      // No rows to judge by: all iterations are done, long after each class is as good as certain.
      options: { iterations: 60, minRowsInLeaf: 1, maxLeaves: 4, learningRate: 0.3, rowShare: 0.5, seed: 1 },
      threads: 1,
    });
    const largest = Math.max(...model.trees.map(({ value }) => Math.max(...value.map(Math.abs))));
    // Unbounded Newton steps reach 1e14 here.
    expect(largest).toBeLessThanOrEqual(0.3 * 10);
    const said = predictBoosted(model, numericMatrix(columns));
    if (said.task === 'regression') throw new Error('Classes were meant.');
    const right = codes.filter((code, row) =>
      said.probabilities.every((own) => own[row]! <= said.probabilities[code]![row]!),
    );
    expect(right.length / codes.length).toBeGreaterThan(0.9);
  });

  it('ends when the validation loss no longer falls, and keeps the best iterations', async () => {
    const { matrix: table, target } = madeUp(1_500, 4);
    const validationRows = Int32Array.from({ length: 500 }, (_, index) => index * 3);
    const fit = await fitBoosting({
      matrix: table,
      target,
      validationRows,
      options: { iterations: 2_000, learningRate: 0.3, patience: 10 },
    });
    expect(fit.endedBy).toBe('patience');
    expect(fit.validationLoss.indexOf(Math.min(...fit.validationLoss)) + 1).toBe(fit.iterations);
    expect(fit.model.trees).toHaveLength(fit.iterations);
  });

  it('stops at its time limit and, at once, when it is interrupted, with the event loop free', async () => {
    const { matrix: table, target } = madeUp(20_000, 5);
    const options = { iterations: 100_000, timeLimitMs: 200 };
    const late = await fitBoosting({ matrix: table, target, options });
    expect(late.endedBy).toBe('time');
    const abort = new AbortController();
    const fit = fitBoosting({
      matrix: table,
      target,
      options: { iterations: 100_000 },
      signal: abort.signal,
      onIteration: (done) => done === 5 && abort.abort(),
    });
    await expect(fit).rejects.toMatchObject({ code: 'interrupted' });
  });

  it.each<[string, Partial<Parameters<typeof fitBoosting>[0]>, string]>([
    ['a target that is no number', { target: numbers(Array(500).fill(Number.NaN)) }, 'target-out-of-range'],
    [
      'counts below 0',
      { target: numbers(Array(500).fill(-1)), options: { loss: 'poisson' } },
      'target-out-of-range',
    ],
    ['another number of rows', { target: numbers([1, 2]) }, 'rows-differ'],
    [
      'no rows to learn from',
      { validationRows: Int32Array.from({ length: 500 }, (_, row) => row) },
      'no-rows',
    ],
    ['weights below 0', { weights: new Float64Array(500).fill(-1) }, 'weights-out-of-range'],
    ['a monotone feature that is not there', { options: { monotone: { nope: 1 } } }, 'unknown-feature'],
  ])('refuses %s', async (_, input, code) => {
    await expect(fitBoosting({ matrix, target: targets.squared, ...input })).rejects.toMatchObject({ code });
  });

  it('makes do with columns that are constant or all missing, and with one row', async () => {
    const odd = numericMatrix([new Float64Array(50).fill(3), new Float64Array(50).fill(Number.NaN)]);
    const target = numbers(Array.from({ length: 50 }, (_, row) => row));
    const { model, endedBy } = await fitBoosting({ matrix: odd, target });
    expect(endedBy).toBe('nothing-to-gain');
    expect(shown(predictBoosted(model, odd))[7]).toEqual([24.5]);
    const single = await fitBoosting({ matrix: numericMatrix([Float64Array.of(1)]), target: numbers([5]) });
    expect(single.model.initial[0]).toBe(5);
  });
});

/** 24 classes of 6 rows each around their own centers. */
function manySmallClasses(): { columns: Float64Array[]; codes: Int32Array } {
  const random = createRandom(5);
  const codes = Int32Array.from({ length: 144 }, (_, row) => row % 24);
  const columns = Array.from({ length: 6 }, () => {
    const centers = Array.from({ length: 24 }, () => random.normal());
    return Float64Array.from(codes, (code) => centers[code]! + 0.8 * random.normal());
  });
  return { columns, codes };
}

describe('offsets', () => {
  it('let boosting go on where another left off', async () => {
    const input = { matrix, target: targets.logistic, threads: 1 };
    const boosted = (iterations: number, offsets?: Float64Array) =>
      fitBoosting({ ...input, offsets, options: { ...settings, iterations } });
    const [whole, first] = [await boosted(16), await boosted(6)];
    const offsets = rawPredictions(first.model, matrix)[0]!;
    const rest = await boosted(10, offsets);
    const added = rawPredictions(rest.model, matrix)[0]!;
    const together = offsets.map((value, row) => value + added[row]!);
    const expected = rawPredictions(whole.model, matrix)[0]!;
    expect(Math.max(...together.map((value, row) => Math.abs(value - expected[row]!)))).toBeLessThan(1e-9);
    expect(rest.model.initial[0]).toBe(0);
  });

  it('must be one a row, for one output', async () => {
    const input = { matrix, options: settings, threads: 1 };
    await expect(
      fitBoosting({ ...input, target: targets.logistic, offsets: new Float64Array(3) }),
    ).rejects.toThrow('one a row');
    await expect(
      fitBoosting({ ...input, target: targets.softmax, offsets: new Float64Array(matrix.rows) }),
    ).rejects.toThrow('one output');
  });
});
