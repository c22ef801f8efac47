import type { DuckSession, QueryRow } from '../duckdb/session.ts';
import { type KindFacts, kindOf } from '../kinds.ts';
import type { ColumnKind } from '../table.ts';
import type { RelationOf, StoredColumn } from './open-table.ts';

/** A column of an open table: what its kind was found from, and the kind. */
export interface ColumnFacts extends KindFacts {
  kind: ColumnKind;
}

/** So many columns a query, lest its plan outgrows the data. */
const columnsAtOnce = 100;

/** Measures all columns of a relation in one pass, and those that may be identifiers once more, exactly. */
export async function measureColumns(
  session: DuckSession,
  relation: RelationOf,
  stored: readonly StoredColumn[],
): Promise<{ rows: number; columns: ColumnFacts[] }> {
  const columns: ColumnFacts[] = [];
  let rows = 0;
  for (let from = 0; from < stored.length; from += columnsAtOnce) {
    const some = stored.slice(from, from + columnsAtOnce);
    const figures = some.flatMap((column, at) => factsSql(column, from + at));
    const places = some.map((_, at) => from + at);
    const row = await session.row(`SELECT count(*) AS rows, ${figures.join(', ')} FROM ${relation(places)}`);
    rows = Number(row.rows);
    for (const [at, column] of some.entries()) columns.push(factsOf(column, from + at, rows, row));
  }
  for (const [place, facts] of columns.entries()) {
    if (needsExactCount(facts)) {
      const row = await session.row(`SELECT count(DISTINCT c${place}) AS n FROM ${relation([place])}`);
      facts.distinct = Number(row.n);
    }
    facts.kind = kindOf(facts);
  }
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

function factsOf({ name, stored }: StoredColumn, place: number, rows: number, row: QueryRow): ColumnFacts {
  const present = Number(row[`n${place}`]);
  const isSame = row[`s${place}`] === true;
  const distinct = present === 0 ? 0 : isSame ? 1 : Math.min(present, Math.max(2, Number(row[`d${place}`])));
  return {
    name,
    stored,
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
function needsExactCount({
  stored,
  rows,
  missing,
  distinct,
  least,
  greatest,
  isWhole,
  meanWords,
}: ColumnFacts): boolean {
  if (stored === 'time' || stored === 'boolean' || distinct <= 1) return false;
  if (stored === 'text')
    return distinct <= 100 || (meanWords < 1.5 && missing === 0 && distinct >= 0.85 * rows);
  return isWhole && (least === 0 || least === 1) && greatest! - least + 1 === rows;
}
