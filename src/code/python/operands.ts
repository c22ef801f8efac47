/** Operands: names and literals, what is in brackets, and what takes in an operand to its left, such as members and calls. */
import { Field, Kind } from './node-kinds.ts';
import { Strings } from './strings.ts';
import { isName, isWord, startsExpression, Token } from './tokens.ts';

export abstract class Operands extends Strings {
  abstract expression(): void;
  abstract expressionOrStar(): void;
  abstract unconditional(): void;
  abstract yield(): void;
  abstract parameterList(isTyped: boolean): void;
  /** The targets of a loop. */
  abstract targets(): void;

  /** Offset of a star that may stand before the operand there. */
  starAt = -1;

  /** A name, a literal or something in brackets. */
  primary(first: number): void {
    const { token } = this;
    switch (token) {
      case Token.string:
        this.strings(first);
        return;
      case Token.integer:
      case Token.float:
      case Token.ellipsis:
      case Token.true:
      case Token.false:
      case Token.none:
        this.take(token);
        return;
      case Token.parenOpen:
        this.#parenthesized(first);
        return;
      case Token.bracketOpen:
        this.#list(first);
        return;
      case Token.braceOpen:
        this.#braces(first);
        return;
      case Token.times:
        this.#starred(first);
        return;
      default:
        if (!isName(token)) this.fail();
        this.take(Token.identifier);
    }
  }

