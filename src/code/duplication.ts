/**
 * Clones within and across files. Windows of code lines are numbered through, and each is told the number of the first one that equals it (two
 * hashes, 64 bits): a clone is a run of windows whose firsts run too. What jscpd's detector finds when it is fed the same windows, without an
 * object and a promise for each (see docs/decisions): a large review has half a million.
 */
import type { CloneWindows } from './clone-windows.ts';
import type { LanguageName } from './types.ts';

/** Fewer lines than that are no clone: the windows hold five, and one that is cut short by the end of its file may hold less. */
const leastLines = 5;

/** What is needed of a file to look for clones. */
export interface CloneSource {
  language: LanguageName;
  windows: CloneWindows;
  /** Code lines up to and including a line, by line; entry 0 is 0. */
  codeBefore: Uint32Array;
}

/** Two places with the same code; `source` numbers are those of the list that was searched. */
export interface Clone {
  source: number;
  line: number;
  endLine: number;
  otherSource: number;
  otherLine: number;
  otherEndLine: number;
}

/** The clones, and for each source the share of its code lines that stand in one, 0..1. */
export function findClones(sources: readonly CloneSource[]): { clones: Clone[]; shares: number[] } {
  const clones: Clone[] = [];
  const marks = new Map<number, Uint8Array>();
  for (const language of new Set(sources.map((source) => source.language))) {
    const members = sources.flatMap((source, index) => (source.language === language ? [index] : []));
    findIn(sources, members, clones);
  }
  const mark = (index: number, line: number, endLine: number): void => {
    let lines = marks.get(index);
    if (!lines) {
      lines = new Uint8Array(sources[index]!.codeBefore.length + 1);
      marks.set(index, lines);
    }
    lines.fill(1, line, endLine + 1);
  };
  for (const clone of clones) {
    mark(clone.source, clone.line, clone.endLine);
    mark(clone.otherSource, clone.otherLine, clone.otherEndLine);
  }
  return { clones, shares: sources.map((source, index) => shareOf(source, marks.get(index))) };
}

function shareOf({ codeBefore }: CloneSource, marks: Uint8Array | undefined): number {
  const lines = codeBefore.length - 1;
  const code = codeBefore[lines] ?? 0;
  if (!marks || code === 0) return 0;
  let cloned = 0;
  for (let line = 1; line <= lines; line++) {
    if (marks[line] === 1) cloned += codeBefore[line]! - codeBefore[line - 1]!;
  }
  return Math.round((cloned / code) * 1e4) / 1e4;
}

/** Adds the clones among the members, each with the place where its windows are seen first. */
function findIn(sources: readonly CloneSource[], members: readonly number[], clones: Clone[]): void {
  const { first, offsets } = firstOccurrences(members.map((member) => sources[member]!.windows));
  for (const [place, member] of members.entries()) {
    const { windows } = sources[member]!;
    const stop = offsets[place + 1]! - 1;
    for (let begin = offsets[place]!; begin < stop; begin++) {
      if (first[begin]! === begin) continue;
      let end = begin;
      while (end + 1 < stop && first[end + 1] === first[end]! + 1) end++;
      const line = windows.line[begin - offsets[place]!]!;
      const endLine = windows.endLine[end - offsets[place]!]!;
      if (endLine - line + 1 >= leastLines) {
        const other = placeOf(first[begin]!, offsets);
        const otherSource = members[other]!;
        const otherWindows = sources[otherSource]!.windows;
        const otherLine = otherWindows.line[first[begin]! - offsets[other]!]!;
        const otherEndLine = otherWindows.endLine[first[end]! - offsets[other]!]!;
        clones.push({ source: member, line, endLine, otherSource, otherLine, otherEndLine });
      }
      begin = end;
    }
  }
}

/** Windows numbered through, and for each the number of the first that equals it, which may be its own. */
interface Occurrences {
  first: Int32Array;
  /**
   * Number of each list's first window, and where one more list would begin. A number stays free behind each list, so that no run goes on from
   * the end of one into the next.
   */
  offsets: Int32Array;
}

function firstOccurrences(lists: readonly CloneWindows[]): Occurrences {
  const offsets = new Int32Array(lists.length + 1);
  for (const [place, { line }] of lists.entries()) offsets[place + 1] = offsets[place]! + line.length + 1;
  const total = offsets[lists.length]!;
  const mask = 2 ** Math.ceil(Math.log2(Math.max(16, total * 2))) - 1;
  const slots = new Int32Array(mask + 1).fill(-1);
  const hash1 = new Uint32Array(total);
  const hash2 = new Uint32Array(total);
  const first = new Int32Array(total).fill(-1);
  for (const [place, windows] of lists.entries()) {
    const offset = offsets[place]!;
    hash1.set(windows.hash1, offset);
    hash2.set(windows.hash2, offset);
    for (let index = offset; index < offset + windows.line.length; index++) {
      let slot = hash1[index]! & mask;
      let other = slots[slot]!;
      while (other >= 0 && !(hash1[other] === hash1[index] && hash2[other] === hash2[index])) {
        slot = (slot + 1) & mask;
        other = slots[slot]!;
      }
      if (other < 0) slots[slot] = index;
      first[index] = other < 0 ? index : other;
    }
  }
  return { first, offsets };
}

/** The list that a window is in, by its number. */
function placeOf(window: number, offsets: Int32Array): number {
  let low = 0;
  let high = offsets.length - 1;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (offsets[middle]! <= window) low = middle;
    else high = middle;
  }
  return low;
}
