import { type Column, columnOf, type Table } from '../table.ts';

/** The rows of both tables, one after the other, in the columns that both have alike. */
export function joinTables(table: Table, other: Table): Table {
  const columns = table.columns.flatMap((column) => {
    const later = columnOf(other, column.name);
    return later === undefined ? [] : joined(column, later);
  });
  return { rows: table.rows + other.rows, columns };
}

function joined(column: Column, later: Column): Column[] {
  const missing = column.missing + later.missing;
  if (column.type === 'numbers' && later.type === 'numbers') {
    const values = new Float64Array(column.values.length + later.values.length);
    values.set(column.values);
    values.set(later.values, column.values.length);
    return [{ ...column, missing, values }];
  }
  if (column.type !== 'texts' || later.type !== 'texts') return [];
  const codeOf = new Map(column.dictionary.map((text, code) => [text, code]));
  const dictionary = [...column.dictionary];
  const places = later.dictionary.map((text) => {
    const known = codeOf.get(text);
    return known ?? dictionary.push(text) - 1;
  });
  const codes = new Int32Array(column.codes.length + later.codes.length);
  codes.set(column.codes);
  codes.set(
    later.codes.map((code) => (code < 0 ? -1 : places[code]!)),
    column.codes.length,
  );
  return [{ ...column, missing, codes, dictionary }];
}
