import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import createWabt from 'wabt';
import { fitForest } from '../../../../src/train/forest/fit-forest.ts';
import { createRandom, type FeatureMatrix, type Target } from '../../../../src/train/index.ts';
import { leafOf } from '../../../../src/train/trees/tree.ts';
import { addTreePredictions } from '../../../../src/train/trees/walk-trees.ts';

const source = (name: string) =>
  readFileSync(new URL(`../../../../src/train/trees/${name}`, import.meta.url), 'utf8');

/** Numbers with gaps and infinite ones; `categories` of the last column, if any. */
function matrixOf(rows: number, seed: number, categories = 0): FeatureMatrix {
  const random = createRandom(seed);
  const odd = [Number.NaN, Infinity, -Infinity, 0];
  const columns = Array.from({ length: 6 }, (_, at) =>
    Float64Array.from({ length: rows }, () => {
      if (random.next() < 0.15) return categories > 0 && at === 5 ? Number.NaN : odd[random.below(4)]!;
      return categories > 0 && at === 5 ? random.below(categories + (seed > 1 ? 70 : 0)) : random.normal();
    }),
  );
  return {
    rows,
    names: columns.map((_, at) => `f${at}`),
    columns,
    categories: columns.map((_, at) => (at === 5 ? categories : 0)),
  };
}

function classesOf({ rows, columns }: FeatureMatrix, classes: number): Target {
  const codes = Int32Array.from({ length: rows }, (_, row) => {
    const [one, last] = [columns[0]![row]!, columns[5]![row]!];
    return (
      Math.abs(Math.trunc((Number.isFinite(one) ? 3 * one : 1) + (Number.isFinite(last) ? last : 2))) %
      classes
    );
  });
  return { task: 'classification', classes: Array.from({ length: classes }, (_, at) => `c${at}`), codes };
}

it('the assembled kernel is what its text says', async () => {
  const wabt = await createWabt();
  const text = wabt.parseWat('walk-trees.wat', source('walk-trees.wat'));
  const assembled = Buffer.from(text.toBinary({}).buffer).toString('base64');
  const kept = [...source('walk-kernel.ts').matchAll(/^ {2}'([\w+/=]+)'/gm)]
    .map((match) => match[1])
    .join('');
  expect(kept).toBe(assembled);
});

describe('many rows at once fall into the leaves that each falls into by itself', () => {
  it.each([
    ['numbers, one output', 0, 2],
    ['numbers, an output a class', 0, 4],
    ['numbers and categories, one output', 40, 2],
    ['numbers and categories, an output a class', 40, 3],
    ['numbers and a few categories', 5, 2],
    ['numbers and very many categories', 250, 2],
  ])('%s', async (_, categories, classes) => {
    const training = matrixOf(500, 1, categories);
    const target = classesOf(training, classes);
    const { trees } = await fitForest({
      family: 'random-forest',
      matrix: training,
      target,
      options: { trees: 15 },
    });
    const outputs = trees[0]!.outputs;
    expect(trees.some((tree) => tree.categories.length > 0)).toBe(categories > 0);
    for (const rows of [1, 15, 16, 17, 1000, 2500]) {
      const matrix = matrixOf(rows, 2, categories);
      const sums = Array.from({ length: outputs }, () => new Float64Array(rows).fill(0.5));
      addTreePredictions(trees, matrix, { sums, factor: 1 / 3 });
      const expected = sums.map((_own, output) =>
        Float64Array.from({ length: rows }, (_each, row) =>
          trees.reduce(
            (sum, tree) => sum + (1 / 3) * tree.value[leafOf(tree, matrix, row) * outputs + output]!,
            0.5,
          ),
        ),
      );
      expect(sums).toEqual(expected);
    }
  });
});
