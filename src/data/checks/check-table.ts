import type { Target } from '../../train/index.ts';
import { neededColumn } from '../no-such-column.ts';
import type { ReadWarning } from '../read/read-options.ts';
import type { Column, Table } from '../table.ts';
import type { TableFinding } from './finding.ts';
import { leaks } from './leaks.ts';
import { overlapFindings } from './overlap-findings.ts';

const rowsPerClass = 10;
const nearConstantShare = 0.995;
const mostlyMissingShare = 0.95;
const classesAtMost = 20;
/** Words of names that are known only after what is to be predicted. */
const afterwards =
  /(^|_)(after|afterwards|outcome|result|final|actual|closed|resolved|cancell?ed|post|future)(_|$)/;

export interface CheckTableInput {
  table: Table;
  target?: string;
  /** Rows to judge by, to be looked for among those to learn from. */
  test?: Table;
  /** Of the reading: mixed types and impossible dates are told there. */
  warnings?: readonly ReadWarning[];
  seed?: number;
}

/**
 * Looks for what would spoil a training: each finding with the figures it rests on. Columns that alone predict the target are found by small trees on
 * rows they have not seen.
 *
 * @throws InputError `no-such-column`
 */
export async function checkTable({
  table,
  target,
  test,
  warnings = [],
  seed = 0,
}: CheckTableInput): Promise<TableFinding[]> {
  const findings: TableFinding[] = [];
  const goal = target === undefined ? undefined : neededColumn(table, target);
  if (goal !== undefined) {
    findings.push(...targetFindings(table, goal));
    if (goal.missing < table.rows) {
      const told = table.columns.filter(
        ({ name, kind }) => name !== target && kind !== 'constant' && kind !== 'text',
      );
      findings.push(...(await leaks(told, targetOf(goal), goal.name, seed)));
    }
  }
  for (const column of table.columns)
    if (column !== goal) findings.push(...columnFindings(table, column, goal !== undefined));
  findings.push(...warnings.flatMap(findingOfWarning));
  if (test !== undefined) findings.push(...overlapFindings(table, test));
  const rank = { critical: 0, high: 1, medium: 2, low: 3 };
  return findings.sort((one, other) => rank[one.severity] - rank[other.severity]);
}

/** A column as what is to be predicted: classes for texts, booleans and up to 20 different whole numbers, else numbers. */
export function targetOf(column: Column): Target {
  if (column.type === 'texts')
    return { task: 'classification', classes: column.dictionary, codes: column.codes };
  const distinct = new Set<number>();
  for (const value of column.values) {
    if (!Number.isNaN(value)) distinct.add(value);
    if (distinct.size > classesAtMost) break;
  }
  const isClasses =
    distinct.size <= classesAtMost && [...distinct].every(Number.isInteger) && column.kind !== 'datetime';
  if (!isClasses) return { task: 'regression', values: column.values };
  const classes = [...distinct].sort((one, other) => one - other);
  const codeOf = new Map(classes.map((value, code) => [value, code]));
  const codes = Int32Array.from(column.values, (value) => codeOf.get(value) ?? -1);
  return { task: 'classification', classes: classes.map(String), codes };
}

function targetFindings(table: Table, goal: Column): TableFinding[] {
  const { name, missing } = goal;
  const findings: TableFinding[] = [];
  const add = (
    code: string,
    severity: TableFinding['severity'],
    message: string,
    evidence: TableFinding['evidence'],
  ) => findings.push({ code, severity, column: name, message, evidence });
  if (missing === table.rows) {
    add(
      'target-missing',
      'critical',
      `The target ${name} is missing in every row: there is nothing to learn.`,
      { missing },
    );
    return findings;
  }
  if (missing > 0)
    add(
      'target-missing',
      'medium',
      `The target ${name} is missing in ${missing} of ${table.rows} rows; they can't be learned from. Leave them out.`,
      {
        missing,
        share: missing / table.rows,
      },
    );
  const target = targetOf(goal);
  if (target.task === 'regression') return findings;
  const counts = new Map<number, number>();
  for (const code of target.codes) if (code >= 0) counts.set(code, (counts.get(code) ?? 0) + 1);
  if (counts.size < 2)
    add(
      'target-constant',
      'critical',
      `The target ${name} has one value only: there is nothing to tell apart.`,
      { classes: counts.size },
    );
  else
    for (const [code, count] of counts)
      if (count < rowsPerClass)
        add(
          'few-rows-in-class',
          count < 2 ? 'high' : 'medium',
          `Class ${target.classes[code]} of ${name} has ${count} rows, too few to learn and judge by. Gather more, or merge classes.`,
          { class: target.classes[code]!, count },
        );
  return findings;
}

