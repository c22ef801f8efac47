/** Dates without separators, and periods: quarters, months and ISO weeks, which are read as their first day. */
export type PeriodFormat = 'quarter' | 'month' | 'week' | 'day';

const shapes: Readonly<Record<PeriodFormat, RegExp>> = {
  quarter: /^(\d{4})[ :-]?[Qq]([1-4])$/,
  month: /^(\d{4})(?:-(?=\d\d$)|[Mm])(\d{1,2})$/,
  week: /^(\d{4})[ -]?W(\d{2})$/,
  day: /^(\d{4})(\d{2})(\d{2})$/,
};
const years = { least: 1800, greatest: 2100 };
const dayMs = 86_400_000;

/** A name that speaks of days: `date`, `trade_date`, `BirthDate`, `day`, `yyyymmdd`, `Datum`. */
const dateNames =
  /(?:^|[_\s.-])(?:dates?|days?|dob|dod|ymd|yyyymmdd|yrmoda|datum|fecha)(?:$|[_\s.\d-])|(?:date|datum)$|[a-z](?:Date|Day|Datum)(?:$|[A-Z_])/i;
/** One that speaks of something that is numbered or counted: invoices of a month are written as its days are. */
const otherNames =
  /(?:^|[_\s.-])(?:id|ids|key|code|no|nr|num|number|ref|index|amount|price|total|sum|count|population)(?:$|[_\s.-])|(?:id|key|code|nr|num|number|nummer|invoice|order|ticket|batch|lot)$/i;
/** Different days below which a column of eight digits is none of days, whatever its name is. */
const fewDays = 6;
/** And where the order alone speaks for days. */
const manyDays = 20;
const manyMonths = 3;

/** Milliseconds since 1970 of a period's first day; NaN for what is none. */
export function timeOfPeriod(text: string): number {
  for (const format of Object.keys(shapes) as PeriodFormat[]) {
    const time = timeAs(format, text);
    if (!Number.isNaN(time)) return time;
  }
  return Number.NaN;
}

/** The same of a number whose eight digits are a day: 19580329. */
export function timeOfDayNumber(value: number): number {
  return Number.isInteger(value) ? timeAs('day', String(value)) : Number.NaN;
}

/** Numbers that are all days in that form, as times; null where one is none, or where none is there. */
export function timesOfDayNumbers(values: Float64Array): Float64Array | null {
  const times = new Float64Array(values.length).fill(Number.NaN);
  let found = 0;
  for (const [row, value] of values.entries()) {
    if (Number.isNaN(value)) continue;
    times[row] = timeOfDayNumber(value);
    if (Number.isNaN(times[row])) return null;
    found++;
  }
  return found === 0 ? null : times;
}

function timeAs(format: PeriodFormat, text: string): number {
  const match = shapes[format].exec(text);
  if (match === null) return Number.NaN;
  const [year, part] = [Number(match[1]), Number(match[2])];
  if (year < years.least || year > years.greatest) return Number.NaN;
  if (format === 'quarter') return Date.UTC(year, 3 * part - 3, 1);
  if (format === 'week')
    return part >= 1 && part <= weeksOf(year) ? firstMonday(year) + 7 * (part - 1) * dayMs : Number.NaN;
  if (part < 1 || part > 12) return Number.NaN;
  if (format === 'month') return Date.UTC(year, part - 1, 1);
  const day = Number(match[3]);
  return day >= 1 && day <= new Date(Date.UTC(year, part, 0)).getUTCDate()
    ? Date.UTC(year, part - 1, day)
    : Number.NaN;
}

/** The Monday of a year's first ISO week, which has the 4th of January in it. */
function firstMonday(year: number): number {
  const fourth = Date.UTC(year, 0, 4);
  return fourth - ((new Date(fourth).getUTCDay() + 6) % 7) * dayMs;
}

function weeksOf(year: number): number {
  return Math.round((firstMonday(year + 1) - firstMonday(year)) / (7 * dayMs));
}

/**
 * As which periods all of a column's values are written, or null where it is not certain that they are. Eight digits are days where each is one of the calendar,
 * and the column's name or the order of its rows says so; `2001-02` is no month where all are seasons, from one year to the next. What `isExpected` to be times
 * needs no more than the form.
 */
export function periodFormatOf(
  present: readonly string[],
  { name, isExpected = false }: { name: string; isExpected?: boolean },
): PeriodFormat | null {
  const first = present[0] ?? '';
  const format = (Object.keys(shapes) as PeriodFormat[]).find((each) => shapes[each].test(first));
  if (format === undefined || present.some((value) => Number.isNaN(timeAs(format, value)))) return null;
  if (isExpected) return format;
  if (format === 'month' && present.every(isSeason)) return null;
  return format === 'day' && !areDays(present, name) ? null : format;
}

function isSeason(value: string): boolean {
  return value[4] === '-' && (Number(value.slice(0, 4)) + 1) % 100 === Number(value.slice(5));
}

function areDays(present: readonly string[], name: string): boolean {
  if (otherNames.test(name)) return false;
  const distinct = new Set(present);
  if (distinct.size < fewDays) return false;
  if (dateNames.test(name)) return true;
  const isRising = present.every((value, at) => at === 0 || value >= present[at - 1]!);
  const isFalling = present.every((value, at) => at === 0 || value <= present[at - 1]!);
  const months = new Set(present.map((value) => value.slice(0, 6)));
  // What is numbered anew each month seldom comes to the end of one.
  const hasLast = present.some((value) => Number(value.slice(6)) >= 29);
  return (isRising || isFalling) && hasLast && distinct.size >= manyDays && months.size >= manyMonths;
}

/** SQL for milliseconds since 1970 of a text; fails on what is not written so. */
export function periodSql(text: string, format: PeriodFormat): string {
  const year = `CAST(left(${text}, 4) AS INTEGER)`;
  const digits = (count: number) => `CAST(right(${text}, ${count}) AS INTEGER)`;
  const [pattern, date] = {
    quarter: [String.raw`\d{4}[ :-]?[Qq][1-4]`, `make_date(${year}, 3 * ${digits(1)} - 2, 1)`],
    month: [
      String.raw`\d{4}(-\d{2}|[Mm]\d{1,2})`,
      String.raw`make_date(${year}, CAST(regexp_extract(${text}, '\d+$') AS INTEGER), 1)`,
    ],
    week: [
      String.raw`\d{4}[ -]?W(0[1-9]|[1-4]\d|5[0-3])`,
      `date_trunc('week', make_date(${year}, 1, 4)) + to_days(7 * (${digits(2)} - 1))`,
    ],
    day: [String.raw`\d{8}`, `make_date(${year}, CAST(substr(${text}, 5, 2) AS INTEGER), ${digits(2)})`],
  }[format] as [string, string];
  return `CAST(CASE WHEN regexp_full_match(${text}, '${pattern}') THEN epoch_ms(CAST(${date} AS TIMESTAMP)) ELSE ${noDate(text)} END AS DOUBLE)`;
}

/** SQL that fails as a conversion does: `error()` is refused within a TRY. */
export function noDate(text: string): string {
  return `epoch_ms(CAST('no date: ' || ${text} AS TIMESTAMP))`;
}
