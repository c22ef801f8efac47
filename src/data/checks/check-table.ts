import type { Target } from '../../train/index.ts';
import { neededColumn } from '../no-such-column.ts';
import type { ReadWarning } from '../read/read-options.ts';
import { columnOf, type Table } from '../table.ts';
import { columnFindings } from './column-findings.ts';
import type { TableFinding } from './finding.ts';
import { leaks } from './leaks.ts';
import { overlapFindings } from './overlap-findings.ts';
import { ofSample, sampleTable, type TableSample } from './table-sample.ts';
import { targetFindings } from './target-findings.ts';
import { targetInTurns, targetOfSample } from './target-of.ts';
import { createTurns, type Turns } from './turns.ts';

/** Rows that stand for a large table where not all are needed. */
const rowsOfSample = 20_000;

export interface CheckTableInput {
  table: Table;
  target?: string;
  /** Rows to judge by, to be looked for among those to learn from. */
  test?: Table;
  /** Of the reading: mixed types and impossible dates are told there. */
  warnings?: readonly ReadWarning[];
  seed?: number;
}

/** A table as the checks look at it: the whole of it, rows that stand for it, and the target of both. */
export interface CheckedTable {
  table: Table;
  sample: TableSample;
  /** Null where there is none, or where it is missing everywhere. */
  target: { whole: Target; sampled: Target } | null;
  turns: Turns;
}

/** Draws the rows that stand for a large table, and reads its target. @throws InputError `no-such-column`, InterruptedError */
export async function prepareTable(
  { table, target: name, seed = 0 }: CheckTableInput,
  signal?: AbortSignal,
): Promise<CheckedTable> {
  const goal = name === undefined ? undefined : neededColumn(table, name);
  const turns = createTurns(signal);
  const sample = await sampleTable(table, rowsOfSample, seed, turns);
  if (goal === undefined || goal.missing >= table.rows) return { table, sample, target: null, turns };
  const whole = await targetInTurns(goal, turns);
  return { table, sample, target: { whole, sampled: targetOfSample(whole, sample) }, turns };
}

/**
 * Looks for what would spoil a training: each finding with the figures it rests on. Columns that alone predict the target are found by small trees on
 * rows they have not seen. Of a large table rows drawn by the seed are looked at where not all are needed, which findings say (`sampledRows`).
 *
 * @throws InputError `no-such-column`, InterruptedError when the signal fires
 */
export async function checkTable(input: CheckTableInput & { signal?: AbortSignal }): Promise<TableFinding[]> {
  return checkPrepared(input, await prepareTable(input, input.signal));
}

/** `checkTable` of a table that was prepared. */
export async function checkPrepared(
  { target: name, test, warnings = [], seed = 0 }: CheckTableInput,
  { table, sample, target, turns }: CheckedTable,
  signal?: AbortSignal,
): Promise<TableFinding[]> {
  const findings: TableFinding[] = [];
  const goal = name === undefined ? undefined : columnOf(table, name);
  if (goal !== undefined) findings.push(...(await targetFindings(table, goal, target?.whole ?? null, turns)));
  if (target !== null) {
    const told = sample.table.columns.filter(
      (column) => column.name !== name && column.kind !== 'constant' && column.kind !== 'text',
    );
    const found = await leaks(told, target.sampled, name!, { seed, signal, turns });
    findings.push(...found.map((finding) => ofSample(finding, sample)));
  }
  for (const [place, column] of table.columns.entries())
    if (column !== goal) {
      const sampled = sample.table.columns[place]!;
      findings.push(...(await columnFindings(table.rows, column, sampled, goal !== undefined, turns)));
    }
  findings.push(...warnings.flatMap(findingOfWarning));
  if (test !== undefined) findings.push(...(await overlapFindings(table, test, turns)));
  const rank = { critical: 0, high: 1, medium: 2, low: 3 };
  return findings.sort((one, other) => rank[one.severity] - rank[other.severity]);
}

function findingOfWarning({
  code,
  column,
  message,
  count = 0,
  row = 0,
  value = '',
}: ReadWarning): TableFinding[] {
  if (code !== 'mixed-types' && code !== 'impossible-dates') return [];
  return [{ code, severity: 'medium', column, message, evidence: { count, row, value } }];
}
