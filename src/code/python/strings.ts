/** Strings, as the grammar's scanner cuts them up: content, escapes and replacement fields. */
import { Layout } from './layout.ts';
import { Field, Kind } from './node-kinds.ts';
import { isDigit, isHexDigit } from './numbers.ts';
import { Token } from './tokens.ts';

export abstract class Strings extends Layout {
  abstract expressionList(): void;

  /** Content of the string at hand that is not in the tree yet begins there, and at that row; -1 where there is none. */
  #contentStart = -1;
  #contentRow = 0;

  /** One string, or several in a row. */
  strings(first: number): void {
    this.string();
    if (this.token !== Token.string) return;
    while (this.token === Token.string) this.string();
    this.close(Kind.concatenatedString, first);
  }

  /** The string at hand. */
  string(): void {
    const first = this.mark();
    const { text, start, end, brackets } = this;
    const quote = text[end - 1]!;
    const isTriple = end - start >= 3 && text[end - 2] === quote && text[end - 3] === quote;
    let isRaw = false;
    let isFormat = false;
    let isBytes = false;
    for (let at = start; text[at] !== quote; at++) {
      const letter = text[at]! | 32;
      if (letter === 114) isRaw = true;
      else if (letter === 102) isFormat = true;
      else if (letter === 98) isBytes = true;
    }
    this.leaf(Kind.stringStart, start, end);
    const outerStart = this.#contentStart;
    const outerRow = this.#contentRow;
    this.#contentStart = -1;
    const close = isRaw
      ? this.#rawContent(end, quote, isTriple, isFormat)
      : this.#content(end, quote, isTriple, isFormat, isBytes);
    this.#contentStart = outerStart;
    this.#contentRow = outerRow;
    this.leaf(Kind.stringEnd, close, this.end);
    this.close(Kind.string, first);
    this.brackets = brackets;
    this.token = Token.string;
    this.next();
  }

