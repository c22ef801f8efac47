/** Numbers and moments as people read them. */

/** `0.4 s`, `12 s`, `3 min 05 s`. */
export function formatSeconds(seconds: number): string {
  if (seconds < 0.0995) return `${Math.round(seconds * 1000)} ms`;
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  if (seconds < 59.5) return `${Math.round(seconds)} s`;
  const whole = Math.round(seconds);
  return `${Math.floor(whole / 60)} min ${String(whole % 60).padStart(2, '0')} s`;
}

/** `12,345`; fractions with at most `digits` digits and no zeros at the end. */
export function formatNumber(value: number, digits = 0): string {
  // Shifted as text, so that 1.005 is rounded as it is written. The runtime's own formatter takes 15 ms to be loaded.
  const shifted = Math.round(Number(`${Math.abs(value)}e${digits}`));
  const text = Number.isSafeInteger(shifted) ? String(Number(`${shifted}e-${digits}`)) : '';
  if (text === '' || text.includes('e'))
    return value.toLocaleString('en-US', { maximumFractionDigits: digits });
  const [whole = '', fraction] = text.split('.');
  const grouped = whole.replace(/\B(?=(?:\d{3})+$)/g, ',');
  return `${value < 0 && shifted > 0 ? '-' : ''}${grouped}${fraction === undefined ? '' : `.${fraction}`}`;
}

/** `85%`, or a dash for null. */
export function formatShare(value: number | null, digits = 0): string {
  return value === null ? '–' : `${(value * 100).toFixed(digits)}%`;
}

/** `3 files`, `1 file`. */
export function count(number: number, noun: string, plural = `${noun}s`): string {
  return `${formatNumber(number)} ${number === 1 ? noun : plural}`;
}

/** `2 min ago`, `3 h ago`, or the date where it is longer ago than a week. */
export function formatAgo(at: string, now: Date = new Date()): string {
  const seconds = Math.max(0, (now.getTime() - Date.parse(at)) / 1000);
  if (seconds < 60) return 'just now';
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ago`;
  if (seconds < 86_400) return `${Math.floor(seconds / 3600)} h ago`;
  return seconds < 7 * 86_400 ? `${Math.floor(seconds / 86_400)} d ago` : at.slice(0, 10);
}

/** `812 B`, `3.4 KB`, `1.2 GB` (powers of 1000). */
export function formatBytes(bytes: number): string {
  const units = ['B', 'KB', 'MB', 'GB', 'TB'];
  let value = bytes;
  let unit = 0;
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${unit === 0 || value >= 100 ? Math.round(value) : value.toFixed(1)} ${units[unit]}`;
}
