/** Types of TypeScript that begin with a name, and the lists in angle brackets. */
import { Context } from './literals.ts';
import { Lookahead } from './lookahead.ts';
import { Field, Kind } from './node-kinds.ts';
import { isName, isWord, Token } from './tokens.ts';

export abstract class NamedTypes extends Lookahead {
  /** Whether an operator may follow the type at hand, as after `as`. */
  inExpression = false;

  /** Whether the word at hand is a type by itself, or comes before one. */
  abstract isPredefined(): boolean;

  /** A type; `inExpression` where an operator may follow it. */
  abstract type(inExpression?: boolean): void;

  /** `A`, `A.B.C`, `A<B>`. */
  namedType(): void {
    const first = this.mark();
    const { token } = this;
    if (token === Token.abstract || (token >= Token.infer && token <= Token.unique && token !== Token.is))
      this.fail();
    if (!isName(token) || (token >= Token.public && token <= Token.readonly)) this.fail();
    this.take(Kind.typeIdentifier);
    if (this.token === Token.dot) this.#qualifiedName(first);
    if (this.token === Token.less) {
      this.name(Field.name);
      this.typeArguments();
      this.name(Field.typeArguments);
      this.close(Kind.genericType, first);
    }
  }

  #qualifiedName(first: number): void {
    this.kinds[this.count - 1] = Kind.identifier;
    for (;;) {
      this.expect(Token.dot);
      if (!isWord(this.token)) this.fail();
      const isLast = this.text[this.skipSpace(this.end)] !== 46;
      if (isLast) {
        // The name before the last dot.
        const before = this.#rowBeforeDot();
        this.fields[before] = Field.module;
        this.take(Kind.typeIdentifier);
        this.name(Field.name);
        this.close(Kind.nestedTypeIdentifier, first);
        return;
      }
      // After `as`, the grammar may take the last name for a member of the whole.
      if (this.inExpression) this.fail();
      const before = this.#rowBeforeDot();
      if (this.kinds[before] === Kind.nestedIdentifier) this.kinds[before] = Kind.memberExpression;
      this.fields[before] = Field.object;
      this.take(Kind.propertyIdentifier);
      this.name(Field.property);
      this.close(Kind.nestedIdentifier, first);
    }
  }

  /** The row before the dot written last, comments left aside. */
  #rowBeforeDot(): number {
    let row = this.count - 2;
    while (this.kinds[row] === Kind.comment) row--;
    return row;
  }

  /** A name that is declared as a type's. */
  typeName(): void {
    if (!isName(this.token)) this.fail();
    this.take(Kind.typeIdentifier);
  }

  /** `typeof a.b<C>`. */
  typeQuery(first: number): void {
    this.take(Token.typeof);
    const value = this.mark();
    if ((this.token as number) === Token.import) this.importCall();
    else if ((this.token as number) === Token.this) this.take(Kind.identifier);
    else this.bindingName();
    while ((this.token as number) === Token.dot) {
      this.name(Field.object);
      this.take(Token.dot);
      if (isWord(this.token)) this.take(Kind.propertyIdentifier);
      else this.fail();
      this.name(Field.property);
      this.close(Kind.memberExpression, value);
    }
    if ((this.token as number) === Token.less) {
      if (this.endsTypeLine() || this.kinds[value] === Token.import) this.fail();
      this.name(Field.function);
      this.typeArguments();
      this.name(Field.typeArguments);
      this.close(Kind.instantiationExpression, value);
    }
    if ((this.token as number) === Token.parenOpen || (this.token as number) === Token.questionDot)
      this.fail();
    this.close(Kind.typeQuery, first);
  }

  /** `import("a")`. */
  importCall(): void {
    const first = this.mark();
    this.take(Token.import);
    this.close(Kind.import, first);
    this.name(Field.function);
    if (this.token !== Token.parenOpen) this.fail();
    this.arguments();
    this.name(Field.arguments);
    this.close(Kind.callExpression, first);
  }

  /** A type, or `import("a").b`, which stands in few places only. */
  typeOrImport(): void {
    if (this.token !== Token.import) {
      this.type();
      return;
    }
    const first = this.mark();
    this.importCall();
    while ((this.token as number) === Token.dot) {
      this.name(Field.object);
      this.take(Token.dot);
      if (!isWord(this.token)) this.fail();
      this.take(Kind.propertyIdentifier);
      this.name(Field.property);
      this.close(Kind.memberExpression, first);
    }
    if ((this.token as number) === Token.less || (this.token as number) === Token.parenOpen) this.fail();
    if ((this.token as number) === Token.bracketOpen && !this.endsTypeLine()) this.fail();
    if ((this.token as number) === Token.or || (this.token as number) === Token.and) this.fail();
  }

  /** `: T`. */
  typeAnnotation(): void {
    const first = this.mark();
    this.expect(Token.colon);
    this.typeOrImport();
    this.close(Kind.typeAnnotation, first);
  }

  /** `<A, B>` in use. */
  typeArguments(onlyPlain = false): void {
    const { context } = this;
    this.context = 0;
    const first = this.mark();
    if (this.token !== Token.less) this.fail();
    this.take(Token.less);
    const isWord = isName(this.token) && (this.token as number) !== Token.identifier;
    if (onlyPlain && isWord && !this.isPredefined()) this.fail();
    for (;;) {
      this.typeOrImport();
      if ((this.token as number) !== Token.comma) break;
      this.take(Token.comma);
      if (this.text[this.start] === 62) break;
    }
    this.closeAngle();
    this.context = context;
    this.close(Kind.typeArguments, first);
  }

  /** The `>` at hand, which may be the beginning of a longer token. */
  closeAngle(): void {
    if (this.text[this.start] !== 62) this.fail();
    this.token = Token.greater;
    this.end = this.start + 1;
    this.take(Token.greater);
  }

  /** `<A extends B = C>` in a declaration. */
  typeParameters(): void {
    const { context } = this;
    this.context = 0;
    const first = this.mark();
    if (this.token !== Token.less) this.fail();
    this.take(Token.less);
    for (;;) {
      this.#typeParameter();
      if ((this.token as number) !== Token.comma) break;
      this.take(Token.comma);
      if (this.text[this.start] === 62) break;
    }
    this.closeAngle();
    this.context = context;
    this.close(Kind.typeParameters, first);
  }

  #typeParameter(): void {
    const first = this.mark();
    if (this.token === Token.const) this.take(Token.const);
    if ((this.token as number) !== Token.identifier) this.fail();
    this.typeName();
    this.name(Field.name);
    if ((this.token as number) === Token.extends) {
      const start = this.mark();
      this.take(Token.extends);
      this.type();
      this.close(Kind.constraint, start);
      this.name(Field.constraint);
    }
    if ((this.token as number) === Token.assign) {
      const start = this.mark();
      this.take(Token.assign);
      this.type();
      this.close(Kind.defaultType, start);
      this.name(Field.value);
    }
    this.close(Kind.typeParameter, first);
  }

  endsTypeLine(): boolean {
    return (this.context & Context.endsAtLine) !== 0 && this.endsHere(this.inExpression);
  }
}
