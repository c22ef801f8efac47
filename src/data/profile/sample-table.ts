import type { OpenTable } from '../read/open-table.ts';
import { takeTable } from '../read/read-table.ts';
import type { Table } from '../table.ts';

/** Some of the columns of an open table in memory, and of its rows at most so many, drawn by the seed and in their order. */
export async function sampleTable(
  open: OpenTable,
  places: readonly number[],
  { rows, seed }: { rows: number; seed: number },
): Promise<Table> {
  const columns = places.map((place) => open.columns[place]!);
  const names = (wanted: readonly number[]) => wanted.map((at) => `c${places[at]} AS c${at}`).join(', ');
  const relationOf = (wanted: readonly number[]) => open.relation(wanted.map((at) => places[at]!));
  const part = (wanted: readonly number[]) => `SELECT ${names(wanted)} FROM ${relationOf(wanted)}`;
  const here = new Map<number, Float64Array>();
  for (const [at, place] of places.entries()) {
    const values = open.here?.get(place);
    if (values !== undefined) here.set(at, values);
  }
  if (open.rows <= rows)
    return takeTable({ ...open, columns, relation: (wanted) => `(${part(wanted)})`, here });
  await open.session.run(
    `CREATE OR REPLACE TABLE work.main.sampled AS SELECT r FROM range(1, ${open.rows + 1}) AS all_rows(r)
     ORDER BY hash(r, ${Math.trunc(seed)}::BIGINT), r LIMIT ${rows}`,
  );
  const drawn = (wanted: readonly number[]) =>
    `(SELECT * EXCLUDE (r) FROM (SELECT *, row_number() OVER () AS r FROM (${part(wanted)})) SEMI JOIN work.main.sampled USING (r) ORDER BY r)`;
  if (here.size > 0) {
    const own = new Int32Array(rows);
    let count = 0;
    await open.session.eachChunk(
      'SELECT CAST(r - 1 AS INTEGER) FROM work.main.sampled ORDER BY r',
      (found, some) => {
        own.set(found[0]!.subarray(0, some), count);
        count += some;
      },
    );
    for (const [at, values] of here)
      here.set(
        at,
        Float64Array.from(own, (row) => values[row]!),
      );
  }
  return takeTable({ ...open, columns, rows, relation: drawn, here });
}
