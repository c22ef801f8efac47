/** Looks over the text ahead where TypeScript's grammar can't be told otherwise; a wrong guess only ends in giving up. */
import { Character, characterClass } from './characters.ts';
import { Context } from './literals.ts';
import { Modules } from './modules.ts';

/** What follows a closing parenthesis. */
export const Follow = { unknown: 0, other: 1, arrow: 2, colon: 3 } as const;

/** Characters after which a `/` begins a regular expression. */
const beforeRegex = new Uint8Array(128);
for (const character of '(,=:[!&|?{};+-*%<>~^') beforeRegex[character.charCodeAt(0)] = 1;

const newLine = 10;

export abstract class Lookahead extends Modules {
  /** `Follow` by the offset of an opening parenthesis. */
  #follows = new Uint8Array(0);

  override open(source: string): void {
    super.open(source);
    if (!this.typed) return;
    if (this.#follows.length < source.length) this.#follows = new Uint8Array(this.text.length);
    else this.#follows.fill(0, 0, source.length);
  }

  /** What follows the parenthesis that closes the one at an offset. */
  followOf(open: number): number {
    if (this.#follows[open] === Follow.unknown) this.#match(open);
    return this.#follows[open]!;
  }

  /** Whether a word of plain letters stands at an offset, maybe as the beginning of a longer one. */
  startsWith(at: number, word: string): boolean {
    for (let index = 0; index < word.length; index++)
      if (this.text[at + index] !== word.charCodeAt(index)) return false;
    return true;
  }

  /** Offset of the first character from `from` on that is neither space nor comment. */
  skipSpace(from: number): number {
    const { text } = this;
    let at = from;
    for (;;) {
      const code = text[at]!;
      if (code === 32 || (code >= 9 && code <= 13)) {
        at++;
      } else if (code === 47 && (text[at + 1] === 47 || text[at + 1] === 42)) {
        at = this.#skipComment(at);
      } else {
        return at;
      }
    }
  }

  #skipComment(start: number): number {
    const { text } = this;
    let at = start + 2;
    if (text[start + 1] === 47) {
      while (text[at] !== newLine && at < this.length) at++;
      return at;
    }
    while (text[at] !== 42 || text[at + 1] !== 47) if (at++ >= this.length) return at;
    return at + 2;
  }

  #skipString(start: number): number {
    const { text } = this;
    const quote = text[start]!;
    let at = start + 1;
    while (text[at] !== quote) {
      // An apostrophe in the text of an element is no quote.
      if (text[at] === newLine || at >= this.length) return start + 1;
      if (text[at] === 92) at++;
      at++;
    }
    return at + 1;
  }

