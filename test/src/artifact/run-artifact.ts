import * as ort from 'onnxruntime-node';
import { inputsOf, type TrainedModel } from '../../../src/artifact/index.ts';
import type { Table } from '../../../src/data/index.ts';

/** What onnxruntime makes of an exported trained model: by the names of its outputs, flat. */
export async function runArtifact(
  bytes: Uint8Array,
  trained: TrainedModel,
  table: Table,
): Promise<Record<string, ArrayLike<number | string>>> {
  const session = await ort.InferenceSession.create(bytes, { logSeverityLevel: 3 });
  const feeds: Record<string, ort.Tensor> = {};
  for (const { name } of inputsOf(trained)) {
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
  const outputs = await session.run(feeds);
  await session.release();
  return Object.fromEntries(
    Object.entries(outputs).map(([name, { data }]) => [name, data as ArrayLike<number | string>]),
  );
}