  /** Content with escapes; gives the start of the closing quotes, whose end is `this.end` then. */
  #content(from: number, quote: number, isTriple: boolean, isFormat: boolean, isBytes: boolean): number {
    const { text } = this;
    let at = from;
    for (;;) {
      const code = text[at]!;
      if (code === quote) {
        if (!isTriple) return this.#closeString(at, at + 1);
        if (text[at + 1] === quote && text[at + 2] === quote) return this.#closeString(at, at + 3);
        this.#open(at);
        at++;
      } else if (code === 92) {
        this.#open(at);
        at = this.#escape(at, isBytes);
      } else if (isFormat && (code === 123 || code === 125)) {
        at = this.#brace(at, code);
      } else {
        if ((code === 10 && !isTriple) || code === 0) this.fail();
        this.#open(at);
        at++;
      }
    }
  }

  /**
   * Content of a raw string. The grammar's scanner takes a backslash with what it hides for no content by itself, so that
   * where nothing else precedes the closing quotes they begin with it.
   */
  #rawContent(from: number, quote: number, isTriple: boolean, isFormat: boolean): number {
    const { text } = this;
    let at = from;
    let segment = from;
    let hasContent = false;
    for (;;) {
      const code = text[at]!;
      if (code === 92) {
        at++;
        if (text[at] === quote || text[at] === 92) at++;
        if (text[at] === 13) at++;
        if (text[at] === 10) at++;
      } else if (code === quote) {
        const length = isTriple ? 3 : 1;
        if (!isTriple || (text[at + 1] === quote && text[at + 2] === quote)) {
          if (hasContent) this.#open(segment);
          return this.#closeString(hasContent ? at : segment, at + length);
        }
        this.#open(segment);
        at += text[at + 1] === quote ? 2 : 1;
        segment = at;
        hasContent = false;
      } else if (isFormat && (code === 123 || code === 125)) {
        if (!hasContent && at > segment) {
          // The first of the backslashes that precede the brace is told apart as in other strings, and what follows is read anew.
          this.#open(segment);
          at = this.#escape(segment, false);
        } else {
          if (hasContent) this.#open(segment);
          at = this.#brace(at, code);
        }
        segment = at;
        hasContent = false;
      } else {
        if ((code === 10 && !isTriple) || code === 0) this.fail();
        at++;
        hasContent = true;
      }
    }
  }

  #open(at: number): void {
    if (this.#contentStart >= 0) return;
    this.#contentStart = at;
    this.#contentRow = this.count;
  }

  /** Writes the content that ends at an offset, if there is any. */
  #closeContent(end: number): void {
    const start = this.#contentStart;
    if (start < 0) return;
    const row = this.#contentRow;
    if (this.count === row) {
      this.leaf(Kind.stringContent, start, end);
    } else {
      this.close(Kind.stringContent, row);
      this.starts[this.count - 1] = start;
      this.ends[this.count - 1] = end;
    }
    this.#contentStart = -1;
  }

  #closeString(start: number, end: number): number {
    this.#closeContent(start);
    this.end = end;
    return start;
  }

  /** A backslash, with what it escapes if that is known; gives where it ends. */
  #escape(at: number, isBytes: boolean): number {
    const { text } = this;
    const next = text[at + 1]!;
    if (isBytes && (next === 78 || next === 117 || next === 85)) {
      // The scanner steps over one more character, whatever it is.
      const skipped = text[at + 2]!;
      if (skipped < 48 && skipped !== 32) this.fail();
      if (skipped === 92 || skipped === 96 || skipped === 123 || skipped === 125) this.fail();
      return at + 3;
    }
    const end = this.#escapeEnd(at, next);
    if (end === 0) return at + 1;
    this.leaf(Kind.escapeSequence, at, end);
    return end;
  }

  /** Where an escape ends; 0 where a backslash begins none. */
  #escapeEnd(at: number, next: number): number {
    const { text } = this;
    switch (next) {
      case 10: // line break
      case 34: // "
      case 39: // '
      case 92: // \
      case 97: // a
      case 98: // b
      case 102: // f
      case 110: // n
      case 114: // r
      case 116: // t
      case 118: // v
        return at + 2;
      case 13:
        return text[at + 2] === 10 ? at + 3 : 0;
      case 120: // x
        return this.#hexEnd(at + 2, 2);
      case 117: // u
        return this.#hexEnd(at + 2, 4);
      case 85: // U
        return this.#hexEnd(at + 2, 8);
      case 78: // N
        return this.#characterNameEnd(at + 2);
      default:
        return isDigit(next) && isDigit(text[at + 2]!) && isDigit(text[at + 3]!) ? at + 4 : 0;
    }
  }

  #hexEnd(from: number, count: number): number {
    for (let at = from; at < from + count; at++) if (!isHexDigit(this.text[at]!)) return 0;
    return from + count;
  }

  #characterNameEnd(from: number): number {
    const { text } = this;
    if (text[from] !== 123 || text[from + 1] === 125) return 0;
    let at = from + 1;
    while (text[at] !== 125) {
      // A name that is not closed near by is left to the other parser.
      if (text[at] === 0 || text[at] === 10 || at > from + 200) this.fail();
      at++;
    }
    return at + 1;
  }

  /** A brace in a format string; gives where reading goes on. */
  #brace(at: number, code: number): number {
    if (this.text[at + 1] === code) {
      this.#open(at);
      this.leaf(Kind.escapeInterpolation, at, at + 2);
      return at + 2;
    }
    if (code === 125) this.fail();
    this.#closeContent(at);
    const start = this.#contentStart;
    this.#interpolation(Kind.interpolation, at);
    this.#contentStart = start;
    return this.end;
  }

  /** A replacement field, from its brace on; the token after it is not scanned. */
  #interpolation(kind: number, at: number): void {
    if (++this.depth > 200) this.fail();
    this.openFields++;
    const first = this.count;
    this.leaf(Token.braceOpen, at, at + 1);
    const { brackets } = this;
    this.brackets = brackets + 1;
    this.token = Token.braceOpen;
    this.end = at + 1;
    this.next();
    this.expressionList();
    this.name(Field.expression);
    if (this.token === Token.assign) this.take(Token.assign);
    if ((this.token as number) === Token.conversion) {
      this.take(Token.conversion);
      this.name(Field.typeConversion);
      // `:=` is no operator here.
      if (this.token === Token.walrus) {
        this.token = Token.colon;
        this.end = this.start + 1;
      }
    }
    if ((this.token as number) === Token.colon) this.#formatSpecifier();
    if ((this.token as number) !== Token.braceClose || this.pending !== 0) this.fail();
    this.leaf(Token.braceClose, this.start, this.end);
    this.close(kind, first);
    this.brackets = brackets;
    this.openFields--;
    this.depth--;
  }

  /** The part after the colon; the closing brace is at hand then. */
  #formatSpecifier(): void {
    const first = this.mark();
    this.leaf(Token.colon, this.start, this.end);
    const { text, brackets } = this;
    let at = this.end;
    // Spaces at the end of the tokens between the replacement fields are theirs, but tokens of nothing else are none.
    let end = at;
    for (;;) {
      const code = text[at]!;
      if (code === 125) break;
      if (code === 10 || code === 0) this.fail();
      if (code === 123) {
        this.#interpolation(Kind.formatExpression, at);
        // After a string in the field the grammar's scanner takes a line break here for the block's end.
        for (; at < this.end; at++) if (text[at] === 10) this.fail();
        end = at;
      } else {
        at++;
        end = at;
      }
    }
    this.close(Kind.formatSpecifier, first);
    this.ends[this.count - 1] = end;
    this.name(Field.formatSpecifier);
    this.brackets = brackets - 1;
    this.token = Token.braceClose;
    this.start = at;
    this.end = at + 1;
  }

  /** How deeply what is being read is nested. */
  depth = 0;
}
