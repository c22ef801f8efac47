import type { Column, Table } from '../table.ts';
import { columnOf } from '../table.ts';

/** Rows of the second table that stand in the first. */
export interface Overlap {
  /** Equal in every column that is compared; texts are compared as texts. */
  count: number;
  /** Columns that are compared: those that both have, but for identifiers, which copies have anew. */
  columns: number;
  /** Of the rows to learn from, the share that has an equal one among them: what tables of few values have by themselves. */
  ownShare: number;
  /** How many of the equal rows could hardly be so by chance, by how common their values are. */
  improbable: number;
}

/** An equal row is improbable where fewer than that many are expected from its columns, taken one by one. */
const chance = 1e-8;

/** How many rows of the second table stand in the first. */
export function overlapOf(table: Table, test: Table): Overlap {
  const all = table.columns.flatMap((column) => {
    const other = columnOf(test, column.name);
    return other !== undefined && other.type === column.type ? [{ column, other }] : [];
  });
  const described = all.filter(({ column }) => column.kind !== 'identifier' && column.kind !== 'constant');
  const pairs = described.length >= 3 ? described : all;
  if (pairs.length === 0) return { count: 0, columns: 0, ownShare: 0, improbable: 0 };
  const [ours, theirs] = [pairs.map(({ column }) => column), pairs.map(({ other }) => other)];
  const seen = new Map<string, { row: number; times: number }>();
  for (let row = 0; row < table.rows; row++) {
    const key = keyOf(ours, row);
    const known = seen.get(key);
    if (known === undefined) seen.set(key, { row, times: 1 });
    else known.times++;
  }
  let own = 0;
  for (const { times } of seen.values()) if (times > 1) own += times;
  const shares = ours.map(sharesOf);
  let [count, improbable] = [0, 0];
  for (let row = 0; row < test.rows; row++) {
    const known = seen.get(keyOf(theirs, row));
    if (known === undefined) continue;
    count++;
    const expected = shares.reduce((product, shareAt) => product * shareAt(known.row), table.rows);
    if (expected < chance) improbable++;
  }
  return { count, columns: pairs.length, ownShare: own / Math.max(1, table.rows), improbable };
}

function keyOf(columns: readonly Column[], row: number): string {
  return columns
    .map((column) =>
      column.type === 'numbers'
        ? column.values[row]
        : column.codes[row]! < 0
          ? null
          : column.dictionary[column.codes[row]!],
    )
    .join('\u001f');
}

/** How common the value of a row is in its column. */
function sharesOf(column: Column): (row: number) => number {
  const values = column.type === 'numbers' ? column.values : column.codes;
  const counts = new Map<number, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return (row) => counts.get(values[row]!)! / values.length;
}
