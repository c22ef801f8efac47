import { describe, expect, it } from 'vitest';
import {
  loadTrainedModel,
  predictTable,
  saveTrainedModel,
  typicalRows,
} from '../../../src/artifact/index.ts';
import { type Table, takeTableRows } from '../../../src/data/index.ts';
import { explainRows } from '../../../src/explain/index.ts';
import { applyPipeline } from '../../../src/features/index.ts';
import type { Tree } from '../../../src/train/index.ts';
import { longestTurn, measuresThreads } from '../../tools/longest-turn.ts';
import { bruteForceShap } from './brute-force-shap.ts';
import { numbers, table, tableOf, three, trained, two } from './small-models.ts';

describe('contributions of raw columns', () => {
  it.each([
    ['gradient-boosting', numbers, 'number'],
    ['gradient-boosting', two, 'log-odds'],
    ['gradient-boosting', three, 'score'],
    ['random-forest', three, 'probability'],
    ['linear', two, 'log-odds'],
    ['dummy', two, 'probability'],
  ] as const)('%s of %o adds up to what it says', async (name, target, scale) => {
    const model = await trained([name], target);
    const found = await explainRows(model, table, { rows: [3, 200, 7], threads: 2 });
    expect(found).toMatchObject({ method: 'exact', reason: null, scale, additivity: { holds: true } });
    expect(found.columns).toEqual(['height', 'colour', 'width', 'noise']);
    expect(found.additivity.largestGap).toBeLessThan(1e-9);
    const { predictions } = predictTable(model, table);
    const said = predictions.task === 'regression' ? [predictions.values] : predictions.probabilities;
    for (const [place, row] of [3, 200, 7].entries()) {
      if (scale === 'log-odds') {
        const margin = found.predictions[0]![place]!;
        expect(1 / (1 + Math.exp(-margin))).toBeCloseTo(said[1]![row]!, 10);
      } else if (scale !== 'score')
        expect(found.predictions[0]![place]).toBeCloseTo(
          said.length === 2 ? said[1]![row]! : said[0]![row]!,
          10,
        );
    }
  });

  it('is exact for the mean of what sums predict', async () => {
    const model = await trained(['gradient-boosting', 'random-forest', 'linear'], numbers);
    const found = await explainRows(model, table, { rows: [0, 1] });
    expect(found).toMatchObject({ method: 'exact', scale: 'number', additivity: { holds: true } });
    const parts = await Promise.all(
      model.members.map((member) =>
        explainRows({ ...model, members: [{ ...member, weight: 1 }] }, table, { rows: [0, 1] }),
      ),
    );
    found.contributions[0]!.forEach((value, at) => {
      const mean = parts.reduce((sum, part) => sum + part.contributions[0]![at]! / parts.length, 0);
      expect(value).toBeCloseTo(mean, 10);
    });
  });

  it('is exact through a sigmoid calibration of log-odds', async () => {
    const plain = await trained(['gradient-boosting'], two);
    const calibrated = {
      ...plain,
      calibration: [{ method: 'sigmoid' as const, slope: 0.5, intercept: 0.2 }],
    };
    const [before, after] = [
      await explainRows(plain, table, { rows: [5] }),
      await explainRows(calibrated, table, { rows: [5] }),
    ];
    expect(after).toMatchObject({ method: 'exact', scale: 'log-odds', additivity: { holds: true } });
    expect(after.base[0]).toBeCloseTo(0.5 * before.base[0]! + 0.2, 10);
    const { predictions } = predictTable(calibrated, table);
    if (predictions.task !== 'classification') throw new Error('classes are expected');
    expect(1 / (1 + Math.exp(-after.predictions[0]![0]!))).toBeCloseTo(predictions.probabilities[1]![5]!, 9);
  });

  it('gives a column all features that come of it, by what trees saw', async () => {
    const model = await trained(['random-forest'], two);
    const { pipeline, model: forest } = model.members[0]!;
    const found = await explainRows(model, table, { rows: [11] });
    const matrix = applyPipeline(pipeline, table);
    expect(
      (forest as unknown as { trees: Tree[] }).trees.some(({ categories }) => categories.length > 0),
    ).toBe(true);
    const features = bruteForceShap(forest as never, matrix, 11);
    for (const [place, name] of found.columns.entries()) {
      const own = pipeline.outputs.map(({ sources }, at) =>
        sources.includes(name) ? features[at]! / sources.length : 0,
      );
      expect(found.contributions[0]![place]).toBeCloseTo(
        own.reduce((sum, value) => sum + value, 0),
        9,
      );
    }
  });
});

