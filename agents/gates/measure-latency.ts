import { readTable, type Table, takeTableRows } from '../../src/data/index.ts';
import type { LatencyEvidence } from '../../src/govern/index.ts';
import type { Registry } from '../../src/registry/index.ts';
import { openModel, type ServedModel } from '../../src/serve/index.ts';

/** Calls before any is timed, while code is being compiled. */
const warmUp = 50;
const calls = 500;

/** How long a version takes for one row, served in this process: rows of a file in turn, or one without any value. */
export async function measureLatency(
  registry: Registry,
  reference: string,
  { file, workspace }: { file: string | null; workspace: string },
): Promise<LatencyEvidence> {
  const { folder, release } = await registry.resolve(reference);
  try {
    const model = await openModel(folder);
    try {
      const rows = file === null ? [emptyRow(model)] : await singleRows(file, workspace);
      const times: number[] = [];
      for (let call = 0; call < warmUp + calls; call++) {
        const row = rows[call % rows.length]!;
        const begin = performance.now();
        await model.predict(row);
        if (call >= warmUp) times.push(performance.now() - begin);
      }
      times.sort((one, other) => one - other);
      const at = (share: number) => times[Math.ceil(share * times.length) - 1]!;
      const source = file === null ? 'a row without any value' : `${rows.length} rows of ${file}`;
      return { p50Ms: at(0.5), p95Ms: at(0.95), calls, source };
    } finally {
      await model.close();
    }
  } finally {
    await release();
  }
}

async function singleRows(file: string, workspace: string): Promise<Table[]> {
  const { table } = await readTable(file, { workspace });
  return Array.from({ length: Math.min(table.rows, 200) }, (_, row) =>
    takeTableRows(table, Int32Array.of(row)),
  );
}

function emptyRow({ inputs }: ServedModel): Table {
  return {
    rows: 1,
    columns: inputs.map(({ name, kind, type }) =>
      type === 'texts'
        ? { name, kind, missing: 1, type, codes: Int32Array.of(-1), dictionary: [] }
        : { name, kind, missing: 1, type: 'numbers', values: Float64Array.of(Number.NaN) },
    ),
  };
}
