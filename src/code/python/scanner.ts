/** Tokens of Python, one after another, with what may stand between them. */
import { TokenRows } from '../direct/token-rows.ts';
import { isNamePart, isNameStart, wordToken } from './names.ts';
import { Kind } from './node-kinds.ts';
import { isDigit, scanNumber } from './numbers.ts';
import { doubles, doublesWithEquals, nesting, singles, withEquals, withGreater } from './punctuators.ts';
import { Token } from './tokens.ts';

const newLine = 10;

/** 1 for what may stand between tokens and is no space: tabs, ends of lines and pages, `#` and backslashes. */
const isBetween = new Uint8Array(128);
for (const code of [9, newLine, 12, 13, 35, 92]) isBetween[code] = 1;

export class Scanner extends TokenRows {
  /** How many brackets are open: within them, ends of lines are spaces. */
  brackets = 0;
  /** How many replacement fields of format strings are open. */
  openFields = 0;
  /** Indentation of the innermost block. */
  indent = 0;
  /** The number of open brackets at which a line may not begin before that, for the bracket can't be closed there. */
  indentedBrackets = -1;
  /** Comments and continued lines that are pending. */
  pendingKinds = new Uint8Array(64);
  pendingStarts = new Uint32Array(64);
  pendingEnds = new Uint32Array(64);
  /** Indentation of the line of a comment, where it was looked for. */
  pendingIndents = new Uint32Array(64);

  open(source: string): void {
    this.openText(source);
    this.token = Token.newline;
    this.start = 0;
    this.end = 0;
    this.brackets = 0;
    this.openFields = 0;
    this.indent = 0;
    this.indentedBrackets = -1;
    this.pending = 0;
  }

  /** Writes the first `count` of the nodes that wait. */
  flush(count: number): void {
    for (let index = 0; index < count; index++)
      this.leaf(this.pendingKinds[index]!, this.pendingStarts[index]!, this.pendingEnds[index]!);
    this.pending -= count;
    for (let index = 0; index < this.pending; index++) {
      this.pendingKinds[index] = this.pendingKinds[index + count]!;
      this.pendingStarts[index] = this.pendingStarts[index + count]!;
      this.pendingEnds[index] = this.pendingEnds[index + count]!;
      this.pendingIndents[index] = this.pendingIndents[index + count]!;
    }
  }

  /** Goes back to a token that was at hand when no row after `count` was written and `brackets` were open. */
  rewind(start: number, count: number, brackets: number): void {
    this.count = count;
    this.pending = 0;
    this.brackets = brackets;
    this.end = start;
    this.token = Token.comma;
    this.next();
  }

  /** Goes on to the next token. What is rarely between two tokens is passed elsewhere: at the first of its kind V8 would throw this away. */
  next(): void {
    const { text } = this;
    let at = this.end;
    let code = text[at]!;
    while (code === 32) code = text[++at]!;
    if (code < 128 && isBetween[code] !== 0) {
      if (code === newLine && this.brackets === 0) this.#endLine(at);
      else this.#nextAfter(at);
      return;
    }
    this.start = at;
    if (isNameStart(code)) this.#word(at);
    else this.#punctuator(code, at);
  }

