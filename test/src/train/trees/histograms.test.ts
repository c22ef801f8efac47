import { expect, it } from 'vitest';
import { numericMatrix } from '../../../../src/train/index.ts';
import { makeTrainingMemory, planMemory } from '../../../../src/train/parallel/training-memory.ts';
import { createRandom } from '../../../../src/train/random.ts';
import { binMatrix } from '../../../../src/train/trees/binned-data.ts';
import { Histograms, planHistograms } from '../../../../src/train/trees/histograms.ts';

const rows = 5_000;
const features = 23;

/** The features from `first` to 22: two blocks of eight or one, some more, of 2 to 255 bins. */
async function made(first: number) {
  const random = createRandom(5);
  const matrix = numericMatrix(
    Array.from({ length: features }, (_, feature) =>
      Float64Array.from({ length: rows }, () =>
        random.next() < 0.1 ? Number.NaN : random.below(2 + 40 * feature),
      ),
    ),
  );
  const data = await binMatrix(matrix, { seed: 0, threads: 1 });
  const plan = planMemory();
  const sums = plan.take(8 * rows);
  const columns = plan.take(rows * features);
  const layout = planHistograms(plan, data, { first, end: features, histograms: 2, columns });
  const memory = makeTrainingMemory(plan);
  const values = new Int32Array(memory.buffer, sums, 2 * rows);
  for (let row = 0; row < rows; row++) values.set([random.below(1000), random.below(2001) - 1000], 2 * row);
  const histograms = new Histograms(data, layout, memory, sums);
  for (let row = 0; row < rows; row++) histograms.rows[row] = rows - 1 - row;
  /** Hessian and gradient of a bin, from the rows. */
  const expected = (feature: number, bin: number, from: number, to: number): number[] => {
    const sum = [0, 0];
    for (const row of histograms.rows.subarray(from, to)) {
      if (data.columns[feature * rows + row] !== bin) continue;
      sum[0]! += values[2 * row]!;
      sum[1]! += values[2 * row + 1]!;
    }
    return sum;
  };
  const found = (histogram: number, feature: number, bin: number): number[] => {
    const at = histogram / 4 + layout.offsets[feature - first]! + 2 * bin;
    return [...histograms.values.subarray(at, at + 2)];
  };
  return { data, layout, histograms, expected, found };
}

it.each([0, 7, 15, 22])(
  'histograms are the sums of their rows, also by subtraction, features from %i on',
  async (first) => {
    const { data, layout, histograms, expected, found } = await made(first);
    const [whole, part] = layout.histograms as [number, number];
    histograms.fill(whole, 0, rows);
    histograms.fill(part, 100, 1_700);
    for (let feature = first; feature < features; feature += 3)
      for (let bin = 0; bin <= data.bins[feature]!.count; bin += 1 + (bin >>> 4)) {
        expect(found(whole, feature, bin)).toEqual(expected(feature, bin, 0, rows));
        expect(found(part, feature, bin)).toEqual(expected(feature, bin, 100, 1_700));
      }
    const before = found(whole, first, 1);
    histograms.subtract(whole, part);
    expect(found(whole, first, 1)).toEqual(found(part, first, 1).map((sum, place) => before[place]! - sum));
  },
);

it('rows go left or right, both in their order', async () => {
  const { data, histograms } = await made(12);
  const before = histograms.rows.slice();
  const isLeft = (row: number): boolean => data.columns[20 * rows + row]! % 3 === 0;
  const middle = histograms.partition(50, 4_000, 20, (bin) => bin % 3 === 0);
  const between = [...before.subarray(50, 4_000)];
  expect([...histograms.rows]).toEqual([
    ...before.subarray(0, 50),
    ...between.filter((row) => isLeft(row)),
    ...between.filter((row) => !isLeft(row)),
    ...before.subarray(4_000),
  ]);
  expect(middle).toBe(50 + between.filter(isLeft).length);
});
