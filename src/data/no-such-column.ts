import { closestName, InputError } from '../errors/index.ts';
import { type Column, columnOf, type Table } from './table.ts';

/** Names that are listed where none is near. */
const listed = 20;

/** That a table has no column of that name, with the nearest or those that it has. `table`: how it is called; `what`: what the column was wanted for. */
export function noSuchColumn(
  names: readonly string[],
  name: string,
  { table = 'The table', what = '' }: { table?: string; what?: string } = {},
): InputError {
  const near = closestName(name, names);
  const hint = near === null ? `It has ${names.slice(0, listed).join(', ')}.` : `Did you mean ${near}?`;
  return new InputError('no-such-column', `${table} has no column ${name}${what}. ${hint}`, {
    details: { column: name },
  });
}

/** The column of that name. `what`: what it is wanted for. @throws InputError `no-such-column` */
export function neededColumn(table: Table, name: string, what = ''): Column {
  const column = columnOf(table, name);
  if (column !== undefined) return column;
  throw noSuchColumn(
    table.columns.map((each) => each.name),
    name,
    { what },
  );
}
