import type { Axis, Tick } from './figure.ts';

/** Round numbers from `min` to `max`, about `count` of them: steps of 1, 2 or 5 times a power of ten. */
export function niceTicks(min: number, max: number, count = 5): Tick[] {
  const step = niceStep(max - min, count);
  const digits = Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
  const ticks: Tick[] = [];
  for (let index = Math.ceil(min / step - 1e-9); index * step <= max + step * 1e-9; index += 1)
    ticks.push({ at: index * step, label: labelOf(index * step, digits) });
  return ticks;
}

function niceStep(span: number, count: number): number {
  const rough = span / Math.max(1, count);
  const power = 10 ** Math.floor(Math.log10(rough));
  const factor = [1, 2, 5, 10].find((each) => each * power >= rough * 0.999) ?? 10;
  return factor * power;
}

function labelOf(value: number, digits: number): string {
  const size = Math.abs(value);
  if (size >= 1e6 || (size > 0 && digits > 6)) return value.toExponential(2).replace(/\.?0+e\+?/, 'e');
  const [whole = '', fraction] = size.toFixed(digits).split('.');
  const sign = value < 0 && Number(size.toFixed(digits)) > 0 ? '−' : '';
  return `${sign}${whole.replace(/\B(?=(?:\d{3})+$)/g, ',')}${fraction === undefined ? '' : `.${fraction}`}`;
}

/** A value as text beside a mark: three significant digits, or whole where it is large. */
export function shortNumber(value: number): string {
  const size = Math.abs(value);
  if (size >= 1e6 || (size > 0 && size < 1e-4)) return value.toExponential(2).replace('-', '−');
  const digits = size >= 100 || Number.isInteger(value) ? 0 : size >= 10 ? 1 : 3;
  return labelOf(value, digits);
}

/** An axis over values, widened to round numbers. One value, or none, gets some room around it. */
export function axisOver(
  title: string,
  values: Iterable<number>,
  { holds = [] }: { holds?: readonly number[] } = {},
): Axis {
  let min = Number.POSITIVE_INFINITY;
  let max = Number.NEGATIVE_INFINITY;
  for (const value of [...holds, ...values]) {
    if (!Number.isFinite(value)) continue;
    if (value < min) min = value;
    if (value > max) max = value;
  }
  if (min > max) [min, max] = [0, 1];
  if (min === max) {
    const room = min === 0 ? 1 : Math.abs(min) * 0.1;
    [min, max] = [min - room, max + room];
  }
  const step = niceStep(max - min, 5);
  const low = Math.floor(min / step + 1e-9) * step;
  const high = Math.ceil(max / step - 1e-9) * step;
  return { title, min: low, max: high, ticks: niceTicks(low, high) };
}

/** An axis from 0 to 1. */
export function shareAxis(title: string): Axis {
  return { title, min: 0, max: 1, ticks: niceTicks(0, 1) };
}

/** An axis of names, the first at the top (or at the left). */
export function bandAxis(
  title: string,
  names: readonly string[],
  direction: 'down' | 'right' = 'down',
): Axis {
  const [first, last] = [-0.5, names.length - 0.5];
  return {
    title,
    min: direction === 'down' ? last : first,
    max: direction === 'down' ? first : last,
    ticks: names.map((label, at) => ({ at, label })),
    isBand: true,
  };
}
