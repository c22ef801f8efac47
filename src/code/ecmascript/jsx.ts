/** Elements of JSX. Their tokens are other ones than those of expressions, so that they are read from the text itself. */
import { Character, characterClass, isHexDigit, isLetter, isStrange } from './characters.ts';
import { Field, Kind } from './node-kinds.ts';
import { Patterns } from './patterns.ts';
import { Token } from './tokens.ts';

const newLine = 10;
/** Characters that end a text: { } < > & and the line break. */
const textEnds = new Uint8Array(128);
for (const character of '{}<>&\n') textEnds[character.charCodeAt(0)] = 1;

export abstract class Jsx extends Patterns {
  /** Whether the grammar knows elements. */
  elements = true;

  abstract spread(): void;
  abstract typeArguments(onlyPlain?: boolean): void;

  /** The element whose `<` is at hand. */
  element(): void {
    if (!this.elements) this.fail();
    const { context } = this;
    this.context = 0;
    this.#element();
    this.context = context;
    this.next();
  }

  /** The element that begins at the token at hand; its last character is then `this.end - 1`, and no token is at hand. */
  #element(): void {
    if (++this.depth > 300) this.fail();
    const first = this.mark();
    this.end = this.start + 1;
    this.leaf(Token.less, this.start, this.end);
    this.next();
    if (this.text[this.start] !== 62) {
      this.#name();
      this.name(Field.name);
      if (this.typed && this.text[this.start] === 60) {
        if (this.lastKind() === Kind.jsxNamespaceName || this.#hasDash()) this.fail();
        this.typeArguments();
        this.name(Field.typeArguments);
      }
      this.#attributes();
      if (this.token === Token.divide) {
        if (this.text[this.end] !== 62) this.fail();
        this.end++;
        this.write(Token.tagEnd);
        this.close(Kind.jsxSelfClosingElement, first);
        this.depth--;
        return;
      }
    }
    this.#endTag();
    this.close(Kind.jsxOpeningElement, first);
    this.name(Field.openTag);
    this.#children();
    this.name(Field.closeTag);
    this.close(Kind.jsxElement, first);
    this.depth--;
  }

