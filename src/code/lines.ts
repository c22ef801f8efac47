/** Sorts the lines of a file into code, comment and blank. */
import { codeUnitsOf, lineStartsOf } from './code-units.ts';
import { grown } from './token-counter.ts';

/** Counts of the last file; arrays are used again for the next. */
export class LineCounter {
  /** Lines with code up to and including a line, by line; entry 0 is 0. */
  codeBefore = new Uint32Array(1024);
  lines = 0;
  sloc = 0;
  comments = 0;
  blank = 0;

  // The text at hand, its comments, and the first of them that does not end before the place at hand.
  #text: Uint16Array = new Uint16Array(0);
  #length = 0;
  #starts: Uint32Array = new Uint32Array(0);
  #ends: Uint32Array = new Uint32Array(0);
  #count = 0;
  #next = 0;

  /**
   * A line is blank if it has nothing but white space (in a comment or a string too), a comment line if a comment stands
   * on it, alone or after code, and a code line if anything else does. A last line with nothing in it is no line.
   */
  count(source: string, starts: Uint32Array, ends: Uint32Array, comments: number): void {
    this.sloc = 0;
    this.comments = 0;
    this.blank = 0;
    this.#text = codeUnitsOf(source);
    this.#length = source.length;
    this.#starts = starts;
    this.#ends = ends;
    this.#count = comments;
    this.#next = 0;
    const { starts: begins, count } = lineStartsOf(source);
    const { length } = source;
    const lines = begins[count - 1] === length ? count - 1 : count;
    while (lines + 2 > this.codeBefore.length) this.codeBefore = grown(this.codeBefore);
    for (let line = 0; line < lines; line++) {
      this.#sort(begins[line]!, line + 1 < count ? begins[line + 1]! - 1 : length);
      this.codeBefore[line + 1] = this.sloc;
    }
    this.lines = lines;
    this.codeBefore[lines + 1] = this.sloc;
  }

  /**
   * Counts one line. A function of its own: V8 compiles a loop within a loop for the inner one alone, and throws that away each time it is left.
   */
  #sort(begin: number, stop: number): void {
    let commented = false;
    let index = begin;
    for (;;) {
      while (index < stop && isSpace(this.#text[index]!)) index++;
      // Before comments are passed: one that goes on in the next line ends beyond this one.
      if (index >= stop) break;
      while (this.#next < this.#count && this.#ends[this.#next]! <= index) this.#next++;
      const start = this.#next < this.#count ? this.#starts[this.#next]! : this.#length;
      if (start <= index) {
        commented = true;
        index = this.#ends[this.#next]!;
        continue;
      }
      this.sloc++;
      if (commented || start < stop) this.comments++;
      return;
    }
    if (commented) this.comments++;
    else this.blank++;
  }

  /** Lines with code from one line to another, both included. */
  slocBetween(line: number, endLine: number): number {
    const last = Math.min(endLine, this.lines);
    return last < line ? 0 : this.codeBefore[last]! - this.codeBefore[line - 1]!;
  }
}

function isSpace(code: number): boolean {
  return (
    code <= 32 || code === 0xa0 || code === 0xfeff || code === 0x2028 || code === 0x2029 || code === 0x3000
  );
}