  #skipRegex(start: number): number {
    const { text } = this;
    let inClass = false;
    let at = start + 1;
    for (;;) {
      const code = text[at]!;
      if (code === newLine || at >= this.length) return start + 1;
      if (code === 92) at++;
      else if (code === 91) inClass = true;
      else if (code === 93) inClass = false;
      else if (code === 47 && !inClass) return at + 1;
      at++;
    }
  }

  /** Goes past a template, with what is in it. */
  #skipTemplate(start: number): number {
    const { text } = this;
    let at = start + 1;
    while (text[at] !== 96) {
      if (at >= this.length) return at;
      if (text[at] === 92) {
        at += 2;
      } else if (text[at] === 36 && text[at + 1] === 123) {
        at = this.#skipNested(at + 2);
      } else {
        at++;
      }
    }
    return at + 1;
  }

  /** Goes past the brace that closes a substitution. */
  #skipNested(from: number): number {
    const { text } = this;
    let depth = 1;
    let at = from;
    let last = 123;
    while (depth > 0) {
      if (at >= this.length) return at;
      const code = text[at]!;
      const next = this.#skipLiteral(at, last);
      if (next !== at) {
        at = next;
        last = code === 47 ? 41 : code;
        continue;
      }
      if (code === 123) depth++;
      else if (code === 125) depth--;
      if (code > 32) last = code;
      at++;
    }
    return at;
  }

  /** Goes past the string, template, comment or regular expression at an offset; gives the offset itself if none is there. */
  #skipLiteral(at: number, last: number): number {
    const { text } = this;
    const code = text[at]!;
    if (code === 34 || code === 39) return this.#skipString(at);
    if (code === 96) return this.#skipTemplate(at);
    if (code !== 47) return at;
    if (text[at + 1] === 47 || text[at + 1] === 42) return this.#skipComment(at);
    if (this.elements && (last === 60 || text[at + 1] === 62)) return at;
    return last < 128 && beforeRegex[last] !== 0 ? this.#skipRegex(at) : at;
  }

  /** Finds what follows a parenthesis and all within it. */
  #match(open: number): void {
    const { text, length } = this;
    const stack = [open];
    let at = open + 1;
    let last = 40;
    while (stack.length > 0) {
      if (at >= length) {
        this.#follows[open] = Follow.other;
        return;
      }
      const code = text[at]!;
      const next = this.#skipLiteral(at, last);
      if (next !== at) {
        // A comment changes nothing about what a slash after it means.
        if (code !== 47 || (text[at + 1] !== 47 && text[at + 1] !== 42)) last = 41;
        at = next;
        continue;
      }
      at++;
      if (code === 40) stack.push(at - 1);
      else if (code === 41) this.#follows[stack.pop()!] = this.#followAt(at);
      if (code > 32) last = code;
    }
  }

  #followAt(from: number): number {
    const { text } = this;
    const at = this.skipSpace(from);
    if (text[at] === 61 && text[at + 1] === 62) return Follow.arrow;
    return text[at] === 58 ? Follow.colon : Follow.other;
  }

  /** Whether the `<` at an offset begins type arguments: what follows them can't follow a comparison. */
  beginsTypeArguments(open: number): boolean {
    switch (this.#afterAngles(open)) {
      case -1:
        return false;
      case 40: // (
      case 96: // `
      case 44: // ,
      case 41: // )
      case 93: // ]
      case 59: // ;
      case 125: // }
        return true;
      default:
        // Two comparisons, which the grammar reads in several ways.
        return this.fail();
    }
  }

  /** Whether the `<` at an offset begins type arguments of a call. */
  beginsTypedCall(open: number): boolean {
    const after = this.#afterAngles(open);
    return after === 40 || after === 96;
  }

  /** The character after what may be type arguments; -1 where they can't be any. */
  #afterAngles(open: number): number {
    const at = this.#endOfAngles(open);
    return at < 0 ? -1 : this.text[this.skipSpace(at)]!;
  }

  /** Whether the `<` at an offset begins the type parameters of an arrow function. */
  beginsGenericArrow(open: number): boolean {
    const end = this.#endOfAngles(open);
    if (end < 0) return false;
    const paren = this.skipSpace(end);
    if (this.text[paren] !== 40) return false;
    const follow = this.followOf(paren);
    return follow === Follow.arrow || (follow === Follow.colon && (this.context & Context.beforeColon) === 0);
  }

  /** The offset after the `>` that closes a `<`, where nothing but types can be between; -1 where something else is. */
  #endOfAngles(open: number): number {
    const { text, length } = this;
    let angles = 1;
    let nested = 0;
    let isConditional = false;
    let at = open + 1;
    for (;;) {
      const code = text[at]!;
      if (at >= length) return -1;
      if (code === 34 || code === 39) {
        at = this.#skipString(at);
        continue;
      }
      if (code === 96) {
        at = this.#skipTemplate(at);
        continue;
      }
      if (code === 47) {
        if (text[at + 1] !== 47 && text[at + 1] !== 42) return -1;
        at = this.#skipComment(at);
        continue;
      }
      if (code === 40 || code === 91 || code === 123) {
        nested++;
      } else if (code === 41 || code === 93 || code === 125) {
        if (nested-- === 0) return -1;
      } else if (code === 61 && text[at + 1] === 62) {
        at++;
      } else if (nested === 0) {
        if (code === 60) angles++;
        else if (code === 62) {
          if (--angles === 0) return at + 1;
        } else if (code === 63 || code === 58) {
          if (!isConditional) return -1;
        } else if (!this.#isOfType(code, text[at + 1]!)) return -1;
        else if (code === 101 && this.#isExtends(at)) isConditional = true;
      }
      at++;
    }
  }

  /** Whether `extends` stands at an offset. */
  #isExtends(at: number): boolean {
    const { text } = this;
    return text[at - 1]! <= 32 && text[at + 1] === 120 && text[at + 2] === 116 && text[at + 6] === 115;
  }

  /** Whether a character can stand among type arguments. */
  #isOfType(code: number, next: number): boolean {
    if (code >= 128) return true;
    if ((characterClass[code]! & (Character.name | Character.space)) !== 0) return true;
    if (code === 38 || code === 124) return next !== code;
    // . , - =
    return code === 46 || code === 44 || code === 45 || code === 61;
  }
}
