/** Tokens of JavaScript and TypeScript, one after another; what a `/` or a `}` means is for the parser to say. */
import { TokenRows } from '../direct/token-rows.ts';
import { Character, characterClass, isDigit, isHexDigit, isNameCode, isStrange } from './characters.ts';
import { wordToken } from './keywords.ts';
import { Kind } from './node-kinds.ts';
import { Token } from './tokens.ts';

const newLine = 10;

export class Scanner extends TokenRows {
  /** Where the token before it, or what was last put after that, ends. */
  previousEnd = 0;
  /** Whether a line break stands between the two. */
  newline = false;
  /** Whether the string at hand has a backslash in it. */
  escaped = false;
  /** Comments that are pending. */
  commentStarts = new Uint32Array(64);
  commentEnds = new Uint32Array(64);

  /** Begins a text: no token is at hand yet. */
  open(source: string): void {
    this.openText(source);
    this.start = 0;
    this.end = 0;
    this.previousEnd = 0;
    this.pending = 0;
  }

  /** Writes the first `count` of the comments that wait. */
  flush(count: number): void {
    for (let index = 0; index < count; index++)
      this.leaf(Kind.comment, this.commentStarts[index]!, this.commentEnds[index]!);
    this.previousEnd = this.commentEnds[count - 1]!;
    this.pending -= count;
    for (let index = 0; index < this.pending; index++) {
      this.commentStarts[index] = this.commentStarts[index + count]!;
      this.commentEnds[index] = this.commentEnds[index + count]!;
    }
  }

  /** Writes the token at hand as a leaf; what follows is not scanned. */
  write(kind: number): void {
    if (this.pending !== 0) this.flush(this.pending);
    this.leaf(kind, this.start, this.end);
  }

  /** The character after the token at hand and any spaces; comments are not looked through. */
  peek(): number {
    const { text } = this;
    let at = this.end;
    while (text[at] === 32 || text[at] === newLine || text[at] === 9 || text[at] === 13) at++;
    return text[at]!;
  }

  /** Goes on to the next token. */
  next(): void {
    const { text } = this;
    let at = this.end;
    this.previousEnd = at;
    this.newline = false;
    for (;;) {
      const code = text[at]!;
      if (code === 32) {
        at++;
      } else if (code === newLine) {
        this.newline = true;
        at++;
      } else if (code === 47 && (text[at + 1] === 47 || text[at + 1] === 42)) {
        at = this.#comment(at);
      } else if (code === 9 || code === 13 || code === 11 || code === 12) {
        at++;
      } else {
        this.start = at;
        if (code < 128) {
          if ((characterClass[code]! & Character.nameStart) !== 0) this.#word(at + 1);
          else this.#punctuator(code, at);
        } else if (isStrange(code)) {
          this.fail();
        } else {
          this.#word(at + 1);
        }
        return;
      }
    }
  }

