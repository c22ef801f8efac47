import { foldRows, type Target, takeTarget } from '../../train/index.ts';
import { type Column, columnOf, type Table } from '../table.ts';
import type { TableFinding } from './finding.ts';
import { codesOf, type GroupColumn, groupColumnsOf, hasOwnColumns } from './group-columns.ts';
import { joinTables } from './join-tables.ts';
import { foldsFor, knownRows, randomFor } from './out-of-fold.ts';
import { cellHashes } from './row-hashes.ts';
import {
  dependenceText,
  fewClasses,
  rowsForDependence,
  type SplitDependence,
  type SplitInput,
  splitDependence,
} from './split-dependence.ts';
import { sampleTable, takeInTurns } from './table-sample.ts';
import { targetOf } from './target-of.ts';
import { inSlices, type Turns } from './turns.ts';

const folds = 4;
const least = { gap: 0.05, ratio: 1.25 } as const;
const triedAtMost = 3;
/** Columns of which only the others say whether they name groups are asked so many at most. */
const askedAtMost = 12;
/** Below, groups on both sides are too few to matter; from `leastShare` on they were not kept apart at all. */
const fewShared = 0.2;
const leastShare = 0.5;
/** Of longer tables the rows of some groups are looked at, about so many. */
const rowsAtMost = 20_000;

/** Whether rows of one group stand on both sides of a split, and tell of each other: scores over folds at random against scores over whole groups. */
export async function groupLeakage(input: SplitInput): Promise<TableFinding[]> {
  const { table, test, goal, usable, seed, signal, turns } = input;
  const isWhole = table.rows + test.rows <= rowsAtMost;
  const joined = isWhole ? joinTables(table, test) : null;
  const candidates =
    joined === null
      ? await groupColumnsOf(table, (await sampleTable(table, rowsAtMost, seed, turns)).table, goal, turns)
      : await groupColumnsOf(joined, joined, goal, turns);
  let tried = 0;
  for (const candidate of candidates.slice(0, askedAtMost)) {
    const rows =
      joined === null
        ? await someGroups(table, test, candidate.column, turns)
        : { joined, learned: table.rows };
    const column = columnOf(rows.joined, candidate.column.name);
    if (column === undefined || (candidate.by === 'rows' && !hasOwnColumns(column, rows.joined, goal)))
      continue;
    if (++tried > triedAtMost) break;
    const codes = codesOf(column);
    if (codes === null) continue;
    const share = sharedRows(codes, rows.learned);
    if (share < fewShared) continue;
    const target = fewClasses(targetOf(columnOf(rows.joined, goal)!));
    const columns = rows.joined.columns.filter((each) => usable.has(each.name) && each !== column);
    const found = await groupDependence(codes, target, columns, { seed, signal });
    // Where this table's scores bear it the next table's may not: of what is called a key it is a finding all the same, of others a remark.
    if (found === null || (!found.isFound && share < leastShare)) continue;
    return [finding(candidate, share, found)];
  }
  return [];
}

function finding({ column, by }: GroupColumn, share: number, found: SplitDependence): TableFinding {
  const tell = found.isFound ? 'and such rows tell of each other' : 'though scores hardly show it';
  return {
    code: 'group-leakage',
    severity: found.isFound ? 'high' : by === 'key' ? 'medium' : 'low',
    column: column.name,
    message: `${(100 * share).toFixed(1)}% of the test rows are of a ${column.name} that rows to learn from are of too, ${tell}: ${dependenceText(found, 'whole groups')}. Split by ${column.name}.`,
    evidence: { share, random: found.random, groups: found.apart, metric: found.metric },
  };
}

/** The share of rows to judge by that are of a group of which there are rows to learn from. */
function sharedRows(codes: Int32Array | Float64Array, learned: number): number {
  const known = new Set(codes.subarray(0, learned));
  let both = 0;
  for (let row = learned; row < codes.length; row++) if (known.has(codes[row]!)) both++;
  return both / Math.max(1, codes.length - learned);
}

/** The rows of some groups on both sides, chosen by the hash of the group: half of a group would hide what its rows tell of each other. */
async function someGroups(
  table: Table,
  test: Table,
  column: Column,
  turns: Turns,
): Promise<{ joined: Table; learned: number }> {
  const bound = 2 ** 32 * Math.min(1, rowsAtMost / (table.rows + test.rows));
  const sides: Table[] = [];
  for (const side of [table, test]) {
    const own = columnOf(side, column.name);
    const fill = own?.type === column.type ? await cellHashes(own, 0, turns) : null;
    const rows: number[] = [];
    const [low, high] = [new Int32Array(65_536), new Int32Array(65_536)];
    await inSlices(side.rows, turns, (from, to) => {
      fill?.(from, to, low, high);
      for (let row = from; row < to; row++) if (low[row - from]! >>> 0 < bound) rows.push(row);
      return fill !== null;
    });
    sides.push(await takeInTurns(side, Int32Array.from(fill === null ? [] : rows), turns));
  }
  return { joined: joinTables(sides[0]!, sides[1]!), learned: sides[0]!.rows };
}

async function groupDependence(
  codes: Int32Array | Float64Array,
  target: Target,
  columns: readonly Column[],
  { seed, signal }: { seed: number; signal: AbortSignal | undefined },
): Promise<SplitDependence | null> {
  const known = knownRows(target, Number.POSITIVE_INFINITY, randomFor(seed, 'group'));
  const rows = wholeGroups(known, codes, seed);
  if (rows.length < 150) return null;
  const groups = denseCodes(Int32Array.from(rows, (row) => codes[row]!));
  const random = foldsFor(takeTarget(target, rows), folds, seed);
  const apart = foldRows({ rows: rows.length, folds, strategy: { by: 'group', codes: groups }, seed });
  return splitDependence({ columns, target, rows, seed, signal }, { random, apart }, least);
}

/** Rows of whole groups, drawn by the seed, about as many as models are asked on. */
function wholeGroups(rows: Int32Array, codes: Int32Array | Float64Array, seed: number): Int32Array {
  if (rows.length <= rowsForDependence) return rows;
  const groups = [...new Set(Array.from(rows, (row) => codes[row]!))];
  const share = rowsForDependence / rows.length;
  const kept = new Set(
    [...randomFor(seed, 'groups').sample(Math.ceil(share * groups.length), groups.length)].map(
      (place) => groups[place]!,
    ),
  );
  return rows.filter((row) => kept.has(codes[row]!));
}

function denseCodes(codes: Int32Array): Int32Array {
  const places = new Map<number, number>();
  return codes.map((code) => {
    if (!places.has(code)) places.set(code, places.size);
    return places.get(code)!;
  });
}
