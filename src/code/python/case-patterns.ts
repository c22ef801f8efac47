/** Patterns of `match`. */
import { Field, Kind } from './node-kinds.ts';
import { SimpleStatements } from './simple-statements.ts';
import { isName, Token } from './tokens.ts';

export abstract class CasePatterns extends SimpleStatements {
  /** A pattern, with the name that it gives to what fits it. */
  casePattern(): void {
    if (++this.depth > 200) this.fail();
    const first = this.mark();
    const wasName = isName(this.token);
    this.#patterns(first);
    if (wasName && this.token === Token.assign) {
      // A keyword of a class: what was taken for a name with dots is one.
      if (this.count !== first + 2) this.fail();
      this.count--;
      this.take(Token.assign);
      this.#patterns(this.mark());
      this.close(Kind.keywordPattern, first);
    }
    this.close(Kind.casePattern, first);
    while (this.token === Token.as) {
      this.take(Token.as);
      this.nameAs(Token.identifier);
      this.close(Kind.asPattern, first);
      this.close(Kind.casePattern, first);
    }
    this.depth--;
  }

  /** One pattern, or several with `|` between. */
  #patterns(first: number): void {
    this.#simple(first);
    if (this.token !== Token.bitOr) return;
    while (this.token === Token.bitOr) {
      this.take(Token.bitOr);
      this.#simple(this.mark());
    }
    this.close(Kind.unionPattern, first);
  }

  #simple(first: number): void {
    switch (this.token) {
      case Token.string:
        this.strings(first);
        return;
      case Token.true:
      case Token.false:
      case Token.none:
        this.take(this.token);
        return;
      case Token.minus:
      case Token.integer:
      case Token.float:
        this.#number(first);
        return;
      case Token.underscore:
        // With a dot, brackets or `=` after it it would be a name.
        this.take(Token.underscore);
        return;
      case Token.times:
      case Token.power:
        this.take(this.token);
        if ((this.token as number) === Token.underscore) this.take(Token.underscore);
        else this.nameAs(Token.identifier);
        this.close(Kind.splatPattern, first);
        return;
      case Token.parenOpen:
        this.#sequence(Token.parenOpen, Token.parenClose);
        this.close(Kind.tuplePattern, first);
        return;
      case Token.bracketOpen:
        this.#sequence(Token.bracketOpen, Token.bracketClose);
        this.close(Kind.listPattern, first);
        return;
      case Token.braceOpen:
        this.#dictionary(first);
        return;
      default:
        this.dottedName();
        if (this.token !== Token.parenOpen) return;
        this.#sequence(Token.parenOpen, Token.parenClose);
        this.close(Kind.classPattern, first);
    }
  }

  #number(first: number): void {
    if (this.token === Token.minus) this.take(Token.minus);
    this.#digits();
    if (this.token !== Token.plus && this.token !== Token.minus) return;
    this.take(this.token);
    this.#digits();
    this.close(Kind.complexPattern, first);
  }

  #digits(): void {
    if (this.token !== Token.integer && this.token !== Token.float) this.fail();
    this.take(this.token);
  }

  #sequence(open: number, close: number): void {
    this.take(open);
    while (this.token !== close) {
      this.casePattern();
      if (this.token !== Token.comma) break;
      this.take(Token.comma);
    }
    this.expect(close);
  }

  #dictionary(first: number): void {
    this.take(Token.braceOpen);
    while (this.token !== Token.braceClose) {
      const each = this.mark();
      const isSplat = (this.token as number) === Token.power || (this.token as number) === Token.times;
      // The sign of a number would be part of the key's field.
      if ((this.token as number) === Token.minus) this.fail();
      this.#patterns(each);
      if (!isSplat) {
        this.name(Field.key);
        this.expect(Token.colon);
        this.casePattern();
        this.name(Field.value);
      }
      if ((this.token as number) !== Token.comma) break;
      this.take(Token.comma);
    }
    this.expect(Token.braceClose);
    this.close(Kind.dictPattern, first);
  }
}
