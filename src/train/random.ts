/** Seeded random numbers: the same seed gives the same numbers on every machine. Not for secrets. */
export interface Random {
  /** Uniform in [0, 1), with 53 bits. */
  next(): number;
  /** A whole number from 0 to `below` - 1. */
  below(below: number): number;
  /** Standard normal (Marsaglia's polar method). */
  normal(): number;
  /** Puts the values in random order, in place (Fisher and Yates). */
  shuffle<Values extends Int32Array | Uint32Array | unknown[]>(values: Values): Values;
  /** `count` different whole numbers from 0 to `of` - 1, in rising order. */
  sample(count: number, of: number): Int32Array;
}

/** xoshiro128** (Blackman and Vigna, 2018), seeded through SplitMix32. */
export function createRandom(seed: number): Random {
  let state = Math.trunc(seed) >>> 0;
  const high = Math.floor(Math.abs(seed) / 2 ** 32) >>> 0;
  state ^= high;
  const mix = (): number => {
    state = (state + 0x9e3779b9) >>> 0;
    let mixed = state ^ (state >>> 16);
    mixed = Math.imul(mixed, 0x21f0aaad);
    mixed ^= mixed >>> 15;
    mixed = Math.imul(mixed, 0x735a2d97);
    return (mixed ^ (mixed >>> 15)) | 0;
  };
  let [a, b, c, d] = [mix(), mix(), mix(), mix()];
  const word = (): number => {
    const scrambled = Math.imul(rotated(Math.imul(b, 5), 7), 9) >>> 0;
    const shifted = b << 9;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= shifted;
    d = rotated(d, 11);
    return scrambled;
  };
  let spare = Number.NaN;

  const random: Random = {
    next: () => ((word() >>> 5) * 2 ** 26 + (word() >>> 6)) / 2 ** 53,
    below: (below) => Math.floor(random.next() * below),
    normal() {
      if (!Number.isNaN(spare)) {
        const kept = spare;
        spare = Number.NaN;
        return kept;
      }
      for (;;) {
        const x = 2 * random.next() - 1;
        const y = 2 * random.next() - 1;
        const square = x * x + y * y;
        if (square === 0 || square >= 1) continue;
        const scale = Math.sqrt((-2 * Math.log(square)) / square);
        spare = y * scale;
        return x * scale;
      }
    },
    shuffle(values) {
      for (let last = values.length - 1; last > 0; last--) {
        const other = random.below(last + 1);
        const kept = values[last];
        values[last] = values[other]!;
        values[other] = kept!;
      }
      return values;
    },
    sample(count, of) {
      // Floyd's algorithm.
      const chosen = new Set<number>();
      for (let top = of - Math.min(count, of); top < of; top++) {
        const place = random.below(top + 1);
        chosen.add(chosen.has(place) ? top : place);
      }
      return Int32Array.from(chosen).sort();
    },
  };
  return random;
}

function rotated(value: number, by: number): number {
  return (value << by) | (value >>> (32 - by));
}
