/** The number that was read last: an object for each would be most of the work. */
export const plainNumber = { value: Number.NaN };

/** Whole numbers of more digits are codes, or lose their last ones. */
const digitsAtMost = 15;
const [plus, minus, dot, zero, nine, upperE, lowerE] = [43, 45, 46, 48, 57, 69, 101];
const [lineFeed, carriageReturn] = [10, 13];
/** Powers of ten that doubles hold exactly (Clinger, 1990): a quotient of two exact numbers is rounded once, so it is the nearest double. */
const powers = Float64Array.from({ length: 23 }, (_, exponent) => Number(`1e${exponent}`));

/**
 * Reads the number that stands at a place of a text and ends with its field, into `plainNumber`: NaN for an empty field. Gives the place where the field ends; -1 for what
 * is no plain number: other styles, marks, quotes, spaces, and codes (`007`, digits beyond 15).
 */
export function plainNumberAt(text: Uint8Array, from: number, delimiter: number): number {
  let at = from;
  let byte = text[at];
  if (isEnd(byte, text[at + 1], delimiter)) {
    plainNumber.value = Number.NaN;
    return at;
  }
  const isNegative = byte === minus;
  if (isNegative) byte = text[++at];
  const first = at;
  let digits = 0;
  let whole = 0;
  while (byte !== undefined && byte >= zero && byte <= nine) {
    whole = whole * 10 + (byte - zero);
    digits++;
    byte = text[++at];
  }
  if (digits === 0 || digits > digitsAtMost || (digits > 1 && text[first] === zero)) return -1;
  let decimals = 0;
  if (byte === dot) {
    byte = text[++at];
    while (byte !== undefined && byte >= zero && byte <= nine) {
      whole = whole * 10 + (byte - zero);
      decimals++;
      byte = text[++at];
    }
    if (decimals === 0) return -1;
  }
  let hasExponent = false;
  if (byte === upperE || byte === lowerE) {
    hasExponent = true;
    byte = text[++at];
    if (byte === minus || byte === plus) byte = text[++at];
    const exponent = at;
    while (byte !== undefined && byte >= zero && byte <= nine) byte = text[++at];
    if (at === exponent) return -1;
  }
  if (!isEnd(byte, text[at + 1], delimiter)) return -1;
  if (hasExponent || digits + decimals > digitsAtMost) {
    plainNumber.value = Number(
      Buffer.from(text.buffer, text.byteOffset + from, at - from).toString('latin1'),
    );
    // Beyond what a double holds: others may say what that is.
    return Number.isFinite(plainNumber.value) ? at : -1;
  }
  const size = decimals === 0 ? whole : whole / powers[decimals]!;
  plainNumber.value = isNegative ? -size : size;
  return at;
}

function isEnd(byte: number | undefined, next: number | undefined, delimiter: number): boolean {
  return byte === delimiter || byte === lineFeed || (byte === carriageReturn && next === lineFeed);
}
