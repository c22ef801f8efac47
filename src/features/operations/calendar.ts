import type { DatePart } from './operation.ts';

/** What the calendar is computed with: numbers here, values of a graph in an exported pipeline, so that both give the same. */
export interface Arithmetic<Quantity> {
  /** a + times b + plus. */
  sum(a: Quantity, b: Quantity | null, times: number, plus: number): Quantity;
  /** The whole part of a / by, towards minus infinity. */
  floorDivide(a: Quantity, by: number): Quantity;
  divide(a: Quantity, by: number): Quantity;
  /** The entry of a table at a whole number; missing where that is. */
  entry(table: readonly number[], at: Quantity): Quantity;
  /** The number itself, missing where its size is above `most`. */
  within(a: Quantity, most: number): Quantity;
}

const dayMs = 86_400_000;
const hourMs = 3_600_000;
/** Dates end there, in JavaScript at least; far beyond, doubles have no whole days. */
const mostMs = 8.64e15;

/** The parts of a time in UTC, in their order; a cycle gives two numbers. What can't be a time has none. */
export function calendarParts<Quantity>(
  time: Quantity,
  parts: readonly DatePart[],
  math: Arithmetic<Quantity>,
): Quantity[] {
  const milliseconds = math.within(time, mostMs);
  const days = math.floorDivide(milliseconds, dayMs);
  let found: { year: Quantity; month: Quantity; day: Quantity } | undefined;
  const civil = (): { year: Quantity; month: Quantity; day: Quantity } => {
    found ??= civilDate(days, math);
    return found;
  };
  // 1970 began on a Thursday.
  const weekday = (): Quantity => remainder(math.sum(days, null, 0, 3), 7, math);
  const hour = (): Quantity => math.floorDivide(math.sum(milliseconds, days, -dayMs, 0), hourMs);
  const partsOf: Record<DatePart, () => Quantity[]> = {
    year: () => [civil().year],
    quarter: () => [math.sum(math.floorDivide(math.sum(civil().month, null, 0, -1), 3), null, 0, 1)],
    month: () => [civil().month],
    day: () => [civil().day],
    weekday: () => [weekday()],
    hour: () => [hour()],
    elapsedDays: () => [math.divide(milliseconds, dayMs)],
    monthCycle: () => cycle(math.sum(civil().month, null, 0, -1), 12, math),
    weekdayCycle: () => cycle(weekday(), 7, math),
    hourCycle: () => cycle(hour(), 24, math),
  };
  return parts.flatMap((part) => partsOf[part]());
}

/** How many numbers a part gives. */
export function partNames(part: DatePart): string[] {
  return part.endsWith('Cycle') ? [`${part}Sine`, `${part}Cosine`] : [part];
}

/** Year, month (1..12) and day of the month from days since 1970, by years that begin in March (Hinnant, 2013, `civil_from_days`). */
function civilDate<Quantity>(
  daysSince1970: Quantity,
  math: Arithmetic<Quantity>,
): { year: Quantity; month: Quantity; day: Quantity } {
  const { sum, floorDivide } = math;
  const days = sum(daysSince1970, null, 0, 719_468);
  const era = floorDivide(days, 146_097);
  const dayOfEra = sum(days, era, -146_097, 0);
  const leaps = sum(
    sum(sum(dayOfEra, floorDivide(dayOfEra, 1_460), -1, 0), floorDivide(dayOfEra, 36_524), 1, 0),
    floorDivide(dayOfEra, 146_096),
    -1,
    0,
  );
  const yearOfEra = floorDivide(leaps, 365);
  const before = sum(
    sum(sum(yearOfEra, yearOfEra, 364, 0), floorDivide(yearOfEra, 4), 1, 0),
    floorDivide(yearOfEra, 100),
    -1,
    0,
  );
  const dayOfYear = sum(dayOfEra, before, -1, 0);
  // Months from March, 0; those from 10 are January and February of the next year.
  const fromMarch = floorDivide(sum(dayOfYear, dayOfYear, 4, 2), 153);
  const isNextYear = floorDivide(fromMarch, 10);
  const monthStart = floorDivide(sum(fromMarch, fromMarch, 152, 2), 5);
  return {
    year: sum(sum(yearOfEra, era, 400, 0), isNextYear, 1, 0),
    month: sum(fromMarch, isNextYear, -12, 3),
    day: sum(dayOfYear, monthStart, -1, 1),
  };
}

function remainder<Quantity>(value: Quantity, by: number, math: Arithmetic<Quantity>): Quantity {
  return math.sum(value, math.floorDivide(value, by), -by, 0);
}

/** Rounded, so that equal sines are equal numbers: a tree must not split what only rounding tells apart. */
function cycle<Quantity>(value: Quantity, length: number, math: Arithmetic<Quantity>): Quantity[] {
  return [Math.sin, Math.cos].map((wave) => {
    const table = Array.from(
      { length },
      (_, at) => Math.round(wave((2 * Math.PI * at) / length) * 1e12) / 1e12,
    );
    return math.entry(table, value);
  });
}
