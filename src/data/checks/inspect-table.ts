import { InterruptedError } from '../../errors/index.ts';
import type { Target } from '../../train/index.ts';
import { type Column, columnOf, type Table } from '../table.ts';
import { bandsOf } from './bands.ts';
import { changedUnits } from './changed-units.ts';
import { type CheckTableInput, checkPrepared, prepareTable } from './check-table.ts';
import type { TableFinding } from './finding.ts';
import { futureFeatures } from './future-features.ts';
import { groupLeakage } from './group-leakage.ts';
import { type IdentifierPattern, identifierPattern, namesRows } from './identifier-patterns.ts';
import { filledAfterwards, type KnownAfterwards, laterThanRecord } from './known-afterwards.ts';
import { leaksTogether } from './leaks.ts';
import { knownRows, outOfFold, randomFor } from './out-of-fold.ts';
import { pairLeaks } from './pair-leaks.ts';
import { commonClasses, singleColumnScore } from './single-column-score.ts';
import { swappedAmongAll } from './swapped-labels.ts';
import { ofSample } from './table-sample.ts';
import { isTime, rowsInTime, timeColumnOf } from './time-columns.ts';
import { timeLeakage } from './time-leakage.ts';
import { createTurns, type Turns } from './turns.ts';

const rowsAtMost = 4_000;
const leastRows = 100;
const mostColumns = 300;
/** From there on a column tells something of the target by itself. */
const tells = { rocAuc: 0.65, r2: 0.15 } as const;

/**
 * Looks deeper than `checkTable`, whose findings come with it, for problems that spoil a training unseen, by fitting small models: columns that give the target away
 * only together, those filled only afterwards, identifiers in which the target is hidden, columns made of later values of the target, swapped labels, a unit that
 * changes half way, and test rows drawn from among their neighbours in time. Takes seconds; of large tables 4,000 rows drawn by the seed. Where `budgetMs` ends it,
 * what was found until then is given, with a finding `not-inspected` that says so.
 *
 * @throws InputError `no-such-column`; InterruptedError when the signal fires
 */
