import { InterruptedError } from '../../errors/index.ts';
import type { Target } from '../../train/index.ts';
import { type Column, columnOf, type Table } from '../table.ts';
import { bandsOf } from './bands.ts';
import { changedUnits } from './changed-units.ts';
import { type CheckTableInput, checkTable, targetOf } from './check-table.ts';
import type { TableFinding } from './finding.ts';
import { futureFeatures } from './future-features.ts';
import { groupLeakage } from './group-leakage.ts';
import { identifierPattern, namesRows } from './identifier-patterns.ts';
import { joinTables } from './join-tables.ts';
import { filledAfterwards, laterThanRecord } from './known-afterwards.ts';
import { labelNoise } from './label-noise.ts';
import { leaksTogether } from './leaks.ts';
import { knownRows, type OutOfFold, outOfFold, randomFor } from './out-of-fold.ts';
import { pairLeaks } from './pair-leaks.ts';
import { commonClasses, singleColumnScore } from './single-column-score.ts';
import { isTime, orderOf, timeColumnOf } from './time-columns.ts';
import { timeLeakage } from './time-leakage.ts';

const rowsAtMost = 4_000;
const leastRows = 100;
const mostColumns = 300;
/** From there on a column tells something of the target by itself. */
const tells = { rocAuc: 0.65, r2: 0.15 } as const;

/**
 * Looks deeper than `checkTable`, whose findings come with it, for problems that spoil a training unseen, by fitting small models: columns that give the target away
 * only together, those filled only afterwards, identifiers in which the target is hidden, columns made of later values of the target, swapped labels, a unit that
 * changes half way, and test rows drawn from among their neighbours in time. Takes seconds; of large tables 4,000 rows drawn by the seed. Where `budgetMs` ends the small
 * models, what was found until then is given, with a finding `not-inspected` that says so.
 *
 * @throws InputError `no-such-column`; InterruptedError when the signal fires
 */
export async function inspectTable(
  input: CheckTableInput & { target: string; signal?: AbortSignal; budgetMs?: number },
): Promise<TableFinding[]> {
  const { table, target: name, test, seed = 0, budgetMs } = input;
  const deadline = budgetMs === undefined ? undefined : AbortSignal.timeout(Math.max(1, Math.ceil(budgetMs)));
  const both = [input.signal, deadline].filter((each) => each !== undefined);
  const signal = both.length === 0 ? undefined : AbortSignal.any(both);
  const findings = await checkTable(input);
  const goal = columnOf(table, name)!;
  const isHopeless = findings.some(
    ({ severity, code }) => severity === 'critical' && code.startsWith('target-'),
  );
  if (isHopeless || table.rows < leastRows || table.columns.length > mostColumns) return findings;
  const target = targetOf(goal);
  const common = commonClasses(target);
  const known = new Set(findings.filter(({ code }) => code === 'leakage').map(({ column }) => column));
  const others = table.columns.filter(
    (column) => column !== goal && column.kind !== 'constant' && !known.has(column.name),
  );

  const found: TableFinding[] = [];
  for (const column of others) found.push(...(await columnProblems(column, table, common, name, seed)));
  found.push(...(await changedUnits(table, input.signal)));
  const time = timeColumnOf(table, name);
  if (time !== null) found.push(...futureFeatures(others, target, orderOf(time.values), name));

  found.push(...madeOfTarget(others, target, name));

  for (const { column } of found) known.add(column);
  const usable = others.filter((column) => isUsable(column, table.rows) && !known.has(column.name));
  const rows = knownRows(common, rowsAtMost, randomFor(seed, 'inspect'));
  try {
    await askModels();
  } catch (thrown) {
    if (!(thrown instanceof InterruptedError) || deadline?.aborted !== true || input.signal?.aborted)
      throw thrown;
    found.push(notInspected(budgetMs!));
  }
  return inOrder(await weighed([...findings, ...found]));

  /** A name that sounds like afterwards is a remark where the column tells next to nothing of the target. */
  async function weighed(all: readonly TableFinding[]): Promise<TableFinding[]> {
    const judged: TableFinding[] = [];
    for (const finding of all) {
      const column = others.find((each) => each.name === finding.column);
      const isByName = finding.code === 'known-afterwards' && finding.severity === 'medium';
      const score = isByName && column !== undefined ? await singleColumnScore(column, common, seed) : null;
      const isHarmless = score !== null && score.value < tells[score.metric];
      judged.push(isHarmless ? { ...finding, severity: 'low' } : finding);
    }
    return judged;
  }

  async function askModels(): Promise<void> {
    if (usable.length > 0 && rows.length >= leastRows) await askSmallModels();
    if (test !== undefined && test.rows > 0) await askAboutSplit(test);
  }

  async function askSmallModels(): Promise<void> {
    found.push(...(await pairLeaks(usable, common, name, { seed, signal })));
    const judge = (family: 'gradient-boosting' | 'linear') =>
      outOfFold({ columns: usable, target: common, rows, family, seed, signal });
    const [boosted, linear] = await Promise.all([judge('gradient-boosting'), judge('linear')]);
    const models = [
      { family: 'gradient-boosting', judged: boosted },
      { family: 'linear', judged: linear },
    ] as const;
    if (!found.some(({ code }) => code === 'leakage-in-combination'))
      found.push(...(await leaksTogether(usable, common, rows, models, { goal: name, seed, signal })));
    found.push(...swappedLabels(goal, usable, rows, models));
  }

  async function askAboutSplit(test: Table): Promise<void> {
    const joined = joinTables(table, test);
    const columns = joined.columns.filter(
      (column) => column.name !== name && isUsable(column, joined.rows) && !known.has(column.name),
    );
    if (columnOf(joined, name) === undefined) return;
    const asked = { table: joined, test: test.rows, goal: name, columns, seed, signal };
    found.push(...(await groupLeakage(asked)));
    found.push(...(await timeLeakage(asked)));
  }
}

