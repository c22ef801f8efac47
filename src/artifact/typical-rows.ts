import { type Column, columnOf, type Table } from '../data/index.ts';
import { createRandom } from '../train/index.ts';
import type { Member } from './trained-model.ts';

/**
 * Rows that are typical of a table, to explain predictions against: each raw column that the members read has values of the table, dealt out by itself, so that
 * none of the rows is a real one. Free texts and identifiers are left missing: a model is no place for them.
 */
export function typicalRows(
  table: Table,
  members: readonly Pick<Member, 'pipeline'>[],
  { rows = 100, seed = 0 }: { rows?: number; seed?: number } = {},
): Table {
  const names = [...new Set(members.flatMap(({ pipeline }) => pipeline.inputs.map(({ name }) => name)))];
  const random = createRandom(seed);
  const count = Math.min(rows, table.rows);
  const columns = names.flatMap((name): Column[] => {
    const column = columnOf(table, name);
    if (column === undefined) return [];
    const drawn = random.shuffle(random.sample(count, table.rows));
    return [column.type === 'numbers' ? numbersAt(column, drawn) : textsAt(column, drawn)];
  });
  return { rows: count, columns };
}

function numbersAt(column: Extract<Column, { type: 'numbers' }>, rows: Int32Array): Column {
  const values = Float64Array.from(rows, (row) => column.values[row]!);
  return { ...column, values, missing: values.filter(Number.isNaN).length };
}

function textsAt(column: Extract<Column, { type: 'texts' }>, rows: Int32Array): Column {
  const isFree = column.kind === 'text' || column.kind === 'identifier';
  const codeOf = new Map<number, number>();
  const codes = Int32Array.from(rows, (row) => {
    const code = column.codes[row]!;
    if (code < 0 || isFree) return -1;
    if (!codeOf.has(code)) codeOf.set(code, codeOf.size);
    return codeOf.get(code)!;
  });
  const dictionary = [...codeOf.keys()].map((code) => column.dictionary[code]!);
  return { ...column, codes, dictionary, missing: codes.filter((code) => code < 0).length };
}