  /** The `>` of a tag, which may be the beginning of a longer token. */
  #endTag(): void {
    if (this.text[this.start] !== 62) this.fail();
    this.end = this.start + 1;
    this.write(Token.greater);
  }

  /** Goes on to the end of a name with dashes in it, whose beginning is the token at hand. */
  #widen(): void {
    if (this.token < Token.identifier || this.token >= Token.stringLiteral) this.fail();
    const { text } = this;
    if (text[this.end] !== 45) return;
    for (let at = this.start; at < this.end; at++) if (text[at]! >= 128) this.fail();
    let at = this.end;
    while (text[at] === 45 || (text[at]! < 128 && (characterClass[text[at]!]! & Character.name) !== 0)) at++;
    if (text[at]! >= 128) this.fail();
    this.end = at;
  }

  /** Whether the name written last has a dash in it. */
  #hasDash(): boolean {
    const row = this.count - 1;
    for (let at = this.starts[row]!; at < this.ends[row]!; at++) if (this.text[at] === 45) return true;
    return false;
  }

  /** `a`, `a-b`, `a:b` or `a.b.c`. */
  #name(): void {
    const first = this.mark();
    const before = this.end;
    if (this.typed && this.token === Token.const) this.fail();
    this.#widen();
    const { start, end, text } = this;
    if (end !== before && text[end] === 46) this.fail();
    // There is a token for the tag of the same name in another kind of templates.
    if (end - start === 8 && text[start] === 116 && text[start + 1] === 101 && text[start + 2] === 109)
      this.fail();
    this.take(Kind.identifier);
    if (this.token === Token.colon) {
      this.take(Token.colon);
      this.#widen();
      this.take(Kind.identifier);
      this.close(Kind.jsxNamespaceName, first);
      return;
    }
    while (this.token === Token.dot) {
      this.name(Field.object);
      this.take(Token.dot);
      if (this.token < Token.identifier || this.token >= Token.stringLiteral) this.fail();
      this.take(Kind.propertyIdentifier);
      this.name(Field.property);
      this.close(Kind.memberExpression, first);
    }
  }

  #attributes(): void {
    while (this.token !== Token.divide && this.text[this.start] !== 62) {
      const first = this.mark();
      if (this.token === Token.braceOpen) {
        this.#expression();
        this.next();
      } else {
        this.#attribute(first);
      }
      this.name(Field.attribute);
    }
  }

  #attribute(first: number): void {
    this.#widen();
    this.take(Kind.propertyIdentifier);
    if (this.token === Token.colon) {
      this.kinds[this.count - 1] = Kind.identifier;
      this.take(Token.colon);
      this.#widen();
      this.take(Kind.identifier);
      this.close(Kind.jsxNamespaceName, first);
    }
    if (this.text[this.start] === 61) {
      this.end = this.start + 1;
      // A string here has no escapes and may hold line breaks: it must not be scanned as one.
      this.write(Token.assign);
      this.#value();
    }
    this.close(Kind.jsxAttribute, first);
  }

  #value(): void {
    const { text } = this;
    let at = this.end;
    while (text[at] === 32 || text[at] === newLine || text[at] === 9 || text[at] === 13) at++;
    const code = text[at]!;
    if (code === 34 || code === 39) {
      this.#string(at, code);
      this.next();
      return;
    }
    this.next();
    if (this.token === Token.braceOpen) {
      this.mark();
      this.#expression();
    } else if (this.text[this.start] === 60) {
      this.#element();
    } else {
      this.fail();
    }
    this.next();
  }

  #string(start: number, quote: number): void {
    const { text } = this;
    const token = quote === 34 ? Token.doubleQuote : Token.singleQuote;
    const first = this.count;
    this.leaf(token, start, start + 1);
    let at = start + 1;
    let fragment = at;
    while (text[at] !== quote) {
      if (at >= this.length) this.fail();
      const next = text[at + 1]!;
      if (text[at] === 38 && (next === 35 || isLetter(next))) {
        this.#fragment(fragment, at);
        at = this.#reference(at);
        fragment = at;
      } else if (text[at] === 38) {
        // The fragment takes the character after the sign in as well, whatever it is; TypeScript's grammar knows no such sign.
        if (this.typed || next === quote || next >= 128) this.fail();
        at += 2;
      } else {
        at++;
      }
    }
    this.#fragment(fragment, at);
    this.leaf(token, at, at + 1);
    this.close(Kind.string, first);
    this.end = at + 1;
  }

  /** A piece of a string; not those whose beginning the grammar takes for something else. */
  #fragment(from: number, stop: number): void {
    if (from === stop) return;
    const { text } = this;
    let at = from;
    while (at < stop && text[at]! <= 32) at++;
    const code = text[at]!;
    const isComment = (code === 60 && text[at + 1] === 33) || (code === 45 && text[at + 1] === 45);
    if (code === 38 || isComment || (code >= 128 && isStrange(code))) this.fail();
    this.leaf(Kind.stringFragment, from, stop);
  }

  /** `&amp;` and the like; gives where it ends. */
  #reference(start: number): number {
    const { text } = this;
    let at = start + 1;
    if (text[at] === 35) {
      at++;
      const isHex = (text[at]! | 32) === 120;
      if (isHex) at++;
      const from = at;
      while (isHex ? isHexDigit(text[at]!) : text[at]! >= 48 && text[at]! <= 57) at++;
      if (at === from || at - from > (isHex ? 6 : 5)) this.fail();
    } else {
      const from = at;
      while (isLetter(text[at]!)) at++;
      if (at === from || at - from > 30) this.fail();
    }
    if (text[at] !== 59) this.fail();
    this.leaf(Kind.htmlCharacterReference, start, at + 1);
    return at + 1;
  }

  /** What stands between the tags, and the closing tag. */
  #children(): void {
    const { text } = this;
    let at = this.end;
    for (;;) {
      while (text[at] === 32 || text[at] === newLine) at++;
      const code = text[at]!;
      if (code === 60) {
        if (text[at + 1] === 47) break;
        this.#from(at);
        this.#element();
        at = this.end;
      } else if (code === 123) {
        this.#from(at);
        this.#expression();
        at = this.end;
      } else if (code === 38) {
        at = this.#reference(at);
      } else {
        at = this.#text(at);
      }
    }
    const first = this.count;
    this.leaf(Token.closingTag, at, at + 2);
    this.end = at + 2;
    this.next();
    if (this.text[this.start] !== 62) {
      this.#name();
      this.name(Field.name);
    }
    this.#endTag();
    this.close(Kind.jsxClosingElement, first);
  }

  /** Makes the character at an offset the token at hand. */
  #from(at: number): void {
    this.end = at;
    this.next();
  }

  /** A text up to the end of the line or the next thing that is none; gives where it ends. */
  #text(start: number): number {
    const { text } = this;
    const code = text[start]!;
    if (code >= 128 ? isStrange(code) : code < 32 && code !== 9 && code !== 13) this.fail();
    if (code === 47 && (text[start + 1] === 47 || text[start + 1] === 42)) this.fail();
    let at = start;
    let end = start;
    for (;;) {
      const each = text[at]!;
      if (each < 128 && textEnds[each] !== 0) break;
      if (each === 0) this.fail();
      at++;
      if (each !== 32) end = at;
    }
    if (end === start || (code <= 32 && end < at && this.#isBlank(start, end))) this.fail();
    this.leaf(Kind.jsxText, start, end);
    return end;
  }

  #isBlank(from: number, stop: number): boolean {
    let at = from;
    while (at < stop && this.text[at]! <= 32) at++;
    return at === stop;
  }

  /** `{…}`; the brace is the token at hand, and after it none is. */
  #expression(): void {
    const first = this.mark();
    const { context } = this;
    this.context = 0;
    this.take(Token.braceOpen);
    if (this.token === Token.ellipsis) this.spread();
    else if (this.token !== Token.braceClose) this.expressions();
    if (this.token !== Token.braceClose) this.fail();
    this.write(Token.braceClose);
    this.close(Kind.jsxExpression, first);
    this.context = context;
  }
}
