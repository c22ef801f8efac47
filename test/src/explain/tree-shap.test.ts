import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { addTreeShap, expectedValue, valuesByRow } from '../../../src/explain/tree-shap.ts';
import { numericMatrix, type Tree } from '../../../src/train/index.ts';

interface Case {
  depth: number;
  rows: (number | null)[][];
  tree: Record<'left' | 'right' | 'feature' | 'threshold' | 'missingLeft' | 'value' | 'cover', number[]>;
  values: number[][];
  expected: number;
}

const { cases } = JSON.parse(
  readFileSync(new URL('../../fixtures/explain/tree-shap.json', import.meta.url), 'utf8'),
) as { cases: Case[] };

function treeOf({ left, right, feature, threshold, missingLeft, value, cover }: Case['tree']): Tree {
  return {
    feature: Int32Array.from(feature),
    threshold: Float64Array.from(threshold),
    categoryStart: new Int32Array(left.length).fill(-1),
    missingLeft: Uint8Array.from(missingLeft),
    left: Int32Array.from(left),
    right: Int32Array.from(right),
    value: Float64Array.from(value),
    outputs: 1,
    gain: new Float64Array(left.length),
    cover: Float64Array.from(cover),
    categories: new Uint32Array(0),
  };
}

describe('Shapley values of trees are those of the shap package', () => {
  it.each(cases)('depth $depth', ({ rows, tree: arrays, values, expected }) => {
    const tree = treeOf(arrays);
    const features = rows[0]!.length;
    const matrix = numericMatrix(
      Array.from({ length: features }, (_, feature) =>
        Float64Array.from(rows, (row) => row[feature] ?? Number.NaN),
      ),
    );
    const shares = new Float64Array(rows.length * features);
    addTreeShap(tree, matrix, valuesByRow(matrix), [{ output: 0, factor: 1, values: shares }]);
    const own = rows.map((_, row) => [...shares.subarray(row * features, (row + 1) * features)]);
    const off = own.flatMap((row, at) =>
      row.map((value, feature) => Math.abs(value - values[at]![feature]!)),
    );
    expect(Math.max(...off)).toBeLessThan(1e-9);
    expect(expectedValue(tree)).toBeCloseTo(expected, 9);
  });
});
