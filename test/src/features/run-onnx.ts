import * as ort from 'onnxruntime-node';
import type { Table } from '../../../src/data/index.ts';
import type { Pipeline } from '../../../src/features/index.ts';

/** The rows of an exported graph's output `result` in onnxruntime, for the raw columns of a table. */
export async function runOnnx(file: Uint8Array, pipeline: Pipeline, table: Table): Promise<number[][]> {
  const session = await ort.InferenceSession.create(file, { logSeverityLevel: 3 });
  const feeds: Record<string, ort.Tensor> = {};
  for (const { name } of pipeline.inputs) {
    const column = table.columns.find((each) => each.name === name)!;
    feeds[name] =
      column.type === 'numbers'
        ? new ort.Tensor('float64', Float64Array.from(column.values), [table.rows, 1])
        : new ort.Tensor(
            'string',
            Array.from(column.codes, (code) => (code < 0 ? '' : column.dictionary[code]!)),
            [table.rows, 1],
          );
  }
  const { result } = await session.run(feeds);
  const width = result!.dims[1]!;
  const data = result!.data as Float64Array;
  return Array.from({ length: table.rows }, (_, row) => [...data.subarray(row * width, (row + 1) * width)]);
}

/** The largest difference between two tables of numbers; Infinity where one has a gap and the other has not. */
export function largestDifference(one: readonly number[][], other: readonly number[][]): number {
  if (one.length !== other.length) return Infinity;
  let largest = 0;
  one.forEach((row, at) => {
    row.forEach((value, place) => {
      const theirs = other[at]![place]!;
      if (Object.is(value, theirs) || value === theirs) return;
      const off = Math.abs(value - theirs) / Math.max(1, Math.abs(value));
      largest = Math.max(largest, Number.isNaN(off) ? Infinity : off);
    });
  });
  return largest;
}
