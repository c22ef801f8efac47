import { InputError } from '../errors/index.ts';

/** A metric's value as JSON, which has no word for these three. */
type KeptNumber = number | 'NaN' | 'Infinity' | '-Infinity';

/** Metrics as the summary keeps them. */
export function encodeMetrics(metrics: ReadonlyMap<string, number | null>): Record<string, KeptNumber> {
  return Object.fromEntries(
    [...metrics].map(([name, value]) => [
      name,
      value !== null && Number.isFinite(value) ? value : (String(value ?? Number.NaN) as KeptNumber),
    ]),
  );
}

/** Metrics as they were logged. */
export function decodeMetrics(kept: Readonly<Record<string, KeptNumber>>): Record<string, number> {
  const metrics = kept as Record<string, number>;
  for (const name in metrics) if (typeof kept[name] === 'string') metrics[name] = Number(kept[name]);
  return metrics;
}

/** Names and nested objects in one layer: `{ model: { depth: 3 } }` gives `model.depth`. Arrays and null stay as they are. */
export function flatten(values: Readonly<Record<string, unknown>>, before = ''): Record<string, unknown> {
  const flat: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(values)) {
    const path = checkedName(before === '' ? name : `${before}.${name}`);
    if (value === undefined) continue;
    if (typeof value === 'object' && value !== null && !Array.isArray(value) && Object.keys(value).length > 0)
      Object.assign(flat, flatten(value as Record<string, unknown>, path));
    else flat[path] = value;
  }
  return flat;
}

/** A parameter as text: strings as they are, all else as JSON. */
export function textOf(value: unknown): string {
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? String(value));
}

/** A parameter as a number, for comparing; null where it is none. */
export function numberOf(value: unknown): number | null {
  return typeof value === 'number' && Number.isFinite(value) ? value : null;
}

/** @throws InputError `bad-name` */
export function checkedName(name: string): string {
  if (/^[^\p{Cc}\p{Zl}\p{Zp}]{1,250}$/u.test(name) && name.trim() === name) return name;
  throw new InputError(
    'bad-name',
    `${JSON.stringify(name.slice(0, 60))} can't name anything: a name has 1 to 250 characters on one line, without spaces around it.`,
  );
}