  #word(from: number): void {
    const { text } = this;
    let at = from;
    for (;;) {
      const code = text[at]!;
      if (code < 128) {
        if ((characterClass[code]! & Character.name) === 0) break;
      } else if (isStrange(code)) {
        this.fail();
      }
      at++;
    }
    if (text[at] === 92) this.fail();
    this.end = at;
    this.token = wordToken(text, this.start, at);
  }

  #comment(start: number): number {
    const { text, length } = this;
    let at = start + 2;
    if (text[start + 1] === 47) {
      for (;;) {
        const code = text[at]!;
        if (code === newLine || (code === 0 && at >= length)) break;
        if (code === 0x2028 || code === 0x2029) this.fail();
        at++;
      }
    } else {
      while (text[at] !== 42 || text[at + 1] !== 47) {
        if (text[at] === newLine) this.newline = true;
        if (at >= length) this.fail();
        at++;
      }
      at += 2;
    }
    if (this.pending === this.commentStarts.length) this.#growComments();
    this.commentStarts[this.pending] = start;
    this.commentEnds[this.pending++] = at;
    return at;
  }

  #growComments(): void {
    const starts = new Uint32Array(this.pending * 2);
    const ends = new Uint32Array(this.pending * 2);
    starts.set(this.commentStarts);
    ends.set(this.commentEnds);
    this.commentStarts = starts;
    this.commentEnds = ends;
  }

  #set(token: number, end: number): void {
    this.token = token;
    this.end = end;
  }

  /** A token that may go on with `=`, as most operators do. */
  #orAssign(token: number, assignment: number, after: number): void {
    if (this.text[after] === 61) this.#set(assignment, after + 1);
    else this.#set(token, after);
  }

  #punctuator(code: number, at: number): void {
    const { text } = this;
    const next = text[at + 1]!;
    switch (code) {
      case 40: // (
        this.#set(Token.parenOpen, at + 1);
        return;
      case 41: // )
        this.#set(Token.parenClose, at + 1);
        return;
      case 46: // .
        if (isDigit(next)) this.#number(at);
        else if (next === 46 && text[at + 2] === 46) this.#set(Token.ellipsis, at + 3);
        else this.#set(Token.dot, at + 1);
        return;
      case 44: // ,
        this.#set(Token.comma, at + 1);
        return;
      case 59: // ;
        this.#set(Token.semicolon, at + 1);
        return;
      case 58: // :
        this.#set(Token.colon, at + 1);
        return;
      case 123: // {
        this.#set(Token.braceOpen, at + 1);
        return;
      case 125: // }
        this.#set(Token.braceClose, at + 1);
        return;
      case 91: // [
        this.#set(Token.bracketOpen, at + 1);
        return;
      case 93: // ]
        this.#set(Token.bracketClose, at + 1);
        return;
      case 34: // "
      case 39: // '
        this.#string(code, at + 1);
        return;
      case 96: // `
        this.#set(Token.backtick, at + 1);
        return;
      case 61: // =
        if (next === 62) this.#set(Token.arrow, at + 2);
        else if (next !== 61) this.#set(Token.assign, at + 1);
        else if (text[at + 2] === 61) this.#set(Token.strictEqual, at + 3);
        else this.#set(Token.equal, at + 2);
        return;
      case 33: // !
        if (next !== 61) this.#set(Token.not, at + 1);
        else if (text[at + 2] === 61) this.#set(Token.strictNotEqual, at + 3);
        else this.#set(Token.notEqual, at + 2);
        return;
      case 63: // ?
        if (next === 63) this.#orAssign(Token.coalesce, Token.coalesceAssign, at + 2);
        else if (next === 46 && !isDigit(text[at + 2]!)) this.#set(Token.questionDot, at + 2);
        else this.#set(Token.question, at + 1);
        return;
      case 38: // &
        if (next === 38) this.#orAssign(Token.logicalAnd, Token.logicalAndAssign, at + 2);
        else this.#orAssign(Token.and, Token.andAssign, at + 1);
        return;
      case 124: // |
        if (next === 124) this.#orAssign(Token.logicalOr, Token.logicalOrAssign, at + 2);
        else this.#orAssign(Token.or, Token.orAssign, at + 1);
        return;
      case 43: // +
        if (next === 43) this.#set(Token.increment, at + 2);
        else this.#orAssign(Token.plus, Token.plusAssign, at + 1);
        return;
      case 45: // -
        if (next === 45) this.#set(Token.decrement, at + 2);
        else this.#orAssign(Token.minus, Token.minusAssign, at + 1);
        return;
      case 42: // *
        if (next === 42) this.#orAssign(Token.power, Token.powerAssign, at + 2);
        else this.#orAssign(Token.times, Token.timesAssign, at + 1);
        return;
      case 47: // /
        this.#orAssign(Token.divide, Token.divideAssign, at + 1);
        return;
      case 37: // %
        this.#orAssign(Token.remainder, Token.remainderAssign, at + 1);
        return;
      case 94: // ^
        this.#orAssign(Token.xor, Token.xorAssign, at + 1);
        return;
      case 60: // <
        if (next === 33 && text[at + 2] === 45 && text[at + 3] === 45) this.fail();
        if (next === 60) this.#orAssign(Token.shiftLeft, Token.shiftLeftAssign, at + 2);
        else this.#orAssign(Token.less, Token.lessEqual, at + 1);
        return;
      case 62: // >
        this.#greater(at);
        return;
      case 126: // ~
        this.#set(Token.tilde, at + 1);
        return;
      case 64: // @
        this.#set(Token.at, at + 1);
        return;
      case 35: // #
        this.#privateName(at);
        return;
      case 0:
        if (at < this.length) this.fail();
        this.#set(Token.end, at);
        return;
      default:
        if (isDigit(code)) this.#number(at);
        else this.fail();
    }
  }

  #greater(at: number): void {
    const { text } = this;
    if (text[at + 1] !== 62) this.#orAssign(Token.greater, Token.greaterEqual, at + 1);
    else if (text[at + 2] !== 62) this.#orAssign(Token.shiftRight, Token.shiftRightAssign, at + 2);
    else this.#orAssign(Token.shiftUnsigned, Token.shiftUnsignedAssign, at + 3);
  }

  #privateName(at: number): void {
    const first = this.text[at + 1]!;
    if (!isNameCode(first) || isDigit(first)) this.fail();
    this.#word(at + 2);
    this.token = Token.privateName;
  }

  #string(quote: number, from: number): void {
    const { text } = this;
    let at = from;
    this.escaped = false;
    for (;;) {
      const code = text[at]!;
      if (code === quote) break;
      if (code === 92) {
        this.escaped = true;
        at++;
        if (text[at] === 13 && text[at + 1] === newLine) at++;
      } else if (code === newLine || code === 13) {
        this.fail();
      }
      if (code === 0 && at >= this.length) this.fail();
      at++;
    }
    this.#set(Token.stringLiteral, at + 1);
  }

  /** Digits with single underscores between them; the first must be there. */
  #digits(from: number, isDigitCode: (code: number) => boolean): number {
    const { text } = this;
    if (!isDigitCode(text[from]!)) this.fail();
    let at = from + 1;
    for (;;) {
      if (isDigitCode(text[at]!)) at++;
      else if (text[at] === 95 && isDigitCode(text[at + 1]!)) at += 2;
      else return at;
    }
  }

  #number(from: number): void {
    const { text } = this;
    let at = from;
    const mark = text[from + 1]! | 32;
    if (text[from] === 48 && (mark === 120 || mark === 98 || mark === 111)) {
      const isOne = mark === 120 ? isHexDigit : mark === 98 ? isBinaryDigit : isOctalDigit;
      at = this.#digits(from + 2, isOne);
      if (text[at] === 110) at++;
    } else {
      let whole = true;
      if (text[at] !== 46) at = this.#digits(at, isDigit);
      if (text[at] === 110) {
        at++;
      } else {
        // A number with leading zeros takes no fraction: 08.5 is left to the other parser.
        if (text[from] === 48 && at > from + 1) {
          if (text[at] === 46 || (text[at]! | 32) === 101) this.fail();
        } else {
          if (text[at] === 46) {
            whole = false;
            at++;
            if (isDigit(text[at]!)) at = this.#digits(at, isDigit);
            else if (at === from + 1) this.fail();
          }
          if ((text[at]! | 32) === 101) {
            whole = false;
            at++;
            if (text[at] === 43 || text[at] === 45) at++;
            at = this.#digits(at, isDigit);
          }
        }
      }
      if (!whole && text[at] === 110) this.fail();
    }
    if (isNameCode(text[at]!) || text[at] === 92 || text[at]! >= 128) this.fail();
    this.#set(Token.numericLiteral, at);
  }
}

function isBinaryDigit(code: number): boolean {
  return code === 48 || code === 49;
}

function isOctalDigit(code: number): boolean {
  return code >= 48 && code <= 55;
}
