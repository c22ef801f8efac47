import { InputError } from '../../errors/index.ts';
import { inTurns, type Work } from '../../turns/index.ts';
import type { QueryRow } from '../duckdb/session.ts';
import { explainDuckError } from './explain-duck-error.ts';
import { signName } from './number-signs.ts';
import { type ColumnPlan, mixedWith, type PlanOptions, planColumn, planSql, quoted } from './plan-column.ts';
import type { RawTable } from './raw-table.ts';
import type { ReadWarning } from './read-options.ts';

/** How one column of the file is read. */
export interface PlannedColumn {
  /** Its place in the file. */
  place: number;
  name: string;
  plan: ColumnPlan;
  /** Values of the sample, to plan again from. */
  seen: readonly (string | null)[];
  /** Whether DuckDB may read it as a number while it takes the file apart, which is fastest. */
  canBeNative: boolean;
}

const sampleValues = 500_000;
const differentAtMost = 1_000;

/** A first plan from the first rows; what comes later may overturn it. */
export async function planColumns(
  raw: RawTable,
  places: readonly number[],
  missing: readonly string[],
  paths: readonly string[],
): Promise<PlannedColumn[]> {
  const rows = Math.min(5_000, Math.max(100, Math.floor(sampleValues / places.length)));
  const list = places.map((place) => `c${place}`).join(', ');
  try {
    const seen: (string | null)[][] = places.map(() => []);
    const sample = `SELECT ${list} FROM ${raw.relation()} LIMIT ${rows}`;
    for await (const chunk of raw.session.textChunks(sample))
      await inTurns(
        eachOf(places.length, (at) => {
          for (const value of chunk.texts(at)) seen[at]!.push(value);
        }),
      );
    const columns: PlannedColumn[] = [];
    await inTurns(
      eachOf(places.length, (at) => {
        const place = places[at]!;
        const name = raw.names[place]!;
        const plan = planColumn(seen[at]!, planOptions(raw, missing, name));
        columns.push({ place, name, plan, seen: seen[at]!, canBeNative: true });
      }),
    );
    return columns;
  } catch (error) {
    throw explainDuckError(error, paths);
  }
}

function* eachOf(count: number, visit: (at: number) => void): Work<void> {
  for (let at = 0; at < count; at++) {
    visit(at);
    yield;
  }
}

/** Columns that DuckDB reads as numbers itself. */
export function nativeColumns(columns: readonly PlannedColumn[]): ReadonlySet<number> {
  return new Set(
    columns
      .filter(
        ({ plan, canBeNative }) =>
          canBeNative &&
          plan.type === 'number' &&
          plan.style === 'plain' &&
          plan.sign === undefined &&
          plan.marks.length === 0,
      )
      .map(({ place }) => place),
  );
}

/**
 * Looks at the whole file for values that do not fit their column's plan, and plans those columns anew with them.
 *
 * @throws InputError `header-repeated`
 */
export async function planAgain(
  raw: RawTable,
  columns: readonly PlannedColumn[],
  missing: readonly string[],
  warnings: ReadWarning[],
): Promise<PlannedColumn[]> {
  const typed = columns.filter(({ plan }) => plan.type !== 'text');
  const figures = typed.flatMap((column) => {
    const [bad, text] = [unfit(column), `c${column.place}`];
    return [
      `count(*) FILTER (${bad}) AS n${column.place}`,
      `min(r) FILTER (${bad}) AS r${column.place}`,
      `arg_min(${text}, r) FILTER (${bad}) AS v${column.place}`,
    ];
  });
  const counted = await raw.session.row(
    `SELECT ${figures.join(', ')} FROM (SELECT *, row_number() OVER () AS r FROM ${raw.relation()})`,
  );
  refuseRepeatedHeader(typed, counted);
  const planned: PlannedColumn[] = [];
  for (const column of columns) {
    const count = Number(counted[`n${column.place}`] ?? 0);
    if (count === 0) planned.push(column);
    else planned.push(await planOneAgain(raw, column, counted, missing, warnings));
  }
  if (planned.some((column, at) => column !== columns[at])) return planned;
  // Only DuckDB's own reading of numbers refuses what these plans foresee: fields of spaces.
  return planned.map((column) => ({ ...column, canBeNative: false }));
}

/** SQL for: the value does not fit the plan. */
function unfit(column: PlannedColumn): string {
  const text = `c${column.place}`;
  const marks = column.plan.type === 'text' ? [] : column.plan.marks;
  return `trim(${text}) NOT IN (${["''", ...marks.map(quoted)].join(', ')}) AND TRY(${planSql(text, column.plan)}) IS NULL`;
}

function refuseRepeatedHeader(typed: readonly PlannedColumn[], counted: QueryRow): void {
  for (const { place, name } of typed) {
    if (String(counted[`v${place}`] ?? '').trim() !== name) continue;
    throw headerRepeated(Number(counted[`r${place}`]), name);
  }
}

function headerRepeated(row: number, name: string): InputError {
  return new InputError(
    'header-repeated',
    `Row ${row} is the header again (${JSON.stringify(name)} stands under ${JSON.stringify(name)}), as when files were joined. Take that line out.`,
    { details: { row, column: name } },
  );
}

