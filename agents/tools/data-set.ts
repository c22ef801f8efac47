import {
  columnOf,
  inspectTable,
  readTable,
  type Table,
  type TableFinding,
  takeTableRows,
  targetOf,
} from '../../src/data/index.ts';
import { foldRows, type MetricName, snakeName } from '../../src/train/index.ts';
import { metricByPolicy } from '../decisions/choose-metric.ts';
import { dataFacts } from '../decisions/data-facts.ts';
import type { Decided } from '../decisions/decide-and-record.ts';
import { type DroppedColumns, dropColumns } from '../decisions/drop-columns.ts';
import { type Proposal, proposalText } from '../decisions/proposals.ts';
import type { ActionContext } from '../define.ts';
import { inlineCode, table as markdownTable } from './figures.ts';
import { measuredDrops } from './measured-drops.ts';

/** A table that was read and looked into, with what an agent leaves out of training. */
export interface LookedInto {
  table: Table;
  findings: readonly TableFinding[];
  dropped: Decided<DroppedColumns>;
  /** What a model would leave out otherwise than the policy, and what that was worth. */
  proposals: readonly Proposal[];
  /** By which that was measured. */
  metric: MetricName;
  /** The table without those columns. */
  kept: Table;
}

/** The seed of all that an action draws by itself. */
export const seed = 7;

/**
 * Reads a table in the workspace, looks for what would spoil a training for a target, and decides which columns training does not see.
 *
 * @throws InputError `no-such-column`, and what reading a table throws
 */
export async function lookInto(data: string, target: string, context: ActionContext): Promise<LookedInto> {
  const { workspace, signal } = context;
  const { table, warnings } = await readTable(data, { workspace });
  const findings = await inspectTable({ table, target, warnings, seed, signal });
  const facts = {
    data: dataFacts(table, target),
    findings: findings.map(({ evidence: _, ...finding }) => finding),
  };
  const { dropped, proposals } = await measuredDrops(
    await dropColumns(facts, context),
    facts,
    { table, target, seed },
    context,
  );
  const names = new Set(dropped.value.drop.map(({ column }) => column));
  return {
    table,
    findings,
    dropped,
    proposals,
    metric: metricByPolicy(facts.data).metric,
    kept: { ...table, columns: table.columns.filter(({ name }) => !names.has(name)) },
  };
}

/** A fifth of the rows to judge by, each class alike; rows without a target are in neither. */
export function holdOut(table: Table, target: string): { train: Table; test: Table } {
  const goal = targetOf(columnOf(table, target)!);
  const known = Int32Array.from({ length: table.rows }, (_, row) => row).filter((row) =>
    goal.task === 'regression' ? Number.isFinite(goal.values[row]!) : goal.codes[row]! >= 0,
  );
  const strategy =
    goal.task === 'regression'
      ? ({ by: 'value', values: Float64Array.from(known, (row) => goal.values[row]!) } as const)
      : ({ by: 'class', codes: Int32Array.from(known, (row) => goal.codes[row]!) } as const);
  const [fold] = foldRows({ rows: known.length, folds: 5, strategy, seed });
  const taken = (places: Int32Array) =>
    takeTableRows(
      table,
      places.map((place) => known[place]!),
    );
  return { train: taken(fold!.train), test: taken(fold!.test) };
}

/** Findings as a Markdown table, the gravest first. */
export function findingsTable(findings: readonly TableFinding[], most = 25): string {
  const rows = findings
    .slice(0, most)
    .map(({ severity, code, column, message }) => [
      severity,
      code,
      column === null ? '' : inlineCode(column),
      message,
    ]);
  const more = findings.length > most ? `\n\n${findings.length - most} more are in the data.` : '';
  return `${markdownTable(['severity', 'finding', 'column', 'what'], rows, 9)}${more}`;
}

/** Which columns are left out and why, as a sentence; empty where none are. */
export function droppedText({ value, decidedBy }: Decided<DroppedColumns>): string {
  if (value.drop.length === 0) return '';
  const list = value.drop.map(({ column, why }) => `${inlineCode(column)} (${why})`).join(', ');
  return `Left out of training: ${list}. Decided by ${decidedBy}.`;
}

/** What a model proposed, as the engine measured it, and what of it no score can judge; empty where no model proposed anything. */
export function proposalsText(
  proposals: readonly Proposal[],
  metric: MetricName,
  unjudged: readonly string[] = [],
): string {
  const lines = [...proposals.map((each) => proposalText(each, snakeName(metric))), ...unjudged];
  if (lines.length === 0) return '';
  return `What a language model proposed, as the engine measured it:\n\n${lines.map((line) => `- ${line}.`).join('\n')}`;
}
