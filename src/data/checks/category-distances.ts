import type { Column } from '../table.ts';

type Numbers = Column & { type: 'numbers' };
type Texts = Column & { type: 'texts' };

/** Fewer values on either side say nothing. */
const leastValues = 10;

/** The rows of a column with a number, by rising numbers. */
export function risingRows({ values }: Numbers): Int32Array {
  const rows = Int32Array.from(values.keys()).filter((row) => !Number.isNaN(values[row]!));
  return rows.sort((one, other) => values[one]! - values[other]!);
}

/**
 * How far the numbers of each category lie from those of all others, by Kolmogorov and Smirnov: all categories in one pass over the rising rows. 0 where either side has
 * fewer than ten.
 */
export function categoryDistances({ values }: Numbers, rising: Int32Array, source: Texts): Float64Array {
  const categories = source.dictionary.length;
  const counts = new Int32Array(categories);
  let all = 0;
  for (const row of rising) {
    const code = source.codes[row]!;
    if (code < 0) continue;
    counts[code] = counts[code]! + 1;
    all++;
  }
  const below = new Int32Array(categories);
  const most = new Float64Array(categories);
  let seen = 0;
  for (let place = 0; place < rising.length; place++) {
    const row = rising[place]!;
    const code = source.codes[row]!;
    if (code >= 0) {
      below[code] = below[code]! + 1;
      seen++;
    }
    // Equal numbers are below the same ones.
    if (place + 1 < rising.length && values[rising[place + 1]!] === values[row]) continue;
    for (let each = 0; each < categories; each++) {
      const own = below[each]!;
      const distance = Math.abs(own / counts[each]! - (seen - own) / (all - counts[each]!));
      if (distance > most[each]!) most[each] = distance;
    }
  }
  return most.map((distance, each) =>
    counts[each]! < leastValues || all - counts[each]! < leastValues ? 0 : distance,
  );
}
