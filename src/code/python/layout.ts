/** Lines and their indentation, as the grammar's own scanner reads them. */
import { Kind } from './node-kinds.ts';
import { Scanner } from './scanner.ts';
import { Token } from './tokens.ts';

/** The grammar's scanner keeps indentations as bytes. */
const mostIndent = 255;

export class Layout extends Scanner {
  /** Indentation of the line that the token at hand begins. */
  lineIndent = 0;

  /** After the end of a line: on to the next line with a token. The comments in between wait, with their indentations. */
  nextLine(): void {
    const { text } = this;
    let at = this.end;
    let indent = 0;
    for (;;) {
      const code = text[at]!;
      if (code === 10 || code === 13 || code === 12) {
        indent = 0;
        at++;
      } else if (code === 32) {
        indent++;
        at++;
      } else if (code === 9) {
        indent += 8;
        at++;
      } else if (code === 35) {
        const from = at;
        while (text[at] !== 10 && at < this.length) at++;
        this.wait(Kind.comment, from, at, indent);
      } else {
        break;
      }
    }
    if (indent > mostIndent || text[at] === 92) this.fail();
    this.end = at;
    this.lineIndent = at >= this.length ? 0 : indent;
    this.token = Token.newline;
    this.next();
  }

  /** Ends the line at hand: comments on it are written. */
  endLine(): void {
    if (this.token !== Token.newline && this.token !== Token.end) this.fail();
    if (this.pending !== 0) this.flush(this.pending);
  }

  /** Whether the line at hand is part of the innermost block. */
  isInBlock(): boolean {
    return this.lineIndent >= this.indent;
  }

  /** At the end of a block: the comments up to the first that is indented less are the block's. */
  endBlock(): void {
    let count = 0;
    while (count < this.pending && this.pendingIndents[count]! >= this.indent) count++;
    if (count !== 0) this.flush(count);
  }

  /** Gives up where the line at hand, or a comment before it, would end the block although nothing may end there. */
  checkLine(): void {
    if (!this.isInBlock()) this.fail();
    for (let index = 0; index < this.pending; index++)
      if (this.pendingIndents[index]! < this.indent) this.fail();
  }
}
