import type { Table } from '../table.ts';
import type { TableFinding } from './finding.ts';
import { nearOverlapOf } from './near-overlap.ts';
import { type ComparedTables, compareTables, overlapOf } from './overlap.ts';
import type { Turns } from './turns.ts';

/** By so many standard deviations test rows must be commoner among those to learn from than these are among each other. */
const beyondChance = 3;
/** Where more of the rows than that have an equal one by themselves, rows are kinds rather than cases, and such a thing happens by how they are dealt. */
const mostAlike = 0.5;
const alikeOnBothSides = 5;
/** Equal rows that are no chance of few values are few in a clean table: less is asked of them, but both that they stand on both sides and that they are commoner. */
const rareOnBothSides = 1.8;
const rareBeyondChance = 1.5;
const leastRare = 3;
/** Where both say so, of few rows that are equal by themselves, less of each is enough. */
const both = { beyondChance: 2, onBothSides: 2.2 } as const;
/** Near copies are looked for without one column after the other, so chance has more tries. */
const nearBeyondChance = 4.5;
const leastNear = 3;

/** Test rows that stand among those to learn from: equal in all columns, or in all but one. */
export async function overlapFindings(table: Table, test: Table, turns: Turns): Promise<TableFinding[]> {
  const compared = await compareTables(table, test, turns);
  return [...(await equalRows(compared, turns)), ...(await nearlyEqualRows(compared, turns))];
}

async function equalRows(compared: ComparedTables, turns: Turns): Promise<TableFinding[]> {
  const { count, columns, ownShare, improbable, ownImprobable, straddle } = await overlapOf(compared, turns);
  if (count === 0) return [];
  const share = count / compared.theirs.rows;
  const above = (some: number, usual: number) => beyond(some, usual, compared.theirs.rows);
  const rare = improbable / compared.theirs.rows;
  const areRare =
    improbable >= Math.max(leastRare, 0.01 * compared.theirs.rows) &&
    improbable >= count / 2 &&
    straddle > rareOnBothSides &&
    above(rare, ownImprobable) > rareBeyondChance;
  // Tables of few values have equal rows by themselves; copies are commoner than those, or too special, or stand on both sides too often.
  const isCopied =
    above(share, ownShare) > beyondChance ||
    straddle > (ownShare > mostAlike ? alikeOnBothSides : beyondChance) ||
    areRare ||
    (ownShare <= mostAlike && above(share, ownShare) > both.beyondChance && straddle > both.onBothSides) ||
    (improbable >= Math.max(2, 0.01 * compared.theirs.rows) &&
      (ownImprobable === 0 || above(rare, ownImprobable) > beyondChance));
  const message = isCopied
    ? `${count} of ${compared.theirs.rows} test rows (${percent(share)}) stand among the rows to learn from, equal in all ${columns} columns: scores would flatter. Leave them out of one.`
    : `${count} of ${compared.theirs.rows} test rows (${percent(share)}) are equal to rows to learn from in all ${columns} columns, as ${percent(ownShare)} of those are among each other: the columns have few values.`;
  return [
    {
      code: 'train-test-overlap',
      severity: !isCopied ? 'low' : share >= 0.01 ? 'high' : 'medium',
      column: null,
      message,
      evidence: { count, share, columns, ownShare, improbable, ownImprobable, straddle },
    },
  ];
}

async function nearlyEqualRows(compared: ComparedTables, turns: Turns): Promise<TableFinding[]> {
  const near = await nearOverlapOf(compared, turns);
  if (near === null || near.count < leastNear) return [];
  const { count, columns, ownShare, differs, looked } = near;
  const share = count / looked;
  if (beyond(share, ownShare, looked) <= nearBeyondChance) return [];
  return [
    {
      code: 'train-test-overlap',
      severity: share >= 0.01 ? 'high' : 'medium',
      column: null,
      message: `${count} of ${looked} test rows (${percent(share)}) are copies of rows to learn from but for one of ${columns} columns, mostly ${differs}; ${percent(ownShare)} of those are so alike among each other: scores would flatter. Leave them out of one.`,
      evidence: { count, share, columns, ownShare, differs: differs ?? '', looked },
    },
  ];
}

/** Standard deviations by which a share of test rows is above what is usual. */
function beyond(share: number, usual: number, rows: number): number {
  return (share - usual) / Math.sqrt((usual * (1 - usual)) / rows + 1 / rows ** 2);
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)}%`;
}
