/** Strings, templates and regular expressions: tokens that are nodes with parts. */
import { isHexDigit, isLetter } from './characters.ts';
import { Field, Kind } from './node-kinds.ts';
import { Semicolons } from './semicolons.ts';
import { Token } from './tokens.ts';

const newLine = 10;
const backslash = 92;
/** The flags that there are: other letters might be a keyword. */
const regexFlags = new Uint8Array(128);
for (const flag of 'dgimsuvy') regexFlags[flag.charCodeAt(0)] = 1;

/** Bits of `Literals.context`. */
export const Context = {
  /** A line break may end the statement. */
  endsAtLine: 1,
  /** `in` is no operator: the head of a `for`. */
  withoutIn: 2,
  /** A colon comes after the expression: between `?` and `:`, and after `case`. */
  beforeColon: 4,
} as const;

export abstract class Literals extends Semicolons {
  /** `Context` bits of the place that is being parsed. */
  context = 0;
  /** Levels of nesting. */
  depth = 0;

  abstract expressions(): void;

  /** The string at hand. */
  string(): void {
    const { start, end } = this;
    const first = this.mark();
    const quote = this.text[start] === 34 ? Token.doubleQuote : Token.singleQuote;
    this.leaf(quote, start, start + 1);
    if (this.escaped) this.#pieces(start + 1, end - 1);
    else if (end - start > 2) this.leaf(Kind.stringFragment, start + 1, end - 1);
    this.leaf(quote, end - 1, end);
    this.close(Kind.string, first);
    this.next();
  }

  /** Fragments and escape sequences. */
  #pieces(from: number, stop: number): void {
    const { text } = this;
    let at = from;
    let fragment = from;
    while (at < stop) {
      if (text[at] !== backslash) {
        at++;
        continue;
      }
      if (at > fragment) this.leaf(Kind.stringFragment, fragment, at);
      fragment = this.escape(at);
      at = fragment;
    }
    if (stop > fragment) this.leaf(Kind.stringFragment, fragment, stop);
  }

  /** Writes the escape sequence at an offset; gives where it ends. */
  escape(start: number): number {
    const { text } = this;
    const code = text[start + 1]!;
    let end = start + 2;
    if (code === 120) {
      end = this.#hexDigits(start + 2, 2);
    } else if (code === 117) {
      if (text[end] === 123) {
        end++;
        if (!isHexDigit(text[end]!)) this.fail();
        while (isHexDigit(text[end]!)) end++;
        if (text[end] !== 125) this.fail();
        end++;
      } else {
        end = this.#hexDigits(start + 2, 4);
      }
    } else if (code >= 48 && code <= 55) {
      while (end < start + 4 && text[end]! >= 48 && text[end]! <= 55) end++;
    } else if (code === 13 || code === 63) {
      // The grammars take a line break after `\?` in.
      if (text[end] === newLine || text[end] === 0x2028 || text[end] === 0x2029) end++;
    } else if (code >= 0xd800 && code <= 0xdbff) {
      end++;
    }
    if (end > this.length) this.fail();
    this.leaf(Kind.escapeSequence, start, end);
    return end;
  }

  #hexDigits(from: number, count: number): number {
    for (let at = from; at < from + count; at++) if (!isHexDigit(this.text[at]!)) this.fail();
    return from + count;
  }

  /** The template whose backtick is at hand. */
  template(): void {
    const { text } = this;
    const first = this.mark();
    this.write(Token.backtick);
    let at = this.end;
    let fragment = at;
    for (;;) {
      const code = text[at]!;
      if (code === 96) break;
      if (code === 0) this.fail();
      if (code === backslash || (code === 36 && text[at + 1] === 123)) {
        if (at > fragment) this.leaf(Kind.stringFragment, fragment, at);
        at = code === backslash ? this.escape(at) : this.#substitution(at);
        fragment = at;
      } else {
        at++;
      }
    }
    if (at > fragment) this.leaf(Kind.stringFragment, fragment, at);
    this.leaf(Token.backtick, at, at + 1);
    this.close(Kind.templateString, first);
    this.end = at + 1;
    this.next();
  }

  /** `${…}` at an offset; gives where it ends. */
  #substitution(start: number): number {
    const first = this.count;
    this.leaf(Token.substitution, start, start + 2);
    this.end = start + 2;
    this.next();
    const { context } = this;
    this.context = 0;
    this.expressions();
    this.context = context;
    if (this.token !== Token.braceClose) this.fail();
    this.write(Token.braceClose);
    this.close(Kind.templateSubstitution, first);
    return this.end;
  }

  /** The regular expression that begins with the `/` or `/=` at hand. */
  regex(): void {
    const { text, start } = this;
    const first = this.mark();
    let at = start + 1;
    let inClass = false;
    for (;;) {
      const code = text[at]!;
      if (code === newLine || (code === 0 && at >= this.length)) this.fail();
      if (code === backslash) {
        at++;
        if (text[at] === newLine || at >= this.length) this.fail();
      } else if (inClass) {
        if (code === 93) inClass = false;
      } else if (code === 91) {
        inClass = true;
      } else if (code === 47) {
        break;
      }
      at++;
    }
    if (this.typed && this.#isMarkup(start + 1)) this.fail();
    // The grammar of TypeScript would rather see a comment than the end; that of JavaScript too, after spaces alone.
    const isComment = text[at + 1] === 47 || text[at + 1] === 42;
    if (isComment && (this.typed || this.#isBlank(start + 1, at))) this.fail();
    this.leaf(Token.divide, start, start + 1);
    this.leaf(Kind.regexPattern, start + 1, at);
    this.name(Field.pattern);
    this.leaf(Token.divide, at, at + 1);
    let end = at + 1;
    while (text[end]! < 128 && regexFlags[text[end]!] !== 0) end++;
    if (isLetter(text[end]!)) this.fail();
    if (end > at + 1) {
      this.leaf(Kind.regexFlags, at + 1, end);
      this.name(Field.flags);
    }
    this.close(Kind.regex, first);
    this.end = end;
    this.next();
  }

  /** Whether what TypeScript's grammar takes for a comment of HTML begins, maybe after spaces. */
  #isMarkup(from: number): boolean {
    const { text } = this;
    let at = from;
    while (text[at] === 32 || text[at] === 9) at++;
    if (text[at] === 60) return text[at + 1] === 33 && text[at + 2] === 45 && text[at + 3] === 45;
    return text[at] === 45 && text[at + 1] === 45 && text[at + 2] === 62;
  }

  #isBlank(from: number, stop: number): boolean {
    let at = from;
    while (at < stop && (this.text[at] === 32 || this.text[at] === 9)) at++;
    return at === stop;
  }
}