async function planOneAgain(
  raw: RawTable,
  column: PlannedColumn,
  counted: QueryRow,
  missing: readonly string[],
  warnings: ReadWarning[],
): Promise<PlannedColumn> {
  const { place, name } = column;
  const values = await raw.session.texts(
    `SELECT DISTINCT c${place} FROM ${raw.relation()} WHERE ${unfit(column)} ORDER BY 1 LIMIT ${differentAtMost}`,
  );
  const seen = [...column.seen, ...values];
  let plan: ColumnPlan = planColumn(seen, planOptions(raw, missing, name));
  const isSame = JSON.stringify(plan) === JSON.stringify(column.plan) && !column.canBeNative;
  if (isSame || values.length === differentAtMost) plan = { type: 'text', reason: 'mixed' };
  if (plan.type === 'text') {
    const count = Number(counted[`n${place}`]);
    const row = Number(counted[`r${place}`]);
    const value = String(counted[`v${place}`]);
    const what = plan.reason === 'codes' ? 'a code whose digits a number would lose' : wordsFor(column.plan);
    warnings.push({
      code: plan.reason === 'codes' ? 'kept-as-codes' : 'mixed-types',
      column: name,
      row,
      value,
      count,
      message: `Column ${name} is read as text: row ${row} has ${JSON.stringify(value)}, ${what}${count > 1 ? `, and ${count - 1} more rows are like it` : ''}. Mend the value, or name it as missing.`,
    });
  }
  return { ...column, plan, seen, canBeNative: false };
}

function wordsFor(plan: ColumnPlan): string {
  if (plan.type === 'number') return 'which is no number as the others are';
  return plan.type === 'time' ? 'which is no date as the others are' : 'which is neither true nor false';
}

/** How a column of the file is planned. */
export function planOptions(raw: RawTable, missing: readonly string[], name: string): PlanOptions {
  return { delimiter: raw.dialect?.delimiter ?? null, missing: new Set(missing), name };
}

/** What a reader should know of the plans: marks, ambiguity, zones, and texts that are mostly numbers or dates. @throws InputError `header-repeated` */
export function planWarnings(columns: readonly PlannedColumn[], told: readonly ReadWarning[]): ReadWarning[] {
  const warnings: ReadWarning[] = [];
  for (const { name, plan, seen } of columns) {
    const warn = (code: ReadWarning['code'], message: string, more: Partial<ReadWarning> = {}) =>
      warnings.push({ code, column: name, message, ...more });
    const isTold = told.some(({ column, code }) => column === name && /mixed-types|kept-as-codes/.test(code));
    if (plan.type === 'text') {
      if (isTold || plan.reason === 'words') continue;
      if (plan.reason === 'codes')
        warn(
          'kept-as-codes',
          `Column ${name} holds digits with leading zeros or more than 15 places, and is kept as text.`,
        );
      else warnMixed(name, seen, warn);
      continue;
    }
    if (plan.marks.length > 0)
      warn(
        'missing-marks',
        `Column ${name}: ${plan.marks.map((mark) => JSON.stringify(mark)).join(', ')} is read as missing.`,
      );
    if (plan.type === 'number' && plan.sign !== undefined)
      warn(
        'read-without-sign',
        `Column ${name} is read as numbers without ${signName(plan.sign)}${plan.sign === '%' ? ': 12% is 12' : ''}.`,
        { value: plan.sign },
      );
    if (plan.type === 'number' && plan.isAmbiguous) warn('ambiguous-numbers', ambiguityOf(name, plan));
    if (plan.type !== 'time') continue;
    if (plan.isAmbiguous)
      warn(
        'ambiguous-dates',
        `Column ${name}: no date tells day from month; the month is read as standing first.`,
      );
    if (plan.zones.length > 1)
      warn(
        'mixed-time-zones',
        `Column ${name} mixes time zones (${plan.zones
          .map((zone) => zone ?? 'none')
          .slice(0, 5)
          .join(', ')}); all are brought to UTC, and times without one are taken as UTC.`,
      );
  }
  return warnings;
}

function ambiguityOf(name: string, { style, sign }: ColumnPlan & { type: 'number' }): string {
  const isPoint = sign !== undefined && style === 'decimal-comma';
  const meaning = style === 'decimal-comma' && !isPoint ? 'decimal' : 'between thousands';
  return `Column ${name} has numbers such as ${isPoint ? '1.234' : '1,234'} only; the ${isPoint ? 'point' : 'comma'} is read as ${meaning}.`;
}

function warnMixed(
  name: string,
  seen: readonly (string | null)[],
  warn: (code: ReadWarning['code'], message: string, more?: Partial<ReadWarning>) => void,
): void {
  const present = seen.filter((value): value is string => value !== null && value.trim() !== '');
  const most = mixedWith(present.map((value) => value.trim()));
  const place = seen.findIndex(
    (value) => value !== null && value.trim() !== '' && mixedWith([value.trim()]) !== most,
  );
  const value = seen[place] ?? '';
  if (value.trim() === name) throw headerRepeated(place + 1, name);
  const what = most === 'number' ? 'numbers' : 'dates';
  if (place < 0)
    warn(
      'mixed-types',
      `Column ${name} is read as text: its ${what} are written in ways that contradict each other.`,
    );
  else
    warn(
      'mixed-types',
      `Column ${name} is read as text: most of it are ${what}, but row ${place + 1} has ${JSON.stringify(value)}. Mend the value, or name it as missing.`,
      { row: place + 1, value },
    );
}
