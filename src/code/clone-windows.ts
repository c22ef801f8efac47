/**
 * A file as overlapping windows of code for the search of clones: at each code line the shortest run of code lines from
 * there that has at least 5 lines and 50 tokens (jscpd's and PMD's usual thresholds). Two windows are the same when their
 * tokens are, line by line; comments and white space do not count.
 */
import type { TokenCounter } from './token-counter.ts';

const leastLines = 5;
const leastTokens = 50;
/** Odd multipliers of two rolling hashes; together they tell 2^64 windows apart. */
const base1 = 0x9e3779b1;
const base2 = 0x85ebca6b;

/** The windows of a file, in the order of the text. */
export interface CloneWindows {
  /** Two halves of the hash, by window. */
  hash1: Uint32Array;
  hash2: Uint32Array;
  /** First and last line, from 1, by window. */
  line: Uint32Array;
  endLine: Uint32Array;
}

const none = new Uint32Array(0);

/** Those of a file that is not compared. */
export const noWindows: CloneWindows = { hash1: none, hash2: none, line: none, endLine: none };

/** The windows of the file that was counted last; `lines` is its number of lines. */
export function cloneWindowsOf(tokens: TokenCounter, lines: number): CloneWindows {
  const { lineHash, lineTokens } = tokens;
  const codeLines: number[] = [];
  for (let line = 1; line <= lines; line++) if (lineTokens[line]! > 0) codeLines.push(line);
  const count = codeLines.length;
  const prefix1 = new Uint32Array(count + 1);
  const prefix2 = new Uint32Array(count + 1);
  const power1 = new Uint32Array(count + 1);
  const power2 = new Uint32Array(count + 1);
  power1[0] = 1;
  power2[0] = 1;
  for (let index = 0; index < count; index++) {
    const hash = lineHash[codeLines[index]!]!;
    prefix1[index + 1] = Math.imul(prefix1[index]!, base1) + hash;
    prefix2[index + 1] = Math.imul(prefix2[index]!, base2) + Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
    power1[index + 1] = Math.imul(power1[index]!, base1);
    power2[index + 1] = Math.imul(power2[index]!, base2);
  }

  const windows: CloneWindows = {
    hash1: new Uint32Array(count + 1),
    hash2: new Uint32Array(count + 1),
    line: new Uint32Array(count + 1),
    endLine: new Uint32Array(count + 1),
  };
  let written = 0;
  const add = (first: number, stop: number): void => {
    const length = stop - first;
    windows.hash1[written] = prefix1[stop]! - Math.imul(prefix1[first]!, power1[length]!);
    windows.hash2[written] = prefix2[stop]! - Math.imul(prefix2[first]!, power2[length]!);
    windows.line[written] = codeLines[first]!;
    windows.endLine[written++] = codeLines[stop - 1]!;
  };
  let stop = 0;
  let lastStop = 0;
  let inside = 0;
  for (let first = 0; first < count; first++) {
    while (stop < count && (stop - first < leastLines || inside < leastTokens)) {
      inside += lineTokens[codeLines[stop++]!]!;
    }
    if (stop - first < leastLines || inside < leastTokens) {
      // What is left is too short for a window of its own: the last one is drawn out to the end.
      if (first > 0 && lastStop < count) add(first - 1, count);
      break;
    }
    add(first, stop);
    lastStop = stop;
    inside -= lineTokens[codeLines[first]!]!;
  }
  return {
    hash1: windows.hash1.subarray(0, written),
    hash2: windows.hash2.subarray(0, written),
    line: windows.line.subarray(0, written),
    endLine: windows.endLine.subarray(0, written),
  };
}