  /** Goes on to the next token after more than spaces. */
  #nextAfter(from: number): void {
    const { text } = this;
    let at = from;
    const before = this.token;
    // Whether a line broke since the token before; if so, how far the last one is indented.
    let broken = false;
    let indent = 0;
    for (;;) {
      const code = text[at]!;
      if (code === 32) {
        at++;
        indent++;
      } else if (code === newLine) {
        if (this.brackets === 0) {
          this.#endLine(at);
          return;
        }
        at++;
        broken = true;
        indent = 0;
      } else if (code === 35) {
        // Within a replacement field the grammar may take it for a part of a format.
        if (this.openFields !== 0) this.fail();
        if (broken && indent < this.indent) this.#checkDedent(before, at);
        const from = at;
        while (text[at] !== newLine && at < this.length) at++;
        this.wait(Kind.comment, from, at, 0);
      } else if (code === 9) {
        at++;
        indent += 8;
      } else if (code === 13 || code === 12) {
        at++;
        indent = 0;
      } else if (code === 92) {
        at = this.#continuation(at);
      } else {
        if (broken && indent < this.indent) this.#checkDedent(before, at);
        this.start = at;
        if (isNameStart(code)) this.#word(at);
        else this.#punctuator(code, at);
        return;
      }
    }
  }

  /** A statement's end. */
  #endLine(at: number): void {
    this.token = Token.newline;
    this.start = at;
    this.end = at;
  }

  /**
   * The grammar's scanner takes a line that begins before its block for the block's end unless a bracket may be closed there.
   * `before` is the token before the line break.
   */
  #checkDedent(before: number, at: number): void {
    if (this.brackets === this.indentedBrackets) this.fail();
    const code = this.text[at];
    if (code === 34 || code === 39) return;
    if (before >= Token.integer && before <= Token.none && before !== Token.await) return;
    if (before >= Token.parenOpen && before <= Token.comma) return;
    if (before === Token.string) return;
    this.fail();
  }

  #continuation(start: number): number {
    const { text } = this;
    let at = start + 1;
    if (text[at] === 13) at++;
    if (text[at] !== newLine) this.fail();
    this.wait(Kind.lineContinuation, start, at + 1, 0);
    return at + 1;
  }

  /** Keeps a node until the token after it is written. */
  wait(kind: number, start: number, end: number, indent: number): void {
    const index = this.pending++;
    if (index === this.pendingStarts.length) this.#growPending();
    this.pendingKinds[index] = kind;
    this.pendingStarts[index] = start;
    this.pendingEnds[index] = end;
    this.pendingIndents[index] = indent;
  }

  #growPending(): void {
    const { pendingKinds, pendingStarts, pendingEnds, pendingIndents } = this;
    const size = pendingStarts.length * 2;
    this.pendingKinds = new Uint8Array(size);
    this.pendingStarts = new Uint32Array(size);
    this.pendingEnds = new Uint32Array(size);
    this.pendingIndents = new Uint32Array(size);
    this.pendingKinds.set(pendingKinds);
    this.pendingStarts.set(pendingStarts);
    this.pendingEnds.set(pendingEnds);
    this.pendingIndents.set(pendingIndents);
  }

  #word(from: number): void {
    const { text } = this;
    let at = from + 1;
    while (isNamePart(text[at]!)) at++;
    this.end = at;
    const code = text[at]!;
    if ((code === 34 || code === 39 || code === 96) && this.#isPrefix(from, at)) {
      this.#openString(code, at);
      return;
    }
    if (code >= 0xd800 && code <= 0xdfff) this.fail();
    this.token = wordToken(text, from, at);
    if (this.token === Token.except && code === 42) {
      this.token = Token.exceptGroup;
      this.end = at + 1;
    }
  }

  /** Whether a word consists of letters that may stand before a string. */
  #isPrefix(from: number, to: number): boolean {
    for (let at = from; at < to; at++) {
      const letter = this.text[at]! | 32;
      if (letter !== 102 && letter !== 114 && letter !== 98 && letter !== 117) return false;
    }
    return true;
  }

  /** The opening quotes of a string, whose prefix begins with the token. Continued lines before it belong to no node. */
  #openString(quote: number, at: number): void {
    const { text } = this;
    this.end = text[at + 1] === quote && text[at + 2] === quote && quote !== 96 ? at + 3 : at + 1;
    this.token = Token.string;
    while (this.pending > 0 && this.pendingKinds[this.pending - 1] === Kind.lineContinuation) this.pending--;
  }

  #set(token: number, end: number): void {
    this.token = token;
    this.end = end;
  }

  /** A token of one to three characters, most of them by tables: with a branch for each, V8 would compile this anew at the first of every kind. */
  #punctuator(code: number, at: number): void {
    const next = this.text[at + 1]!;
    let token = code < 128 ? singles[code]! : 0;
    if (token === 0 || (code === 46 && (next === 46 || isDigit(next)))) {
      this.#otherToken(code, next, at);
      return;
    }
    let end = at + 1;
    if (next === 61) {
      if (withEquals[code] !== 0) {
        token = withEquals[code]!;
        end++;
      }
    } else if (next === code) {
      if (doubles[code] !== 0) {
        token = doubles[code]!;
        end++;
        if (this.text[end] === 61) {
          token = doublesWithEquals[code]!;
          end++;
        }
      }
    } else if (next === 62 && withGreater[code] !== 0) {
      token = withGreater[code]!;
      end++;
    }
    const change = nesting[token]!;
    if (change < 0 && this.brackets === 0) this.fail();
    this.brackets += change;
    this.#set(token, end);
  }

  #otherToken(code: number, next: number, at: number): void {
    switch (code) {
      case 46: // .
        if (isDigit(next)) this.#number(at);
        else if (this.text[at + 2] === 46) this.#set(Token.ellipsis, at + 3);
        else this.#set(Token.dot, at + 1);
        return;
      case 34: // "
      case 39: // '
      case 96: // `
        this.#openString(code, at);
        return;
      case 33: // !
        if (next === 61) this.#set(Token.notEqual, at + 2);
        else if (next >= 97 && next <= 122) this.#set(Token.conversion, at + 2);
        else this.fail();
        return;
      case 0:
        if (at < this.length || this.brackets > 0) this.fail();
        this.#endLine(at);
        this.token = Token.end;
        return;
      default:
        if (!isDigit(code)) this.fail();
        this.#number(at);
    }
  }

  #number(at: number): void {
    const { end, isFloat } = scanNumber(this.text, at);
    if (end < 0) this.fail();
    const code = this.text[end]!;
    if (isNamePart(code) || (code >= 0xd800 && code <= 0xdfff)) this.fail();
    this.#set(isFloat ? Token.float : Token.integer, end);
  }
}
