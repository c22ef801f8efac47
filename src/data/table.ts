/** What a column means, found from its values and its name. */
export const columnKinds = [
  'numeric',
  'boolean',
  'categorical',
  'datetime',
  'text',
  'identifier',
  'constant',
] as const;
export type ColumnKind = (typeof columnKinds)[number];

/**
 * A column of a table in memory. Numbers, booleans (0 and 1) and times (milliseconds since 1970 in UTC) are one number a row, NaN where missing; all else is the
 * place of its text in a dictionary, -1 where missing.
 */
export type Column = { name: string; kind: ColumnKind; missing: number } & (
  | { type: 'numbers'; values: Float64Array }
  | { type: 'texts'; codes: Int32Array; dictionary: readonly string[] }
);

/** Columns of one length, in the order of the file. */
export interface Table {
  rows: number;
  columns: readonly Column[];
}

/** The column of that name, or undefined. */
export function columnOf(table: Table, name: string): Column | undefined {
  return table.columns.find((column) => column.name === name);
}

/** The rows of a table that are named, in that order; copies, with the same dictionaries. */
export function takeTableRows(table: Table, rows: Int32Array): Table {
  const columns = table.columns.map((column): Column => {
    if (column.type === 'numbers') {
      const values = new Float64Array(rows.length);
      let missing = 0;
      for (let place = 0; place < rows.length; place++) {
        values[place] = column.values[rows[place]!]!;
        if (Number.isNaN(values[place])) missing++;
      }
      return { ...column, values, missing };
    }
    const codes = new Int32Array(rows.length);
    let missing = 0;
    for (let place = 0; place < rows.length; place++) {
      codes[place] = column.codes[rows[place]!]!;
      if (codes[place]! < 0) missing++;
    }
    return { ...column, codes, missing };
  });
  return { rows: rows.length, columns };
}
