/** Types of TypeScript. */

import { Follow } from './lookahead.ts';
import { NamedTypes } from './named-types.ts';
import { Field, Kind } from './node-kinds.ts';
import { isName, Token } from './tokens.ts';

const mostDepth = 1000;

export abstract class Types extends NamedTypes {
  abstract objectType(kind: number): void;
  abstract typedParameters(inType?: boolean): void;

  /** A type; `inExpression` where an operator may follow it. */
  type(inExpression = false): void {
    if (++this.depth > mostDepth) this.fail();
    const outer = this.inExpression;
    this.inExpression = inExpression;
    const first = this.mark();
    this.#union();
    if (this.token === Token.extends && !this.endsTypeLine()) this.#conditional(first);
    this.inExpression = outer;
    this.depth--;
  }

  #conditional(first: number): void {
    this.name(Field.left);
    this.take(Token.extends);
    const { context } = this;
    this.context = 0;
    this.#union();
    this.name(Field.right);
    this.expect(Token.question);
    this.type();
    this.context = context;
    this.name(Field.consequence);
    this.expect(Token.colon);
    this.type(this.inExpression);
    this.name(Field.alternative);
    this.close(Kind.conditionalType, first);
  }

  #union(): void {
    const first = this.mark();
    if (this.token === Token.or) {
      this.take(Token.or);
      this.#intersection();
      this.close(Kind.unionType, first);
    } else {
      this.#intersection();
    }
    while (this.token === Token.or) {
      this.take(Token.or);
      this.#intersection();
      this.close(Kind.unionType, first);
    }
  }

  #intersection(): void {
    const first = this.mark();
    if (this.token === Token.and) {
      this.take(Token.and);
      this.#operand();
      this.close(Kind.intersectionType, first);
    } else {
      this.#operand();
    }
    while (this.token === Token.and) {
      this.take(Token.and);
      this.#operand();
      this.close(Kind.intersectionType, first);
    }
  }

  /** A type without operators between types. */
  #operand(): void {
    const first = this.mark();
    const { token } = this;
    switch (token) {
      case Token.parenOpen:
        if (this.followOf(this.start) === Follow.arrow) {
          this.#functionType(first);
          return;
        }
        break;
      case Token.less:
        this.#functionType(first);
        return;
      case Token.new:
        this.#constructorType(first);
        return;
      case Token.abstract:
        this.take(Token.abstract);
        if ((this.token as number) !== Token.new) this.fail();
        this.#constructorType(first);
        return;
      case Token.readonly:
        this.take(Token.readonly);
        this.type(this.inExpression);
        this.close(Kind.readonlyType, first);
        return;
      case Token.infer:
        this.#infer(first);
        return;
      default:
    }
    this.#primary(first);
  }

  #infer(first: number): void {
    this.take(Token.infer);
    this.typeName();
    if (this.token === Token.extends) {
      this.take(Token.extends);
      this.#union();
    }
    this.close(Kind.inferType, first);
  }

  #functionType(first: number): void {
    if (this.token === Token.less) {
      this.typeParameters();
      this.name(Field.typeParameters);
    }
    this.typedParameters(true);
    this.name(Field.parameters);
    this.expect(Token.arrow);
    if (!this.predicate()) this.type(this.inExpression);
    this.name(Field.returnType);
    this.close(Kind.functionType, first);
  }

  #constructorType(first: number): void {
    this.take(Token.new);
    if (this.token === Token.less) {
      this.typeParameters();
      this.name(Field.typeParameters);
    }
    this.typedParameters(true);
    this.name(Field.parameters);
    this.expect(Token.arrow);
    if (++this.depth > mostDepth) this.fail();
    this.#operand();
    this.depth--;
    this.name(Field.type);
    this.close(Kind.constructorType, first);
  }

  /** `a is T` or `asserts a is T`, in place of a type; false if neither is at hand. */
  predicate(): boolean {
    if (this.token === Token.asserts) {
      if (!this.#isBeforeName()) this.fail();
      const first = this.mark();
      this.take(Token.asserts);
      if (!this.#isPredicate()) {
        if ((this.token as number) === Token.this) this.take(Token.this);
        else if (this.#isPlain()) this.bindingName();
        else this.fail();
      }
      this.close(Kind.asserts, first);
      return true;
    }
    return this.#isPredicate();
  }

  /** `a is T`. */
  #isPredicate(): boolean {
    const { token } = this;
    if ((!isName(token) && token !== Token.this) || !this.#isBeforeIs()) return false;
    // The grammar takes words such as `string` for types.
    if (token !== Token.this && token !== Token.type && !this.#isPlain()) this.fail();
    const first = this.mark();
    this.take(token === Token.this ? Token.this : Kind.identifier);
    this.name(Field.name);
    this.take(Token.is);
    this.type();
    this.name(Field.type);
    this.close(Kind.typePredicate, first);
    return true;
  }

  #isBeforeIs(): boolean {
    const { text } = this;
    let at = this.end;
    while (text[at] === 32 || text[at] === 9) at++;
    if (text[at] === 47) {
      at = this.skipSpace(at);
      if (text[at] === 105 && text[at + 1] === 115) this.fail();
      return false;
    }
    return text[at] === 105 && text[at + 1] === 115 && isEndOfWord(text[at + 2]!);
  }

  #isBeforeName(): boolean {
    const code = this.text[this.skipSpace(this.end)]!;
    return (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || code === 95 || code === 36;
  }

  /** A type with the brackets after it. */
  #primary(first: number): void {
    this.#base(first);
    while (this.token === Token.bracketOpen) {
      if (this.endsTypeLine()) return;
      this.take(Token.bracketOpen);
      if ((this.token as number) === Token.bracketClose) {
        this.take(Token.bracketClose);
        this.close(Kind.arrayType, first);
        continue;
      }
      const { context } = this;
      this.context = 0;
      this.type();
      this.expect(Token.bracketClose);
      this.context = context;
      this.close(Kind.lookupType, first);
    }
  }

  #base(first: number): void {
    const { token } = this;
    switch (token) {
      case Token.any:
      case Token.number:
      case Token.boolean:
      case Token.string:
      case Token.symbol:
      case Token.void:
      case Token.unknown:
      case Token.never:
      case Token.object:
        this.take(token);
        this.close(Kind.predefinedType, first);
        return;
      case Token.unique:
        this.take(Token.uniqueSymbol);
        if ((this.token as number) !== Token.symbol) this.fail();
        this.take(Token.uniqueSymbol);
        this.close(Kind.predefinedType, first);
        return;
      case Token.this:
        this.take(Kind.thisType);
        return;
      case Token.stringLiteral:
        this.string();
        this.close(Kind.literalType, first);
        return;
      case Token.numericLiteral:
        this.take(Kind.number);
        this.close(Kind.literalType, first);
        return;
      case Token.minus:
      case Token.plus:
        this.take(token);
        this.name(Field.operator);
        if ((this.token as number) !== Token.numericLiteral) this.fail();
        this.take(Kind.number);
        this.name(Field.argument);
        this.close(Kind.unaryExpression, first);
        this.close(Kind.literalType, first);
        return;
      case Token.true:
      case Token.false:
      case Token.null:
      case Token.undefined:
        this.take(token);
        this.close(Kind.literalType, first);
        return;
      case Token.braceOpen:
        this.objectType(Kind.objectType);
        return;
      case Token.parenOpen:
        this.#parenthesized(first);
        return;
      case Token.bracketOpen:
        this.#tuple(first);
        return;
      case Token.typeof:
        this.typeQuery(first);
        return;
      case Token.keyof:
        this.take(Token.keyof);
        this.#primary(this.mark());
        this.close(Kind.indexTypeQuery, first);
        return;
      case Token.backtick:
        this.#template(first);
        return;
      default:
        if (!isName(token)) this.fail();
        this.namedType();
    }
  }

  #parenthesized(first: number): void {
    const { context } = this;
    this.context = 0;
    this.take(Token.parenOpen);
    // The grammar would rather have a parameter with such a name.
    if (isName(this.token) && !this.#isPlain() && !this.isPredefined()) this.fail();
    this.type();
    this.expect(Token.parenClose);
    this.context = context;
    this.close(Kind.parenthesizedType, first);
  }

  #tuple(first: number): void {
    const { context } = this;
    this.context = 0;
    this.take(Token.bracketOpen);
    while (this.token !== Token.bracketClose) {
      this.#tupleMember();
      if ((this.token as number) === Token.bracketClose) break;
      this.expect(Token.comma);
    }
    this.take(Token.bracketClose);
    this.context = context;
    this.close(Kind.tupleType, first);
  }

  #tupleMember(): void {
    const first = this.mark();
    if (this.token === Token.ellipsis) {
      const { text } = this;
      let at = this.skipSpace(this.end);
      while (!isEndOfWord(text[at]!)) at++;
      const isNamed = text[this.skipSpace(at)] === 58;
      this.take(Token.ellipsis);
      if (!isNamed) {
        // The grammar would have a name follow these words.
        const isReserved: boolean = isName(this.token) && !this.#isPlain();
        if (isReserved && !this.isPredefined()) this.fail();
        this.type();
        this.close(Kind.restType, first);
        return;
      }
      this.bindingName();
      this.close(Kind.restPattern, first);
      this.#memberType(first, Kind.requiredParameter);
      return;
    }
    if (isName(this.token)) {
      const { text } = this;
      const isTypeWord =
        this.token === Token.readonly || (this.token >= Token.abstract && this.token <= Token.never);
      let at = this.skipSpace(this.end);
      if (isTypeWord && (text[at] === 58 || (text[at] === 63 && text[this.skipSpace(at + 1)] === 58)))
        this.fail();
      if (text[at] === 58) {
        this.take(Kind.identifier);
        this.#memberType(first, Kind.requiredParameter);
        return;
      }
      if (text[at] === 63) {
        at = this.skipSpace(at + 1);
        if (text[at] === 58) {
          this.take(Kind.identifier);
          this.name(Field.name);
          this.take(Token.question);
          this.typeAnnotation();
          this.name(Field.type);
          this.close(Kind.optionalParameter, first);
          return;
        }
      }
    }
    this.type();
    if (this.token === Token.question) {
      this.take(Token.question);
      this.close(Kind.optionalType, first);
    }
  }

  #isPlain(): boolean {
    return this.token === Token.identifier;
  }

  isPredefined(): boolean {
    const { token } = this;
    return (
      token === Token.any ||
      token === Token.string ||
      token === Token.symbol ||
      token === Token.never ||
      token === Token.number ||
      token === Token.boolean ||
      token === Token.unknown ||
      token === Token.object ||
      token === Token.infer ||
      token === Token.readonly ||
      token === Token.keyof
    );
  }

  #memberType(first: number, kind: number): void {
    this.name(Field.name);
    this.typeAnnotation();
    this.name(Field.type);
    this.close(kind, first);
  }

  #template(first: number): void {
    const { text } = this;
    this.write(Token.backtick);
    let at = this.end;
    while (text[at] !== 96) {
      if (at >= this.length || text[at] === 92) this.fail();
      if (text[at] === 36 && text[at + 1] === 123) {
        const start = this.count;
        this.leaf(Token.substitution, at, at + 2);
        this.end = at + 2;
        this.next();
        const { context } = this;
        this.context = 0;
        const inner = this.mark();
        // The grammar takes no function or type operator here, but all operators between types.
        this.type();
        const kind = this.kinds[this.count - 1];
        if (kind === Kind.functionType || kind === Kind.constructorType || kind === Kind.readonlyType)
          this.fail();
        if (inner === this.count || (this.token as number) !== Token.braceClose) this.fail();
        this.context = context;
        this.write(Token.braceClose);
        this.close(Kind.templateType, start);
        at = this.end;
      } else {
        at++;
      }
    }
    this.leaf(Token.backtick, at, at + 1);
    this.close(Kind.templateLiteralType, first);
    this.end = at + 1;
    this.next();
  }
}

function isEndOfWord(code: number): boolean {
  return !(
    (code >= 97 && code <= 122) ||
    (code >= 65 && code <= 90) ||
    (code >= 48 && code <= 57) ||
    code === 95 ||
    code === 36 ||
    code >= 128
  );
}
