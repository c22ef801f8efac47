import { type Column, neededColumn, numberName, type Table } from '../data/index.ts';

/** The groups of a column: each row's place among the names, -1 for none. */
export interface Groups {
  column: string;
  names: readonly string[];
  codes: Int32Array;
}

const valuesAtMost = 10;
const quarters = 4;

/** A column as groups: its texts or few numbers as they are, many numbers as quarters of the rows, missing ones as a group of their own. @throws InputError `no-such-column` */
export function groupsOf(table: Table, name: string): Groups {
  const column = neededColumn(table, name, ' to tell groups by');
  const texts =
    column.type === 'texts'
      ? { names: column.dictionary, codes: column.codes }
      : new Set(column.values.filter((value) => !Number.isNaN(value))).size <= valuesAtMost
        ? values(column)
        : quarterly(column.values);
  if (!texts.codes.includes(-1)) return { column: name, ...texts };
  const missing = texts.names.length;
  return {
    column: name,
    names: [...texts.names, '(missing)'],
    codes: texts.codes.map((code) => (code < 0 ? missing : code)),
  };
}

function values(column: Column & { type: 'numbers' }): { names: string[]; codes: Int32Array } {
  const distinct = [...new Set(column.values.filter((value) => !Number.isNaN(value)))].sort(
    (one, other) => one - other,
  );
  const codeOf = new Map(distinct.map((value, code) => [value, code]));
  return {
    names: distinct.map((value) => numberName(value, column)),
    codes: Int32Array.from(column.values, (value) => codeOf.get(value) ?? -1),
  };
}

function quarterly(numbers: Float64Array): { names: string[]; codes: Int32Array } {
  const sorted = numbers.filter((value) => !Number.isNaN(value)).sort();
  const edges = [
    ...new Set(
      Array.from(
        { length: quarters - 1 },
        (_, at) => sorted[Math.floor(((at + 1) * sorted.length) / quarters)]!,
      ),
    ),
  ];
  const shown = (value: number) => String(Number(value.toPrecision(4)));
  const names = Array.from({ length: edges.length + 1 }, (_, at) =>
    at === 0
      ? `below ${shown(edges[0]!)}`
      : at === edges.length
        ? `from ${shown(edges.at(-1)!)}`
        : `${shown(edges[at - 1]!)} to ${shown(edges[at]!)}`,
  );
  const codes = Int32Array.from(numbers, (value) =>
    Number.isNaN(value) ? -1 : edges.filter((edge) => value >= edge).length,
  );
  return { names, codes };
}