  /** Where the grammar knows no other star, it binds a name alone, and more tightly than all that follows. */
  #starred(first: number): void {
    if (this.starAt !== this.start) this.fail();
    this.take(Token.times);
    this.nameAs(Token.identifier);
    this.close(Kind.listSplat, first);
  }

  /** Takes a name as a leaf of a kind. */
  nameAs(kind: number): void {
    if (!isName(this.token)) this.fail();
    this.take(kind);
  }

  /** Members, subscripts and calls after an operand. */
  afterPrimary(first: number): void {
    for (;;) {
      switch (this.token) {
        case Token.dot:
          this.name(Field.object);
          this.take(Token.dot);
          if (!isWord(this.token) || (this.token as number) === Token.exceptGroup) this.fail();
          this.take(Token.identifier);
          this.name(Field.attribute);
          this.close(Kind.attribute, first);
          break;
        case Token.parenOpen:
          this.name(Field.function);
          this.arguments();
          this.name(Field.arguments);
          this.close(Kind.call, first);
          break;
        case Token.bracketOpen:
          this.name(Field.value);
          this.#subscripts();
          this.close(Kind.subscript, first);
          break;
        default:
          return;
      }
    }
  }

  /** The arguments of a call, or a generator that is its only one. */
  arguments(): void {
    const first = this.mark();
    this.take(Token.parenOpen);
    let isGenerator = false;
    for (let index = 0; this.token !== Token.parenClose; index++) {
      const argument = this.mark();
      this.#argument();
      if (index === 0 && this.#isBody(argument)) {
        isGenerator = true;
        this.name(Field.body);
        this.#clauses();
        break;
      }
      if ((this.token as number) !== Token.comma) break;
      this.take(Token.comma);
    }
    this.expect(Token.parenClose);
    this.close(isGenerator ? Kind.generatorExpression : Kind.argumentList, first);
  }

  #argument(): void {
    const first = this.mark();
    if (this.token === Token.times) {
      this.#splat(first);
    } else if (this.token === Token.power) {
      this.#doubleSplat(first);
    } else {
      this.expression();
      if (this.token !== Token.assign) return;
      if (this.count !== first + 1 || this.lastKind() !== Token.identifier) this.fail();
      this.name(Field.name);
      this.take(Token.assign);
      this.expression();
      this.name(Field.value);
      this.close(Kind.keywordArgument, first);
    }
  }

  #splat(first: number): void {
    this.take(Token.times);
    this.expression();
    this.close(Kind.listSplat, first);
  }

  #doubleSplat(first: number): void {
    this.take(Token.power);
    this.expression();
    this.close(Kind.dictionarySplat, first);
  }

  /** Whether the element that begins at a row, and is written, is the body of a comprehension. */
  #isBody(element: number): boolean {
    if (this.token !== Token.for && this.token !== Token.async) return false;
    if (this.kinds[element] === Token.times) this.fail();
    return true;
  }

  #clauses(): void {
    for (;;) {
      const first = this.mark();
      if (this.token === Token.for || this.token === Token.async) {
        if (this.token === Token.async) this.take(Token.async);
        this.expect(Token.for);
        this.targets();
        this.name(Field.left);
        this.expect(Token.in);
        this.unconditional();
        this.name(Field.right);
        this.close(Kind.forInClause, first);
      } else if (this.token === Token.if) {
        this.take(Token.if);
        this.unconditional();
        this.close(Kind.ifClause, first);
      } else {
        return;
      }
    }
  }

  /** Takes a bracket that may not be closed at once. */
  takeOpening(token: number): void {
    if (this.token !== token) this.fail();
    const { indentedBrackets } = this;
    this.indentedBrackets = this.brackets;
    this.take(token);
    this.indentedBrackets = indentedBrackets;
  }

  #subscripts(): void {
    this.takeOpening(Token.bracketOpen);
    do {
      this.#slice();
      this.name(Field.subscript);
      if (this.token !== Token.comma) break;
      this.take(Token.comma);
    } while ((this.token as number) !== Token.bracketClose);
    this.expect(Token.bracketClose);
  }

  #slice(): void {
    const first = this.mark();
    if (this.token !== Token.colon) this.expressionOrStar();
    if (this.token !== Token.colon) return;
    this.take(Token.colon);
    if (startsExpression(this.token)) this.expression();
    if (this.token === Token.colon) {
      this.take(Token.colon);
      if (startsExpression(this.token)) this.expression();
    }
    this.close(Kind.slice, first);
  }

  /** An expression in parentheses, a tuple, or a generator. */
  #parenthesized(first: number): void {
    this.take(Token.parenOpen);
    if (this.token === Token.parenClose) {
      this.take(Token.parenClose);
      this.close(Kind.tuple, first);
      return;
    }
    const isStarred = this.token === Token.times;
    if (this.token === Token.yield) {
      this.yield();
      if ((this.token as number) === Token.comma) this.fail();
    } else {
      const element = this.mark();
      this.#element();
      if (this.#isBody(element)) {
        this.#comprehension(first, Token.parenClose, Kind.generatorExpression);
        return;
      }
    }
    if ((this.token as number) !== Token.comma) {
      if (isStarred) this.fail();
      this.expect(Token.parenClose);
      this.close(Kind.parenthesizedExpression, first);
      return;
    }
    this.#elements(Token.parenClose);
    this.close(Kind.tuple, first);
  }

  #element(): void {
    if (this.token === Token.times) this.#splat(this.mark());
    else this.expression();
  }

  /** Commas and elements up to a closing bracket. */
  #elements(close: number): void {
    while (this.token === Token.comma) {
      this.take(Token.comma);
      if (this.token === close) break;
      this.#element();
    }
    this.expect(close);
  }

  #comprehension(first: number, close: number, kind: number): void {
    this.name(Field.body);
    this.#clauses();
    this.expect(close);
    this.close(kind, first);
  }

  /** The first element of a list or a set; a star in it is read anew where it turns out to be the only one. */
  #firstElement(close: number): void {
    const { token, start, count, brackets } = this;
    this.#element();
    if (token !== Token.times || this.token !== close) return;
    const isName = this.kinds[this.count - 2] === Token.identifier && this.count - count === 3;
    if (isName) return;
    const after = this.text[start + 1]!;
    // What may begin a pattern with a star is read as one; the rest is told apart by the grammar in more ways.
    if (after === 40 || after === 91 || after === 123) {
      if (this.sizes[this.count - 2]! !== this.count - count - 2) this.fail();
      const kind = this.kinds[this.count - 2]!;
      if (kind === Kind.list || kind === Kind.tuple || kind === Kind.parenthesizedExpression) return;
      if (kind === Kind.listComprehension || kind === Kind.generatorExpression) return;
      this.fail();
    }
    this.rewind(start, count, brackets);
    this.expressionOrStar();
  }

  #list(first: number): void {
    this.take(Token.bracketOpen);
    if (this.token === Token.bracketClose) {
      this.take(Token.bracketClose);
      this.close(Kind.list, first);
      return;
    }
    const element = this.mark();
    this.#firstElement(Token.bracketClose);
    if (this.#isBody(element)) {
      this.#comprehension(first, Token.bracketClose, Kind.listComprehension);
      return;
    }
    this.#elements(Token.bracketClose);
    this.close(Kind.list, first);
  }

  /** A dictionary or a set. */
  #braces(first: number): void {
    this.take(Token.braceOpen);
    if (this.token === Token.braceClose) {
      this.take(Token.braceClose);
      this.close(Kind.dictionary, first);
      return;
    }
    const element = this.mark();
    if (this.token === Token.power) {
      this.#doubleSplat(element);
    } else {
      this.#firstElement(Token.braceClose);
      if (this.token !== Token.colon) {
        this.#set(first, element);
        return;
      }
      this.#pair(element);
      if (this.#isBody(element)) {
        this.#comprehension(first, Token.braceClose, Kind.dictionaryComprehension);
        return;
      }
    }
    this.#pairs();
    this.close(Kind.dictionary, first);
  }

  #set(first: number, element: number): void {
    if (this.#isBody(element)) {
      this.#comprehension(first, Token.braceClose, Kind.setComprehension);
      return;
    }
    this.#elements(Token.braceClose);
    this.close(Kind.set, first);
  }

  /** The rest of a pair, from its colon on. */
  #pair(first: number): void {
    const kind = this.lastKind();
    if (kind === Kind.listSplat) this.fail();
    this.name(Field.key);
    this.expect(Token.colon);
    this.expression();
    this.name(Field.value);
    this.close(Kind.pair, first);
  }

  #pairs(): void {
    while (this.token === Token.comma) {
      this.take(Token.comma);
      if ((this.token as number) === Token.braceClose) break;
      const first = this.mark();
      if ((this.token as number) === Token.power) {
        this.#doubleSplat(first);
      } else {
        const { indentedBrackets } = this;
        this.indentedBrackets = this.brackets;
        this.expression();
        this.indentedBrackets = indentedBrackets;
        this.#pair(first);
      }
    }
    this.expect(Token.braceClose);
  }
}
