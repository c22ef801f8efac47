import type { Column, Table } from '../table.ts';
import { columnOf } from '../table.ts';

/** How many rows of the second table stand in the first, equal in every column that both have; texts are compared as texts. */
export function overlapOf(table: Table, test: Table): { count: number; columns: number } {
  const pairs = table.columns.flatMap((column) => {
    const other = columnOf(test, column.name);
    return other !== undefined && other.type === column.type ? [{ column, other }] : [];
  });
  if (pairs.length === 0) return { count: 0, columns: 0 };
  const keyOf = (columns: readonly Column[], row: number) =>
    columns
      .map((column) =>
        column.type === 'numbers'
          ? column.values[row]
          : column.codes[row]! < 0
            ? null
            : column.dictionary[column.codes[row]!],
      )
      .join('\u001f');
  const [ours, theirs] = [pairs.map(({ column }) => column), pairs.map(({ other }) => other)];
  // Test rows are held as keys, being fewer; the others go by.
  const wanted = new Map<string, number>();
  for (let row = 0; row < test.rows; row++) {
    const key = keyOf(theirs, row);
    wanted.set(key, (wanted.get(key) ?? 0) + 1);
  }
  let count = 0;
  for (let row = 0; row < table.rows && wanted.size > 0; row++) {
    const key = keyOf(ours, row);
    count += wanted.get(key) ?? 0;
    wanted.delete(key);
  }
  return { count, columns: pairs.length };
}