describe('what has no exact way', () => {
  it('is estimated, says why, and still adds up', async () => {
    const model = await trained(['gradient-boosting', 'random-forest'], two);
    const found = await explainRows(model, table, { rows: [1, 2, 3], orders: 16, seed: 4 });
    expect(found).toMatchObject({ method: 'sampled', scale: 'probability', additivity: { holds: true } });
    expect(found.reason).toMatch(/averages predictions of models that are sums only before their link/);
    expect(found.standardErrors![0]!.some((error) => error > 0)).toBe(true);
    const again = await explainRows(model, table, { rows: [1, 2, 3], orders: 16, seed: 4, threads: 1 });
    expect(again.contributions).toEqual(found.contributions);
  });

  it('comes within its standard errors of the truth', async () => {
    // Of a line the truth is known: the slope times the distance from the background's mean.
    const model = await trained(['linear'], numbers);
    const exact = await explainRows(model, table, { rows: [9] });
    const found = await explainRows(model, table, {
      rows: [9],
      method: 'sampled',
      background: table,
      orders: 100,
    });
    expect(found.reason).toBe('sampling was asked for');
    for (const [place, value] of exact.contributions[0]!.entries()) {
      // The background is drawn: its mean is not that of all rows.
      const error = found.standardErrors![0]![place]!;
      expect(Math.abs(found.contributions[0]![place]! - value)).toBeLessThanOrEqual(4 * error + 1e-9);
    }
  });

  it('is against the typical rows that the model keeps, of which none is real', async () => {
    const model = await trained(['perceptron'], two);
    const typical = typicalRows(table, model.members, { rows: 40, seed: 2 });
    const kept = loadTrainedModel(saveTrainedModel({ ...model, typical }));
    expect(kept.typical).toEqual(typical);
    const one = takeTableRows(table, Int32Array.of(7));
    const alone = await explainRows(kept, one, { orders: 40, seed: 3 });
    const among = await explainRows(kept, table, { rows: [7], orders: 40, seed: 3 });
    expect(alone.contributions).toEqual(among.contributions);
    const rowsOf = ({ rows, columns }: Table) =>
      Array.from({ length: rows }, (_, row) =>
        columns
          .map((column) =>
            column.type === 'numbers' ? column.values[row] : column.dictionary[column.codes[row]!],
          )
          .join(),
      );
    const real = new Set(rowsOf(table));
    expect(rowsOf(typical).filter((row) => real.has(row))).toEqual([]);
    await expect(explainRows(model, one)).rejects.toMatchObject({ code: 'no-background' });
  });

  it('is refused where exactness is asked for', async () => {
    const model = await trained(['perceptron'], two);
    await expect(explainRows(model, table, { method: 'exact' })).rejects.toMatchObject({
      code: 'no-exact-explanation',
      message: /perceptron is no sum of trees or linear terms/,
    });
  });

  it('is what a probability of boosted trees is', async () => {
    const model = await trained(['gradient-boosting'], two);
    const found = await explainRows(model, table, { rows: [0], scale: 'probability', orders: 8 });
    expect(found).toMatchObject({ method: 'sampled', scale: 'probability' });
    expect(found.reason).toMatch(/its log-odds is/);
  });
});

it.skipIf(!measuresThreads)('leaves the event loop free', { timeout: 20_000 }, async () => {
  const model = await trained(['random-forest', 'gradient-boosting'], numbers);
  const many = tableOf(20_000, 9);
  const longest = await longestTurn(async () => {
    await explainRows(model, many);
    await explainRows(model, many, { method: 'sampled', rows: [0, 1, 2, 3] });
  });
  expect(longest).toBeLessThan(50);
});

describe('what is wrong is said', () => {
  it('rows and columns that are not there', async () => {
    const model = await trained(['linear'], numbers);
    await expect(explainRows(model, table, { rows: [400] })).rejects.toMatchObject({ code: 'no-such-row' });
    const without = { ...table, columns: table.columns.slice(1) };
    await expect(explainRows(model, without)).rejects.toMatchObject({
      code: 'missing-column',
      exitStatus: 2,
    });
  });

  it('stops when it is told to', async () => {
    const model = await trained(['linear'], numbers);
    await expect(explainRows(model, table, { signal: AbortSignal.abort() })).rejects.toThrow(/interrupted/i);
  });

  it('explains no rows as none', async () => {
    const model = await trained(['linear'], numbers);
    const found = await explainRows(model, table, { rows: [] });
    expect(found.contributions[0]).toHaveLength(0);
    expect(found.additivity.holds).toBe(true);
  });
});