function columnFindings(table: Table, column: Column, hasTarget: boolean): TableFinding[] {
  const { name, kind, missing } = column;
  const findings: TableFinding[] = [];
  const add = (
    code: string,
    severity: TableFinding['severity'],
    message: string,
    evidence: TableFinding['evidence'],
  ) => findings.push({ code, severity, column: name, message, evidence });
  if (table.rows === 0) return findings;
  const share = missing / table.rows;
  if (share >= mostlyMissingShare)
    add('mostly-missing', 'low', `${name} is missing in ${(share * 100).toFixed(1)}% of the rows.`, {
      missing,
      share,
    });
  else if (kind === 'constant')
    add('constant', 'low', `${name} has one value only and tells nothing; leave it out.`, {
      rows: table.rows,
    });
  else {
    const { count, value } = commonest(column);
    if (count / table.rows >= nearConstantShare)
      add(
        'near-constant',
        'low',
        `${name} is ${value} in ${((100 * count) / table.rows).toFixed(2)}% of the rows.`,
        { count, value },
      );
  }
  if (kind === 'identifier' && hasTarget)
    add(
      'identifier',
      'medium',
      `${name} names rows rather than describing them: a model would learn it by heart. Leave it out, or split by it as a group.`,
      { kind },
    );
  const words = name
    .replace(/([a-z])([A-Z])/g, '$1_$2')
    .replace(/[\s.-]+/g, '_')
    .toLowerCase();
  if (hasTarget && afterwards.test(words))
    add(
      'known-afterwards',
      'medium',
      `${name} sounds like something known only after the fact. If so, leave it out.`,
      { name },
    );
  if (kind === 'datetime' && column.type === 'numbers') findings.push(...oddTimes(name, column.values));
  return findings;
}

function commonest(column: Column): { count: number; value: string } {
  const counts = new Map<number, number>();
  let [count, best] = [0, Number.NaN];
  for (const value of column.type === 'numbers' ? column.values : column.codes) {
    if (Number.isNaN(value) || (column.type === 'texts' && value < 0)) continue;
    // Columns of very many values are not near constant, and their count would fill the memory.
    if (counts.size > 10_000 && !counts.has(value)) continue;
    const next = (counts.get(value) ?? 0) + 1;
    counts.set(value, next);
    if (next > count) [count, best] = [next, value];
  }
  return { count, value: column.type === 'texts' ? (column.dictionary[best] ?? '') : String(best) };
}

/** Years that a table of our days hardly means: before 1900 and after 2100. */
function oddTimes(name: string, times: Float64Array): TableFinding[] {
  const [from, to] = [Date.UTC(1900, 0, 1), Date.UTC(2101, 0, 1)];
  let [count, first] = [0, -1];
  for (const [row, time] of times.entries())
    if (time < from || time >= to) {
      if (count === 0) first = row;
      count++;
    }
  if (count === 0) return [];
  const example = new Date(times[first]!).toISOString().slice(0, 10);
  const message = `${name} has ${count} dates before 1900 or after 2100, the first ${example} in row ${first + 1}; such dates often stand for none.`;
  return [
    {
      code: 'impossible-dates',
      severity: 'medium',
      column: name,
      message,
      evidence: { count, row: first + 1, value: example },
    },
  ];
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
