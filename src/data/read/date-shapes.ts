/** How a text may be a date: formats of strptime, `iso` and `iso-minutes` for what DuckDB reads itself. */
export interface DateShape {
  /** With `%d` and `%m` as `day/month` has them; `swapped` is the same with the month first, where that is possible too. */
  format: string;
  swapped: string | null;
  /** Whether the day can only stand first, or only second; null where both would do. */
  dayFirst: boolean | null;
  /** `+02:00`, `Z`, or null where none is written. */
  zone: string | null;
  isPossible: boolean;
}

const clock = String.raw`(?:[T ,]\s*(\d{1,2}):(\d{2})(?::(\d{2})([.,]\d{1,9})?)?\s?([AaPp][Mm])?)?`;
const zonePattern = String.raw`\s?(Z|UTC|[+-]\d{2}(?::?\d{2})?)?`;
const isoClock = String.raw`(?:[T ](\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d{1,9})?)?)?`;
const iso = new RegExp(`^(\\d{4})-(\\d{1,2})-(\\d{1,2})${isoClock}${zonePattern}$`);
const yearFirst = new RegExp(`^(\\d{4})([/.])(\\d{1,2})\\2(\\d{1,2})${clock}$`);
const yearLast = new RegExp(`^(\\d{1,2})([/.-])(\\d{1,2})\\2(\\d{4}|\\d{2})${clock}$`);
const named = new RegExp(`^(\\d{1,2})([ -])([A-Za-z]{3,9})\\2(\\d{4})${clock}$`);
const monthFirst = new RegExp(`^([A-Za-z]{3,9})([ -])(\\d{1,2})(,?)([ -])(\\d{4})${clock}$`);
const months = 'january february march april may june july august september october november december'.split(
  ' ',
);

/** The shape of a text that looks like a date or a moment, or null. Times of day alone and years alone are none. */
export function dateShapeOf(value: string): DateShape | null {
  if (value.length < 6 || value.length > 40) return null;
  let match = iso.exec(value);
  if (match !== null) {
    const isPossible = isDay(match[1]!, match[2]!, match[3]!) && isClock(match[4], match[5], match[6]);
    const zone = match[7] ?? null;
    // DuckDB wants seconds before a zone.
    const format = zone !== null && match[6] === undefined ? 'iso-minutes' : 'iso';
    return { format, swapped: null, dayFirst: null, zone, isPossible };
  }
  match = yearFirst.exec(value);
  if (match !== null) {
    const separator = match[2]!;
    return shape(`%Y${separator}%m${separator}%d`, match, 5, isDay(match[1]!, match[3]!, match[4]!));
  }
  match = yearLast.exec(value);
  if (match !== null) return numericShape(match);
  match = named.exec(value);
  if (match !== null) {
    const month = monthOf(match[3]!);
    if (month === null) return null;
    const format = `%d${match[2]}${month.format}${match[2]}%Y`;
    return shape(format, match, 5, isDay(match[4]!, month.number, match[1]!));
  }
  match = monthFirst.exec(value);
  if (match === null) return null;
  const month = monthOf(match[1]!);
  if (month === null) return null;
  const [before, behind] = [match[2]!, `${match[4]}${match[5]}`];
  return shape(`${month.format}${before}%d${behind}%Y`, match, 7, isDay(match[6]!, month.number, match[3]!));
}

function numericShape(match: RegExpExecArray): DateShape {
  const [, first, separator, second, year] = match as unknown as [string, string, string, string, string];
  const yearFormat = year.length === 4 ? '%Y' : '%y';
  const time = clockFormat(match, 5);
  const format = `%d${separator}%m${separator}${yearFormat}${time}`;
  const fullYear = year.length === 4 ? year : `20${year}`;
  const asDayFirst = isDay(fullYear, second, first);
  const asMonthFirst = isDay(fullYear, first, second);
  const isTimely = isClock(match[5], match[6], match[7]);
  // Dots are written day first everywhere.
  const canSwap = separator !== '.';
  return {
    format,
    swapped: canSwap ? `%m${separator}%d${separator}${yearFormat}${time}` : null,
    dayFirst: !canSwap ? true : asDayFirst === asMonthFirst ? null : asDayFirst,
    zone: null,
    isPossible: isTimely && (asDayFirst || (canSwap && asMonthFirst)),
  };
}

function shape(date: string, match: RegExpExecArray, at: number, isPossible: boolean): DateShape {
  return {
    format: date + clockFormat(match, at),
    swapped: null,
    dayFirst: null,
    zone: null,
    isPossible: isPossible && isClock(match[at], match[at + 1], match[at + 2]),
  };
}

/** The rest of the format, from the hour's place in the match. */
function clockFormat(match: RegExpExecArray, at: number): string {
  if (match[at] === undefined) return '';
  const between = /[T ,]\s*(?=\d{1,2}:\d{2})/.exec(match[0])?.[0] ?? ' ';
  const half = match[at + 4] === undefined ? '' : / [AaPp][Mm]$/.test(match[0]) ? ' %p' : '%p';
  const hour = half === '' ? '%H' : '%I';
  const seconds = match[at + 2] === undefined ? '' : ':%S';
  const fraction =
    match[at + 3] === undefined ? '' : `${match[at + 3]![0]}%${match[at + 3]!.length > 7 ? 'n' : 'f'}`;
  return `${between}${hour}:%M${seconds}${fraction}${half}`;
}

function monthOf(name: string): { number: string; format: '%b' | '%B' } | null {
  const lower = name.toLowerCase();
  const place = months.findIndex((month) => month === lower || month.slice(0, 3) === lower);
  if (place < 0) return null;
  return { number: String(place + 1), format: lower.length === 3 ? '%b' : '%B' };
}

function isDay(year: string, month: string, day: string): boolean {
  const [y, m, d] = [Number(year), Number(month), Number(day)];
  return m >= 1 && m <= 12 && d >= 1 && d <= new Date(Date.UTC(y, m, 0)).getUTCDate();
}

function isClock(hour: string | undefined, minute: string | undefined, second: string | undefined): boolean {
  return Number(hour ?? 0) < 24 && Number(minute ?? 0) < 60 && Number(second ?? 0) < 60;
}
