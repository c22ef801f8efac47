import { dateShapeOf } from './date-shapes.ts';
import { isMissingMark } from './missing-marks.ts';
import { isCode, type NumberStyle, numberShapeOf, numberSql } from './number-shapes.ts';
import { hasPointGroups, isCurrency, signedNumber, unsignedSql } from './number-signs.ts';
import { noDate, type PeriodFormat, periodFormatOf, periodSql } from './period-shapes.ts';

/** How the texts of a column are read. What the plan does not foresee is an error of the load, which then looks at the whole file. */
export type ColumnPlan =
  | { type: 'text'; reason: 'words' | 'codes' | 'mixed' }
  | {
      type: 'number';
      style: NumberStyle;
      isAmbiguous: boolean;
      marks: readonly string[];
      /** What stands beside each number and is left out: `%`, or the sign of a currency. */
      sign?: string;
    }
  | { type: 'boolean'; marks: readonly string[] }
  | {
      type: 'time';
      /** Those of dates, or one of periods. */
      formats: readonly string[];
      period?: PeriodFormat;
      marks: readonly string[];
      /** Whether nothing tells day from month; the month is then taken to stand first. */
      isAmbiguous: boolean;
      zones: readonly (string | null)[];
      /** Dates that no calendar has, such as 30 February, are read as missing. */
      hasImpossible: boolean;
    };

/** What a column is mostly made of, where it is text for the sake of a few values. */
export type MixedWith = 'number' | 'time' | null;

export interface PlanOptions {
  /** With semicolons between fields a lone comma is a decimal one. */
  delimiter: string | null;
  /** Read as missing, beside the marks that are known. */
  missing: ReadonlySet<string>;
  /** The column's, which may say that eight digits are a day. */
  name: string;
  /** Whether times are expected of it. */
  isTime?: boolean;
}

const impossibleShareAtMost = 0.2;
const mixedShareAtLeast = 0.5;

/**
 * Chooses how to read a column from some of its values (null where nothing stands). Each rule holds for all values or not at all: numbers are one of the
 * number styles; booleans are true and false; periods and days without separators are those that are certain; times have a date of a known format, at most a fifth of them impossible; all else is text.
 */
export function planColumn(values: readonly (string | null)[], options: PlanOptions): ColumnPlan {
  const marks = new Set<string>();
  const present: string[] = [];
  for (const value of values) {
    const trimmed = value?.trim() ?? '';
    if (trimmed === '') continue;
    if (options.missing.has(trimmed) || isMissingMark(trimmed, 'number')) marks.add(trimmed);
    else present.push(trimmed);
  }
  const foundMarks = [...marks];
  if (present.length === 0) return { type: 'text', reason: 'words' };
  return (
    periodPlan(present, foundMarks, options) ??
    numberPlan(present, foundMarks, options.delimiter) ??
    signedPlan(present, foundMarks, options.delimiter) ??
    (present.every((value) => /^(true|false)$/i.test(value))
      ? { type: 'boolean', marks: foundMarks }
      : null) ??
    timePlan(present, foundMarks) ?? { type: 'text', reason: reasonOf(present) }
  );
}

function periodPlan(
  present: readonly string[],
  marks: string[],
  { name, isTime = false }: PlanOptions,
): ColumnPlan | null {
  const period = periodFormatOf(present, { name, isExpected: isTime });
  if (period === null) return null;
  return {
    type: 'time',
    formats: [],
    period,
    marks,
    isAmbiguous: false,
    zones: [null],
    hasImpossible: false,
  };
}

function numberPlan(
  present: readonly string[],
  marks: string[],
  delimiter: string | null,
): ColumnPlan | null {
  let styles: readonly NumberStyle[] | null = null;
  let hasComma = false;
  for (const value of present) {
    const shape = numberShapeOf(value);
    if (shape === null) return null;
    hasComma ||= value.includes(',');
    styles = styles === null ? shape.styles : styles.filter((style) => shape.styles.includes(style));
    if (styles.length === 0) return null;
  }
  const isEither = hasComma && styles!.includes('comma-groups') && styles!.includes('decimal-comma');
  const style = isEither && delimiter === ';' ? 'decimal-comma' : styles![0]!;
  return { type: 'number', style, isAmbiguous: isEither, marks };
}

/** Numbers that all have the same sign beside them. */
function signedPlan(
  present: readonly string[],
  marks: string[],
  delimiter: string | null,
): ColumnPlan | null {
  const numbers: string[] = [];
  let sign: string | null = null;
  for (const value of present) {
    const found = signedNumber(value);
    if (found === null || (sign !== null && found.sign !== null && found.sign !== sign)) return null;
    sign ??= found.sign;
    numbers.push(found.number);
  }
  const plan = numberPlan(numbers, marks, delimiter);
  if (sign === null || plan?.type !== 'number') return null;
  if (!isCurrency(sign)) return { ...plan, sign };
  // Prices have two decimals or none, so three digits behind a comma are thousands; points are, where the currency is written so.
  if (plan.isAmbiguous) return { ...plan, style: 'comma-groups', sign };
  const pointed = numbers.filter((value) => value.includes('.'));
  const arePointGroups =
    plan.style === 'plain' &&
    pointed.length > 0 &&
    hasPointGroups(sign) &&
    pointed.every((value) => /^[+-]?[1-9]\d{0,2}(\.\d{3})+$/.test(value));
  return arePointGroups ? { ...plan, style: 'decimal-comma', isAmbiguous: true, sign } : { ...plan, sign };
}

