import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { explainMatrix } from '../../../src/explain/index.ts';
import { numericMatrix, predictModel } from '../../../src/train/index.ts';
import { loadModel } from '../../../src/train/models/save-model.ts';

interface Case {
  name: string;
  model: unknown;
  /** By output, row and feature. */
  values: number[][][];
  expected: number[];
}

const { rows, cases } = JSON.parse(
  readFileSync(new URL('../../fixtures/explain/models.json', import.meta.url), 'utf8'),
) as { rows: (number | null)[][]; cases: Case[] };
const matrix = numericMatrix(
  rows[0]!.map((_, feature) => Float64Array.from(rows, (row) => row[feature] ?? Number.NaN)),
);

describe('models are explained as the shap package does', () => {
  it.each(cases)('$name', async ({ model: saved, values, expected }) => {
    const model = loadModel(JSON.stringify(saved));
    const found = await explainMatrix(model, matrix, { threads: 1 });
    expect(found.values).toHaveLength(values.length);
    const off = values.flatMap((own, output) =>
      own.flat().map((value, at) => Math.abs(value - found.values[output]![at]!)),
    );
    expect(Math.max(...off)).toBeLessThan(1e-6);
    for (const [output, value] of expected.entries()) expect(found.base[output]).toBeCloseTo(value, 6);
    // Through the model's own link the sums are what it predicts.
    const sums = found.values.map((own, output) =>
      rows.map((row, at) =>
        row.reduce<number>((sum, _, feature) => sum + own[at * row.length + feature]!, found.base[output]!),
      ),
    );
    const said = predictModel(model, matrix);
    for (const at of rows.keys()) {
      const margins = sums.map((own) => own[at]!);
      const own = linked(found.scale, margins);
      const theirs =
        said.task === 'regression'
          ? [said.values[at]!]
          : said.probabilities.map((column) => column[at]!).slice(margins.length === 1 ? 1 : 0);
      for (const [output, value] of own.entries()) expect(value).toBeCloseTo(theirs[output]!, 9);
    }
  });
});

function linked(scale: string, margins: number[]): number[] {
  if (scale === 'log') return margins.map(Math.exp);
  if (scale === 'log-odds') return margins.map((margin) => 1 / (1 + Math.exp(-margin)));
  if (scale !== 'score') return margins;
  const total = margins.reduce((sum, margin) => sum + Math.exp(margin), 0);
  return margins.map((margin) => Math.exp(margin) / total);
}