export async function inspectTable(
  input: CheckTableInput & { target: string; signal?: AbortSignal; budgetMs?: number },
): Promise<TableFinding[]> {
  const { table: whole, target: name, test, seed = 0, budgetMs } = input;
  const deadline = budgetMs === undefined ? undefined : AbortSignal.timeout(Math.max(1, Math.ceil(budgetMs)));
  const both = [input.signal, deadline].filter((each) => each !== undefined);
  const signal = both.length === 0 ? undefined : AbortSignal.any(both);
  const prepared = await prepareTable(input, input.signal);
  const findings = await checkPrepared(input, prepared, input.signal);
  const { sample, turns } = prepared;
  const { table } = sample;
  const isHopeless = findings.some(
    ({ severity, code }) => severity === 'critical' && code.startsWith('target-'),
  );
  if (isHopeless || prepared.target === null || table.rows < leastRows || table.columns.length > mostColumns)
    return findings;
  const { sampled: target, whole: wholeTarget } = prepared.target;
  const common = commonClasses(target);
  const known = new Set(findings.filter(({ code }) => code === 'leakage').map(({ column }) => column));
  const isAsked = (column: Column) =>
    column.name !== name && column.kind !== 'constant' && !known.has(column.name);
  const others = table.columns.filter(isAsked);
  /** Those that name rows, by all rows. */
  const keys = new Set<string>();
  for (const column of others)
    if (await namesRows(columnOf(whole, column.name)!, column, whole.rows, turns)) keys.add(column.name);

  const found: TableFinding[] = [];
  try {
    await askColumns();
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

  async function askColumns(): Promise<void> {
    // Of hundreds of columns these take longer than a short budget, too.
    const turns = createTurns(signal);
    for (const column of others) {
      await turns();
      const filled = await filledAfterwards(columnOf(whole, column.name)!, wholeTarget, turns);
      if (filled !== null) found.push(knownAfterwards(column, filled, name));
      else found.push(...(await columnProblems(column, turns)).map((finding) => ofSample(finding, sample)));
    }
    found.push(
      ...(await madeOfTarget(others, target, name, turns)).map((finding) => ofSample(finding, sample)),
    );
    const time = timeColumnOf(table, name);
    if (time !== null) {
      const times = columnOf(whole, time.name) as Column & { type: 'numbers' };
      const order = await rowsInTime(times.values, rowsAtMost, turns);
      const all = whole.columns.filter(isAsked);
      found.push(...(await futureFeatures(all, wholeTarget, order, name, turns)));
    }
    found.push(...(await changedUnits(whole, { seed, turns })));
  }

  async function askModels(): Promise<void> {
    for (const { column } of found) known.add(column);
    const usable = others.filter((column) => isUsable(column) && !known.has(column.name));
    const rows = knownRows(common, rowsAtMost, randomFor(seed, 'inspect'));
    if (usable.length > 0 && rows.length >= leastRows) await askSmallModels(usable, rows);
    if (test !== undefined && test.rows > 0) await askAboutSplit(test);
  }

  async function columnProblems(column: Column, turns: Turns): Promise<TableFinding[]> {
    const later = await laterThanRecord(column, table, target, seed);
    if (later !== null) return [knownAfterwards(column, later, name)];
    if (!keys.has(column.name)) return [];
    const hidden = await identifierPattern(column, common, seed, turns);
    return hidden === null ? [] : [hiddenTarget(column, hidden, name)];
  }

  function isUsable(column: Column): boolean {
    return column.kind !== 'constant' && column.kind !== 'text' && !keys.has(column.name);
  }

  async function askSmallModels(usable: readonly Column[], rows: Int32Array): Promise<void> {
    const told: TableFinding[] = [];
    told.push(...(await pairLeaks(usable, common, name, { seed, signal, turns })));
    const judge = (family: 'gradient-boosting' | 'linear') =>
      outOfFold({ columns: usable, target: common, rows, family, seed, signal });
    const [boosted, linear] = await Promise.all([judge('gradient-boosting'), judge('linear')]);
    const models = [
      { family: 'gradient-boosting', judged: boosted },
      { family: 'linear', judged: linear },
    ] as const;
    if (!told.some(({ code }) => code === 'leakage-in-combination'))
      told.push(...(await leaksTogether(usable, common, rows, models, { goal: name, seed, signal, turns })));
    told.push(
      ...(await swappedAmongAll({
        goal: name,
        columns: usable,
        target: common,
        whole: target,
        rows,
        judged: models.map(({ judged }) => judged),
        families: models.map(({ family }) => family),
        sample,
        seed,
        signal,
        turns,
      })),
    );
    found.push(...told.map((finding) => ofSample(finding, sample)));
  }

  async function askAboutSplit(test: Table): Promise<void> {
    if (columnOf(test, name) === undefined) return;
    const columns = whole.columns.filter(
      (column) => column.name !== name && isUsable(column) && !known.has(column.name),
    );
    const names = new Set(columns.map((column) => column.name));
    const asked = { table: whole, test, goal: name, usable: names, seed, signal, turns };
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
    message: `The deeper checks (leaks in combination, swapped labels, changes of unit) were not all done within ${seconds} s: give more time, or check the table by itself.`,
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

/** Columns of numbers or categories that cut the target's range into pieces of their own. */
async function madeOfTarget(
  columns: readonly Column[],
  target: Target,
  goal: string,
  turns: Turns,
): Promise<TableFinding[]> {
  const findings: TableFinding[] = [];
  for (const column of columns) {
    await turns();
    const bands = isTime(column) ? null : bandsOf(column, target);
    if (bands === null) continue;
    findings.push({
      code: 'leakage',
      severity: 'high',
      column: column.name,
      message: `${column.name} is ${goal} in ${bands.values} pieces: ${(100 * bands.share).toFixed(1)}% of the rows of each of its values lie in a stretch of ${goal} that no other value shares. Leave it out.`,
      evidence: { values: bands.values, share: bands.share, rows: bands.rows },
    });
  }
  return findings;
}

function knownAfterwards(
  { name }: Column,
  { why, by, evidence }: KnownAfterwards,
  goal: string,
): TableFinding {
  return {
    code: 'known-afterwards',
    severity: 'high',
    column: name,
    message: `${name} looks like something known only after ${goal}: ${why}. Leave it out.`,
    evidence: { by, ...evidence },
  };
}

function hiddenTarget({ name }: Column, { pattern, score }: IdentifierPattern, goal: string): TableFinding {
  const { metric, value, rows } = score;
  return {
    code: 'identifier-encodes-target',
    severity: 'high',
    column: name,
    message: `${name} names rows, and ${goal} is hidden in ${pattern}: that alone reaches ${metric === 'r2' ? 'R² of its ranks' : 'ROC AUC'} ${value.toFixed(3)} on ${rows} rows it was not fitted to. Leave it out.`,
    evidence: { pattern, metric, value, rows },
  };
}
