/** What TypeScript adds to expressions, and its arrow functions. */
import { Context } from './literals.ts';
import { Follow } from './lookahead.ts';
import { Field, Kind } from './node-kinds.ts';
import { Token } from './tokens.ts';
import { TypeMembers } from './type-members.ts';

export abstract class TypedExpressions extends TypeMembers {
  typeOperator(first: number): boolean {
    const { token } = this;
    if (token !== Token.not && token !== Token.as && token !== Token.satisfies) return false;
    if ((this.context & Context.endsAtLine) !== 0 && this.endsHere(true)) return false;
    if (token === Token.not) {
      this.take(Token.not);
      this.close(Kind.nonNullExpression, first);
      this.afterPrimary(first);
      return true;
    }
    this.take(token);
    if (token === Token.as && this.token === Token.const) this.take(Token.const);
    else this.type(true);
    this.close(token === Token.as ? Kind.asExpression : Kind.satisfiesExpression, first);
    return true;
  }

  typedCall(first: number): void {
    const callee = this.count - 1;
    if (this.startsWith(this.skipSpace(this.end), 'import')) this.fail();
    this.typeArguments();
    this.name(Field.typeArguments);
    if (this.token !== Token.parenOpen && this.token !== Token.backtick) {
      this.close(Kind.instantiationExpression, first);
      return;
    }
    if (this.token === Token.backtick && this.newline) this.fail();
    this.fields[callee] = Field.function;
    if (this.token === Token.parenOpen) this.arguments();
    else this.template();
    this.name(Field.arguments);
    this.close(Kind.callExpression, first);
  }

  checkComparing(): void {
    const { token, text } = this;
    const isModifier = token >= Token.public && token <= Token.readonly;
    const isType = (token >= Token.abstract && token <= Token.never) || token === Token.typeof || isModifier;
    if (isType || token === Token.braceOpen) this.fail();
    if (token !== Token.parenOpen) return;
    let at = this.end;
    while (text[at] === 40 || text[at] === 32) at++;
    if (text[at] === 123 || text[at] === 91) this.fail();
  }

  checkCompared(right: number, isPower: boolean): void {
    if (isPower) {
      // The only operator that groups from the right leaves what follows to its operand.
      if (this.token === Token.not || this.token === Token.as || this.token === Token.satisfies) this.fail();
      return;
    }
    if (this.token === Token.less) this.fail();
    const isSigned = this.kinds[right] === Token.minus || this.kinds[right] === Token.plus;
    if (!isSigned || this.kinds[right + 1] !== Kind.number) return;
    // A number with a sign may be a type, if what follows can follow one.
    const { token } = this;
    const goesOn =
      token === Token.comma || token === Token.greater || token === Token.or || token === Token.and;
    if (goesOn || this.sizes[this.count - 1] !== 3) this.fail();
  }

  typedAsyncGeneric(first: number): boolean {
    if (!this.beginsGenericArrow(this.skipSpace(this.end))) this.fail();
    this.take(Token.async);
    if (this.newline || this.token !== Token.less) this.fail();
    this.#arrow(first);
    this.#checkEnd();
    return true;
  }

  typeArgumentsOfNew(): void {
    if (this.token !== Token.less) return;
    this.typeArguments();
    this.name(Field.typeArguments);
  }

  typedParenthesized(first: number): boolean {
    const follow = this.followOf(this.start);
    if (follow === Follow.arrow || (follow === Follow.colon && this.#canReturnType())) {
      this.#arrow(first);
      return true;
    }
    const { context } = this;
    this.context = 0;
    this.take(Token.parenOpen);
    this.expressions();
    this.expect(Token.parenClose);
    this.context = context;
    this.close(Kind.parenthesizedExpression, first);
    return false;
  }

  /** Whether a colon after parentheses can only begin the type of what an arrow function gives. */
  #canReturnType(): boolean {
    return (this.context & Context.beforeColon) === 0;
  }

  /** An arrow function from its parentheses on. */
  #arrow(first: number): void {
    this.typedSignature();
    this.arrowBody(first);
  }

  typedAsyncParameters(asyncRow: number): boolean {
    const follow = this.followOf(this.start);
    if (follow === Follow.arrow || (follow === Follow.colon && this.#canReturnType())) {
      this.kinds[asyncRow] = Token.async;
      this.typedSignature();
      return true;
    }
    this.fields[asyncRow] = Field.function;
    this.arguments();
    this.name(Field.arguments);
    this.close(Kind.callExpression, asyncRow);
    return false;
  }

  typedLess(first: number): void {
    if (this.elements && !this.#isGeneric()) {
      this.element();
      return;
    }
    if (this.beginsGenericArrow(this.start)) {
      this.#arrow(first);
      this.#checkEnd();
      return;
    }
    if (this.elements) this.fail();
    this.typeArguments();
    if ((this.token as number) === Token.privateName || (this.token as number) === Token.new) this.fail();
    this.operand();
    if ((this.token as number) === Token.less || this.lastKind() === Kind.updateExpression) this.fail();
    this.close(Kind.typeAssertion, first);
  }

  /** Whether the `<` at hand begins type parameters where elements are known: `<A,` or `<A extends`. */
  #isGeneric(): boolean {
    const { text } = this;
    let at = this.skipSpace(this.end);
    while (text[at]! > 47 && text[at] !== 62 && text[at] !== 61 && text[at] !== 58) at++;
    at = this.skipSpace(at);
    if (text[at] === 44) return true;
    return text[at] === 101 && text[at + 1] === 120 && text[at + 6] === 115 && text[at + 7] === 32;
  }

  /** An arrow function ends what it stands in. */
  #checkEnd(): void {
    switch (this.token) {
      case Token.comma:
      case Token.semicolon:
      case Token.parenClose:
      case Token.bracketClose:
      case Token.braceClose:
      case Token.colon:
      case Token.end:
        return;
      default:
        if ((this.context & Context.endsAtLine) === 0 || !this.endsHere(true)) this.fail();
    }
  }
}
