import type { Random } from '../random.ts';

/** What may be chosen for a setting. `log`: small and large values matter in proportion. Bounds belong to it. */
export type Parameter =
  | { kind: 'float'; low: number; high: number; log?: boolean }
  | { kind: 'int'; low: number; high: number; log?: boolean }
  | { kind: 'choice'; choices: readonly (string | number | boolean)[] };

export type SearchSpace = Readonly<Record<string, Parameter>>;

/** Settings: a value for each parameter of the space. */
export type Settings = Readonly<Record<string, string | number | boolean>>;

/** Settings that were tried, with what came out; lower is better. NaN: they failed. */
export interface Trial {
  settings: Settings;
  loss: number;
}

/** Proposes settings to try next, by what was tried before. */
export interface Sampler {
  propose(trials: readonly Trial[]): Settings;
}

/** A value drawn evenly from a parameter's range. */
export function drawEvenly(parameter: Parameter, random: Random): string | number | boolean {
  if (parameter.kind === 'choice') return parameter.choices[random.below(parameter.choices.length)]!;
  const { low, high } = innerBounds(parameter);
  return fromInner(parameter, low + random.next() * (high - low));
}

/** The range in which a number is searched: on a log scale where it is one, and half a step beyond for whole numbers. */
export function innerBounds(parameter: Parameter & { kind: 'float' | 'int' }): { low: number; high: number } {
  const margin = parameter.kind === 'int' ? 0.5 : 0;
  const low = parameter.low - margin;
  const high = parameter.high + margin;
  return parameter.log ? { low: Math.log(low), high: Math.log(high) } : { low, high };
}

/** A value of a parameter as its search sees it. */
export function toInner(parameter: Parameter & { kind: 'float' | 'int' }, value: number): number {
  return parameter.log ? Math.log(value) : value;
}

/** And back, within the bounds. */
export function fromInner(parameter: Parameter & { kind: 'float' | 'int' }, inner: number): number {
  const value = parameter.log ? Math.exp(inner) : inner;
  const own = parameter.kind === 'int' ? Math.round(value) : value;
  return Math.min(parameter.high, Math.max(parameter.low, own));
}

/**
 * Refuses a space that cannot be searched.
 *
 * @throws RangeError naming the parameter
 */
export function checkSpace(space: SearchSpace): void {
  for (const [name, parameter] of Object.entries(space)) {
    if (parameter.kind === 'choice') {
      if (parameter.choices.length === 0) throw new RangeError(`${name} has no choices.`);
      continue;
    }
    const { low, high, log, kind } = parameter;
    if (!(low <= high)) throw new RangeError(`${name} goes from ${low} to ${high}.`);
    if (log && low <= 0) throw new RangeError(`${name} is searched on a log scale, but begins at ${low}.`);
    if (kind === 'int' && !(Number.isInteger(low) && Number.isInteger(high)))
      throw new RangeError(`${name} is for whole numbers, but goes from ${low} to ${high}.`);
  }
}
