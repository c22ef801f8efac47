/** Sorts the lines of a file into code, comment and blank. */
import { grown } from './token-counter.ts';

const lineBreak = 10;

/** Counts of the last file; arrays are used again for the next. */
export class LineCounter {
  /** Lines with code up to and including a line, by line; entry 0 is 0. */
  codeBefore = new Uint32Array(1024);
  lines = 0;
  sloc = 0;
  comments = 0;
  blank = 0;

  /**
   * A line is blank if it has nothing but white space (in a comment or a string too), a comment line if a comment stands
   * on it, alone or after code, and a code line if anything else does. A last line with nothing in it is no line.
   */
  count(source: string, starts: Uint32Array, ends: Uint32Array, comments: number): void {
    this.sloc = 0;
    this.comments = 0;
    this.blank = 0;
    let line = 0;
    let comment = 0;
    for (let begin = 0; begin < source.length; ) {
      let stop = source.indexOf('\n', begin);
      if (stop < 0) stop = source.length;
      line++;
      if (line + 1 >= this.codeBefore.length) this.codeBefore = grown(this.codeBefore);

      let code = false;
      let commented = false;
      let index = begin;
      for (;;) {
        while (index < stop && isSpace(source.charCodeAt(index))) index++;
        // Before comments are passed: one that goes on in the next line ends beyond this one.
        if (index >= stop) break;
        while (comment < comments && ends[comment]! <= index) comment++;
        const start = comment < comments ? starts[comment]! : source.length;
        if (start <= index) {
          commented = true;
          index = ends[comment]!;
          continue;
        }
        code = true;
        if (start < stop) commented = true;
        break;
      }
      if (code) this.sloc++;
      if (commented) this.comments++;
      if (!code && !commented) this.blank++;
      this.codeBefore[line] = this.sloc;
      begin = stop + 1;
    }
    this.lines = line;
    this.codeBefore[line + 1] = this.sloc;
  }

  /** Lines with code from one line to another, both included. */
  slocBetween(line: number, endLine: number): number {
    const last = Math.min(endLine, this.lines);
    return last < line ? 0 : this.codeBefore[last]! - this.codeBefore[line - 1]!;
  }
}

function isSpace(code: number): boolean {
  if (code === lineBreak) return false;
  return (
    code <= 32 || code === 0xa0 || code === 0xfeff || code === 0x2028 || code === 0x2029 || code === 0x3000
  );
}
