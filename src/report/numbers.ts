import type { z } from 'zod';
import type { Score } from './training-report.ts';

/** A figure with four significant digits; a dash where there is none. */
export function figure(value: number | null | undefined): string {
  if (value === null || value === undefined) return '–';
  if (!Number.isFinite(value)) return Number.isNaN(value) ? 'not a number' : value > 0 ? '∞' : '−∞';
  const size = Math.abs(value);
  if (size >= 1000) return whole(value);
  // Zeros at the end stay, so that columns of figures are aligned.
  const text = Number.isInteger(value) ? String(value) : value.toPrecision(4);
  return text.replace('-', '−');
}

/** Words as the beginning of a sentence. */
export function sentence(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** Rounded, with commas. */
export function whole(value: number): string {
  return Math.round(value).toLocaleString('en-US').replace('-', '−');
}

/** `0.871 (0.85 to 0.89)`. */
export function withInterval({
  value,
  low,
  high,
}: {
  value: number | null;
  low?: number | undefined;
  high?: number | undefined;
}): string {
  return low === undefined || high === undefined
    ? figure(value)
    : `${figure(value)} (${figure(low)} to ${figure(high)})`;
}

/** `+0.012`. */
export function signed(value: number | null): string {
  return value === null ? '–' : `${value > 0 ? '+' : ''}${figure(value)}`;
}

/** `48 s`, `3 min 05 s`. */
export function duration(seconds: number): string {
  if (seconds < 10) return `${seconds.toFixed(seconds < 1 ? 2 : 1)} s`;
  if (seconds < 59.5) return `${Math.round(seconds)} s`;
  const all = Math.round(seconds);
  return `${Math.floor(all / 60)} min ${String(all % 60).padStart(2, '0')} s`;
}

/** `12.3%`. */
export function percent(share: number): string {
  return `${(share * 100).toFixed(share > 0 && share < 0.1 ? 1 : 0)}%`;
}

/** `14.2 KB` (powers of 1000). */
export function size(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  const power = Math.min(3, Math.floor(Math.log10(bytes) / 3));
  return `${(bytes / 1000 ** power).toFixed(1)} ${['B', 'KB', 'MB', 'GB'][power]}`;
}

/** The names of all metrics that are in any of the lists, the first list's first. */
export function metricNames(...lists: readonly (readonly z.output<typeof Score>[])[]): string[] {
  return [...new Set(lists.flatMap((list) => list.map(({ metric }) => metric)))];
}
