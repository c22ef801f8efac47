/** Lines and their indentation, as the grammar's own scanner reads them. */
import { isNameStart } from './names.ts';
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
    if (this.#isContinued) this.#placeContinuations();
    this.token = Token.newline;
    this.next();
  }

  /** Ends the line at hand, which a block follows: comments on it are written. */
  endLine(): void {
    if (this.token !== Token.newline && this.token !== Token.end) this.fail();
    if (this.pending !== 0) this.flush(this.pending);
  }

  /** Ends the statement at hand: comments on its line are written. A line that is continued and then empty is not the statement's any more. */
  endStatement(): void {
    if (this.pending !== 0 && this.pendingKinds[this.pending - 1] === Kind.lineContinuation) {
      if (this.token !== Token.newline && this.token !== Token.end) this.fail();
      this.#isContinued = true;
    } else {
      this.endLine();
    }
  }

  /** Whether continued lines wait whose indentation is not known yet. */
  #isContinued = false;

  /** Continued lines without a statement are indented as what follows them. */
  #placeContinuations(): void {
    let indent = this.lineIndent;
    for (let index = this.pending - 1; index >= 0; index--) {
      if (this.pendingKinds[index] === Kind.lineContinuation) this.pendingIndents[index] = indent;
      else indent = this.pendingIndents[index]!;
    }
    this.#isContinued = false;
  }

  /** Gives up where lines are continued and then empty. */
  checkContinued(): void {
    for (let index = 0; index < this.pending; index++)
      if (this.pendingKinds[index] === Kind.lineContinuation) this.fail();
  }

  /**
   * The first character of the next statement, on a line after this one; -1 at the end of the text. Versions of the grammar that do not
   * end the statement at hand with its line go on there.
   */
  nextStatement(): number {
    const { text, length } = this;
    let at = this.end;
    for (;;) {
      while (at < length && (text[at]! <= 32 || text[at] === 92)) at++;
      if (at >= length) return -1;
      if (text[at] !== 35) return text[at]!;
      while (at < length && text[at] !== 10) at++;
    }
  }

  /** Whether the next statement surely goes on with none: it begins with a word, quotes or a decorator, or there is none. */
  isPlainAhead(): boolean {
    const code = this.nextStatement();
    return code < 0 || code === 34 || code === 39 || code === 64 || isNameStart(code);
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
