import { type Column, numberName, type Table } from '../../../src/data/index.ts';

const shownColumns = 4;

/** A row by its first columns: identifiers first, the target left out. */
export function shownRow(table: Table, row: number, target: string): string {
  const ranked = [...table.columns]
    .filter(({ name }) => name !== target)
    .sort((one, other) => Number(other.kind === 'identifier') - Number(one.kind === 'identifier'));
  return ranked
    .slice(0, shownColumns)
    .map((column) => `${column.name} ${cellText(column, row)}`)
    .join(', ');
}

/** A time in milliseconds as a day, with the time of day where it has one. */
export function dateText(time: number): string {
  const text = new Date(time).toISOString();
  return text.endsWith('T00:00:00.000Z') ? text.slice(0, 10) : `${text.slice(0, 16).replace('T', ' ')} UTC`;
}

/** A row's value of a column, for people. */
export function cellText(column: Column, row: number): string {
  if (column.type === 'texts') {
    const code = column.codes[row]!;
    return code < 0 ? 'missing' : column.dictionary[code]!;
  }
  const value = column.values[row]!;
  if (Number.isNaN(value)) return 'missing';
  if (column.isTruth) return numberName(value, column);
  return column.kind === 'datetime' ? dateText(value) : String(Number(value.toPrecision(6)));
}
