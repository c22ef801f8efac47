import { totalmem } from 'node:os';
import { join } from 'node:path';
import { inTurns } from '../../turns/index.ts';
import {
  columnsPerTable,
  type Loaded,
  type LoadInput,
  loadGroups,
  relationOf,
  storedAs,
} from './load-table.ts';
import { chooseRows, memoryPlan } from './memory-plan.ts';
import type { StoredColumn } from './open-table.ts';
import { delimitedRelation, type RawTable } from './raw-table.ts';
import type { ReadOptions } from './read-options.ts';
import { copyingColumns, linesOf, readingWide, wideText } from './wide-text.ts';

/** A longer text is never in memory as a whole; as typed arrays it takes about as much again. */
const mostBytes = 2 ** 30;

/** Whether a text has so many columns that it is better taken apart here. */
export function isWide(
  { text, dialect }: RawTable,
  places: readonly number[],
  options: ReadOptions,
): boolean {
  if (text == null || dialect === null || options.raggedRows === 'leave-out') return false;
  const most = Math.min(mostBytes, (options.memoryBytes ?? totalmem() / 4) / 2);
  return dialect.names.length > columnsPerTable && places.length > 0 && text.bytes <= most;
}

/** Loads a wide text: its plain numbers by one pass over the text, what else there is by way of a narrower file, as any other table. */
export async function loadWide({ raw, places, files, options }: LoadInput): Promise<Loaded> {
  const dialect = raw.dialect!;
  const texts = await Promise.all(raw.text!.files.map(wideText));
  const source = { texts, dialect, mostRows: texts.reduce((sum, text) => sum + linesOf(text), 0), places };
  const { rows, numbers, others } = await inTurns(readingWide(source), options.signal);
  const counted = { ...raw, estimatedRows: rows };
  const memory = memoryPlan({ raw: counted, columns: places.map(() => ({ stored: 'number' })), options });
  raw.warnings.push(...memory.warnings);
  const chosen = await chooseRows(raw, memory.sample, files.paths, rows);
  const ids = new Map(places.map((place, id) => [place, id]));
  const stored: StoredColumn[] = places.map((place) => ({ name: raw.names[place]!, stored: 'number' }));
  let tableOf = new Map<number, string>();
  if (others.length > 0) {
    const path = join(raw.session.folder, 'others.csv');
    await inTurns(copyingColumns(source, others, path), options.signal);
    const names = others.map((place) => raw.names[place]!);
    const own = { ...dialect, names, hasHeader: false, preambleLines: 0 };
    const narrow: RawTable = { ...raw, names, dialect: own, ...delimitedRelation([path], own, options) };
    const all = names.map((_, place) => place);
    const placed = { ids: others.map((place) => ids.get(place)!), chosen, isBig: memory.isBig };
    const loaded = await loadGroups({ raw: narrow, places: all, files, options }, placed);
    tableOf = loaded.tableOf;
    for (const [at, column] of loaded.columns.entries()) stored[placed.ids[at]!] = storedAs(column);
  }
  const taken = chosen === null ? null : await chosenPlaces(raw, chosen);
  const limit = Math.min(rows, Math.max(0, Math.trunc(options.limit ?? rows)));
  const here = new Map<number, Float64Array>();
  for (const [place, values] of numbers) {
    const own = taken === null ? values : Float64Array.from(taken, (row) => values[row]!);
    here.set(ids.get(place)!, own.subarray(0, limit));
  }
  return { relation: relationOf(tableOf), stored, isSampled: chosen !== null, here };
}

/** The rows that were drawn, from 0 and rising. */
async function chosenPlaces({ session }: RawTable, chosen: string): Promise<Int32Array> {
  const { n } = await session.row(`SELECT count(*) AS n FROM ${chosen}`);
  const rows = new Int32Array(Number(n));
  let count = 0;
  await session.eachChunk(`SELECT CAST(r - 1 AS INTEGER) FROM ${chosen} ORDER BY r`, (columns, some) => {
    rows.set(columns[0]!.subarray(0, some), count);
    count += some;
  });
  return rows;
}
