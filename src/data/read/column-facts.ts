import { aTurn } from '../../turns/index.ts';
import type { DuckSession, QueryRow } from '../duckdb/session.ts';
import { type KindFacts, kindOf, numbersRows } from '../kinds.ts';
import type { ColumnKind } from '../table.ts';
import type { RelationOf, StoredColumn } from './open-table.ts';

/** A column of an open table: what its kind was found from, and the kind. */
export interface ColumnFacts extends KindFacts {
  kind: ColumnKind;
  /** What stands beside its numbers in the file: `%`, or the sign of a currency. */
  sign?: string;
}

/** So many columns a query, lest its plan outgrows the data. */
const columnsAtOnce = 100;
/** So many rows at most make several exact counts at once cheap. */
const fewRows = 20_000;

/** Measures all columns of a relation in one pass, and those that may be identifiers once more, exactly. `here` are columns that lie in memory. */
export async function measureColumns(
  session: DuckSession,
  relation: RelationOf,
  stored: readonly StoredColumn[],
  here: ReadonlyMap<number, Float64Array> = new Map(),
): Promise<{ rows: number; columns: ColumnFacts[] }> {
  const columns: ColumnFacts[] = [];
  let rows = 0;
  const asked = stored.flatMap((_, place) => (here.has(place) ? [] : [place]));
  for (let from = 0; from < asked.length; from += columnsAtOnce) {
    const places = asked.slice(from, from + columnsAtOnce);
    const figures = places.flatMap((place) => factsSql(stored[place]!, place));
    const row = await session.row(`SELECT count(*) AS rows, ${figures.join(', ')} FROM ${relation(places)}`);
    rows = Number(row.rows);
    for (const place of places) columns[place] = factsOf(stored[place]!, place, rows, row);
  }
  for (const [place, values] of here) {
    rows = values.length;
    columns[place] = factsHere(stored[place]!.name, values);
    if (place % columnsAtOnce === 0) await aTurn();
  }
  const uncertain = columns.flatMap((facts, place) =>
    !here.has(place) && needsExactCount(facts) ? [place] : [],
  );
  // Of many rows each count fills the memory by itself.
  const atOnce = rows <= fewRows ? columnsAtOnce : 1;
  for (let from = 0; from < uncertain.length; from += atOnce) {
    const places = uncertain.slice(from, from + atOnce);
    const counts = places.map((place) => `count(DISTINCT c${place}) AS n${place}`);
    const row = await session.row(`SELECT ${counts.join(', ')} FROM ${relation(places)}`);
    for (const place of places) columns[place]!.distinct = Number(row[`n${place}`]);
  }
  for (const facts of columns) facts.kind = kindOf(facts);
  return { rows, columns };
}

function factsSql({ stored }: StoredColumn, place: number): string[] {
  const column = `c${place}`;
  const all = [`count(${column}) AS n${place}`, `approx_count_distinct(${column}) AS d${place}`];
  const isSame = `min(${column}) = max(${column}) AS s${place}`;
  if (stored === 'text')
    return [
      ...all,
      isSame,
      `avg(length(${column})) AS l${place}`,
      `avg(1 + length(trim(${column})) - length(replace(trim(${column}), ' ', ''))) AS w${place}`,
    ];
  return [
    ...all,
    isSame,
    `min(${column}) AS a${place}`,
    `max(${column}) AS z${place}`,
    `bool_and(${column} = trunc(${column})) AS i${place}`,
  ];
}

function factsOf(
  { name, stored, sign }: StoredColumn,
  place: number,
  rows: number,
  row: QueryRow,
): ColumnFacts {
  const present = Number(row[`n${place}`]);
  const isSame = row[`s${place}`] === true;
  const distinct = present === 0 ? 0 : isSame ? 1 : Math.min(present, Math.max(2, Number(row[`d${place}`])));
  return {
    name,
    stored,
    ...(sign !== undefined && { sign }),
    rows,
    missing: rows - present,
    distinct,
    least: (row[`a${place}`] as number | null | undefined) ?? null,
    greatest: (row[`z${place}`] as number | null | undefined) ?? null,
    isWhole: row[`i${place}`] === true,
    meanLength: Number(row[`l${place}`] ?? 0),
    meanWords: Number(row[`w${place}`] ?? 0),
    kind: 'constant',
  };
}

/** Estimates are good enough where little depends on them: few different values are cheap to count, and nearly all different ones must be. */
function needsExactCount(facts: ColumnFacts): boolean {
  const { stored, rows, missing, distinct, meanWords } = facts;
  if (stored === 'time' || stored === 'boolean' || distinct <= 1) return false;
  if (stored === 'text')
    return distinct <= 100 || (meanWords < 1.5 && missing === 0 && distinct >= 0.85 * rows);
  return distinct >= 0.7 * rows && numbersRows(facts);
}

/** Of numbers in memory, exactly. */
function factsHere(name: string, values: Float64Array): ColumnFacts {
  const sorted = values.filter((value) => !Number.isNaN(value)).sort();
  let [distinct, isWhole] = [0, sorted.length > 0];
  for (let place = 0; place < sorted.length; place++) {
    if (place === 0 || sorted[place] !== sorted[place - 1]) distinct++;
    isWhole &&= Number.isInteger(sorted[place]!);
  }
  return {
    name,
    stored: 'number',
    rows: values.length,
    missing: values.length - sorted.length,
    distinct,
    least: sorted[0] ?? null,
    greatest: sorted.at(-1) ?? null,
    isWhole,
    meanLength: 0,
    meanWords: 0,
    kind: 'constant',
  };
}
