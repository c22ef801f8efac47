/** The code units of a text as numbers, and where its lines begin: found once for all who ask about the same text in turn. */

export interface LineStarts {
  /** Offset of each line's first character, for `count` lines; the rest is left over from other texts. */
  starts: Uint32Array;
  /** Line feeds in the text, and one more. */
  count: number;
}

/** Zeros after the last code unit. */
const zeros = 16;

let units = new Uint16Array(65_536);
let bytes = Buffer.from(units.buffer);
let unitsOf: string | null = null;

const lines: LineStarts = { starts: new Uint32Array(1024), count: 0 };
let linesOf: string | null = null;

/** The UTF-16 code units of a text and at least 16 zeros after them; holds until another text is asked for, and is not to be changed. */
export function codeUnitsOf(source: string): Uint16Array {
  if (source === unitsOf) return units;
  const { length } = source;
  if (units.length < length + zeros) {
    units = new Uint16Array(length + zeros);
    bytes = Buffer.from(units.buffer);
  }
  bytes.write(source, 0, length * 2, 'utf16le');
  units.fill(0, length, length + zeros);
  unitsOf = source;
  return units;
}

/** Offsets of the lines' first characters, in UTF-16 code units; holds until another text is asked for. */
export function lineStartsOf(source: string): LineStarts {
  if (source === linesOf) return lines;
  linesOf = source;
  lines.count = 0;
  addLine(0);
  for (let at = source.indexOf('\n'); at >= 0; at = source.indexOf('\n', at + 1)) addLine(at + 1);
  return lines;
}

/** The line of an offset in a text, from 1. */
export function lineOf(source: string, offset: number): number {
  const { starts, count } = lineStartsOf(source);
  let low = 0;
  let high = count - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (starts[middle]! <= offset) low = middle;
    else high = middle - 1;
  }
  return low + 1;
}

function addLine(start: number): void {
  if (lines.count === lines.starts.length) {
    const larger = new Uint32Array(lines.count * 2);
    larger.set(lines.starts);
    lines.starts = larger;
  }
  lines.starts[lines.count++] = start;
}

/** Lets go of a text that is asked about no more. */
export function forgetText(): void {
  unitsOf = null;
  linesOf = null;
}
