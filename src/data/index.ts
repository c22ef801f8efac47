/**
 * Tables: reading files of all kinds through DuckDB, locked to the workspace; what their columns mean; profiles, checks before training, and
 * expectations of later tables. Columns travel as typed arrays. A table is opened (`openTable`, to be profiled where it lies) or read (`readTable`).
 */

export { checkTable } from './checks/check-table.ts';
export type { Expectations } from './checks/expectations.ts';
export {
  checkExpectations,
  expectationsInTurns,
  expectationsOf,
  expectationsSchema,
  isOtherSign,
  loadExpectations,
  otherSign,
  saveExpectations,
} from './checks/expectations.ts';
export type { TableFinding } from './checks/finding.ts';
export { inspectTable } from './checks/inspect-table.ts';
export { targetOf } from './checks/target-of.ts';
export { timeColumn } from './checks/time-leakage.ts';
export { loadDuckDb } from './duckdb/load-library.ts';
export { neededColumn, noSuchColumn } from './no-such-column.ts';
export type { ColumnProfile, NumberFigures } from './profile/column-profile.ts';
export type { Association, ProfileOptions, TableProfile } from './profile/profile-table.ts';
export { informationOn, profileTable } from './profile/profile-table.ts';
export type { ColumnFacts } from './read/column-facts.ts';
export type { OpenTable, TableSource } from './read/open-table.ts';
export { openTable } from './read/open-table.ts';
export { timeOfDayNumber, timeOfPeriod, timesOfDayNumbers } from './read/period-shapes.ts';
export type { ReadOptions, ReadWarning } from './read/read-options.ts';
export type { TableReading } from './read/read-table.ts';
export { readTable, takeTable } from './read/read-table.ts';
export type { ExpectedColumn, StreamOptions } from './read/stream-table.ts';
export { streamTable, tableHeader } from './read/stream-table.ts';
export type { Column, ColumnKind, Table } from './table.ts';
export { columnKinds, columnOf, numberName, takeTableRows, takingTableRows } from './table.ts';
export type { TextFormat } from './write/format-rows.ts';
export type { TableWriter, WrittenColumn, WrittenValues } from './write/table-writer.ts';
export { openTableWriter, textTable } from './write/table-writer.ts';