function notInspected(budgetMs: number): TableFinding {
  const seconds = Number((budgetMs / 1_000).toPrecision(2));
  return {
    code: 'not-inspected',
    severity: 'low',
    column: null,
    message: `The checks that fit small models (leaks in combination, swapped labels) were not done within ${seconds} s: give more time, or check the table by itself.`,
    evidence: { seconds },
  };
}

const rank = { critical: 0, high: 1, medium: 2, low: 3 };

/** The gravest first. What a name lets suspect is left out where figures say it of the same column. */
function inOrder(findings: readonly TableFinding[]): TableFinding[] {
  const proven = new Set(
    findings.flatMap(({ code, severity, column }) =>
      code === 'known-afterwards' && severity === 'high' ? [column] : [],
    ),
  );
  return findings
    .filter(
      ({ code, severity, column }) =>
        code !== 'known-afterwards' || severity === 'high' || !proven.has(column),
    )
    .toSorted((one, other) => rank[one.severity] - rank[other.severity]);
}

function isUsable(column: Column, rows: number): boolean {
  return column.kind !== 'constant' && column.kind !== 'text' && !namesRows(column, rows);
}

/** Columns of numbers or categories that cut the target's range into pieces of their own. */
function madeOfTarget(columns: readonly Column[], target: Target, goal: string): TableFinding[] {
  return columns.flatMap((column): TableFinding[] => {
    const bands = isTime(column) ? null : bandsOf(column, target);
    if (bands === null) return [];
    return [
      {
        code: 'leakage',
        severity: 'high',
        column: column.name,
        message: `${column.name} is ${goal} in ${bands.values} pieces: ${(100 * bands.share).toFixed(1)}% of the rows of each of its values lie in a stretch of ${goal} that no other value shares. Leave it out.`,
        evidence: { values: bands.values, share: bands.share, rows: bands.rows },
      },
    ];
  });
}

async function columnProblems(
  column: Column,
  table: Table,
  target: Target,
  goal: string,
  seed: number,
): Promise<TableFinding[]> {
  const { name } = column;
  const afterwards = filledAfterwards(column, target) ?? (await laterThanRecord(column, table, target, seed));
  if (afterwards !== null)
    return [
      {
        code: 'known-afterwards',
        severity: 'high',
        column: name,
        message: `${name} looks like something known only after ${goal}: ${afterwards.why}. Leave it out.`,
        evidence: { by: afterwards.by, ...afterwards.evidence },
      },
    ];
  if (!namesRows(column, table.rows)) return [];
  const hidden = await identifierPattern(column, target, seed);
  if (hidden === null) return [];
  const { metric, value, rows } = hidden.score;
  return [
    {
      code: 'identifier-encodes-target',
      severity: 'high',
      column: name,
      message: `${name} names rows, and ${goal} is hidden in ${hidden.pattern}: that alone reaches ${metric === 'r2' ? 'R²' : 'ROC AUC'} ${value.toFixed(3)} on ${rows} rows it was not fitted to. Leave it out.`,
      evidence: { pattern: hidden.pattern, metric, value, rows },
    },
  ];
}

function swappedLabels(
  goal: Column,
  columns: readonly Column[],
  rows: Int32Array,
  models: readonly { judged: OutOfFold }[],
): TableFinding[] {
  const { target } = models[0]!.judged;
  const said = models.map(({ judged }) =>
    judged.predictions.task === 'classification' ? judged.predictions.probabilities : [],
  );
  const mean = said[0]!.map((own, code) => own.map((value, row) => (value + said[1]![code]![row]!) / 2));
  const looksOf = (place: number) =>
    columns
      .map((column) => (column.type === 'numbers' ? column.values : column.codes)[rows[place]!])
      .join(' ');
  const noise = mean.length < 2 ? null : labelNoise(target, mean, looksOf);
  if (noise === null || !noise.isFound) return [];
  const { rate, low, high, trend, suspects } = noise;
  const shown = suspects
    .slice(0, 5)
    .map(({ place, given, likely }) => `row ${rows[place]! + 1} (${given}, likely ${likely})`);
  return [
    {
      code: 'label-noise',
      severity: 'high',
      column: goal.name,
      message: `About ${(100 * rate).toFixed(0)}% (${(100 * low).toFixed(0)} to ${(100 * high).toFixed(0)}%) of the values of ${goal.name} look swapped: models that have not seen a row are wrong as often where they are surest. Look at ${shown.join(', ')} first.`,
      evidence: {
        rate,
        low,
        high,
        trend,
        suspects: suspects.length,
        rows: suspects
          .slice(0, 100)
          .map(({ place }) => rows[place]! + 1)
          .join(' '),
      },
    },
  ];
}