function timePlan(present: readonly string[], marks: string[]): ColumnPlan | null {
  const plainFormats = new Set<string>();
  const swaps = new Map<string, string>();
  const zones = new Set<string | null>();
  const first = { day: false, month: false };
  let impossible = 0;
  for (const value of present) {
    const shape = dateShapeOf(value);
    if (shape === null) return null;
    if (!shape.isPossible) impossible++;
    zones.add(shape.zone);
    if (shape.swapped === null) plainFormats.add(shape.format);
    else {
      swaps.set(shape.format, shape.swapped);
      if (shape.isPossible && shape.dayFirst === true) first.day = true;
      if (shape.isPossible && shape.dayFirst === false) first.month = true;
    }
  }
  // 13/02 in one row and 02/13 in another: either could be any date, so none is.
  if (first.day && first.month) return null;
  if (impossible > present.length * impossibleShareAtMost) return null;
  const formats = [...plainFormats, ...(first.day ? swaps.keys() : swaps.values())];
  const isAmbiguous = swaps.size > 0 && !first.day && !first.month;
  return { type: 'time', formats, marks, isAmbiguous, zones: [...zones], hasImpossible: impossible > 0 };
}

function reasonOf(present: readonly string[]): 'words' | 'codes' | 'mixed' {
  if (mixedWith(present) !== null) return 'mixed';
  return present.every((value) => isCode(value) || numberShapeOf(value) !== null) ? 'codes' : 'words';
}

/** What half of the values or more are, numbers or times, where not all are. */
export function mixedWith(present: readonly string[]): MixedWith {
  let numbers = 0;
  let times = 0;
  let codes = 0;
  for (const value of present) {
    if (isCode(value)) codes++;
    else if (numberShapeOf(value) !== null || isSigned(value)) numbers++;
    else if (dateShapeOf(value) !== null) times++;
  }
  const isMost = (count: number) => count >= present.length * mixedShareAtLeast;
  if (codes > 0) return null;
  return isMost(numbers) ? 'number' : isMost(times) ? 'time' : null;
}

function isSigned(value: string): boolean {
  const found = signedNumber(value);
  return found !== null && numberShapeOf(found.number) !== null;
}

/** The SQL expression for a column's values out of its texts: DOUBLE, or VARCHAR for text. Strict: it fails on what the plan does not foresee. */
export function planSql(text: string, plan: ColumnPlan): string {
  if (plan.type === 'text') return text;
  const trimmed = `trim(${text})`;
  const value =
    plan.type === 'number'
      ? plan.sign === undefined
        ? numberSql(plan.style === 'plain' ? text : trimmed, plan.style)
        : numberSql(`(${unsignedSql(trimmed, plan.sign)})`, plan.style)
      : plan.type === 'boolean'
        ? `CAST(CAST(${trimmed} AS BOOLEAN) AS DOUBLE)`
        : plan.period === undefined
          ? timeSql(trimmed, plan.formats, plan.hasImpossible)
          : periodSql(trimmed, plan.period);
  const marks = ["''", ...plan.marks.map(quoted)];
  return `CASE WHEN ${trimmed} IN (${marks.join(', ')}) THEN NULL ELSE ${value} END`;
}

/** Milliseconds since 1970 in UTC. */
function timeSql(text: string, formats: readonly string[], hasImpossible: boolean): string {
  const isIso = formats.some((format) => format.startsWith('iso'));
  const others = formats.filter((format) => !format.startsWith('iso')).map(quoted);
  const isoText = formats.includes('iso-minutes')
    ? String.raw`regexp_replace(${text}, '([T ]\d{1,2}:\d{2}) ?(Z|UTC|[+-])', '\1:00\2')`
    : text;
  const list = `[${others.join(', ')}]`;
  const isoSql = (cast: string) => `epoch_ms(${cast}(${isoText} AS TIMESTAMPTZ))`;
  if (hasImpossible) {
    const tries = [
      ...(isIso ? [isoSql('TRY_CAST')] : []),
      ...(others.length > 0 ? [`epoch_ms(try_strptime(${text}, ${list}))`] : []),
    ];
    return `CAST(CASE WHEN ${dateLike(text)} THEN coalesce(${tries.join(', ')}) ELSE ${noDate(text)} END AS DOUBLE)`;
  }
  if (others.length === 0) return `CAST(${isoSql('CAST')} AS DOUBLE)`;
  const strict = `epoch_ms(strptime(${text}, ${list}))`;
  return `CAST(${isIso ? `coalesce(${isoSql('TRY_CAST')}, ${strict})` : strict} AS DOUBLE)`;
}

/** What a calendar could hold or not: digits and separators enough for a date. */
function dateLike(text: string): string {
  return String.raw`regexp_matches(${text}, '^(\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}|\d{1,2}[ -][A-Za-z]{3,9}[ -]\d{4}|[A-Za-z]{3,9} \d{1,2},? \d{4})')`;
}

/** A text as a literal of SQL. */
export function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
