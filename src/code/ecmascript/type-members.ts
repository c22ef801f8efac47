import { Context } from './literals.ts';
import { Field, Kind } from './node-kinds.ts';
import { isName, Token } from './tokens.ts';
import { Types } from './types.ts';

export abstract class TypeMembers extends Types {
  /** `{ … }` as a type or an interface's body. */
  objectType(kind: number): void {
    const { context } = this;
    this.context = Context.endsAtLine;
    const first = this.mark();
    if (this.token !== Token.braceOpen || this.text[this.end] === 124) this.fail();
    this.take(Token.braceOpen);
    while ((this.token as number) !== Token.braceClose) {
      this.#member();
      const separator: number = this.token;
      if (separator === Token.comma || separator === Token.semicolon) {
        if (this.pending !== 0 && this.endsHere(false)) this.fail();
        this.take(separator);
      } else if (separator !== Token.braceClose && !this.endsHere(false)) {
        this.fail();
      }
    }
    this.take(Token.braceClose);
    this.close(kind, first);
    this.context = context;
  }

  #member(): void {
    const first = this.mark();
    const { token } = this;
    if (token === Token.parenOpen || token === Token.less) {
      this.typedSignature();
      this.close(Kind.callSignature, first);
      return;
    }
    // As a name it is one, though the grammar waits for a constructor after the word: the tree is that of any other name.
    if (token === Token.abstract && this.isModifier()) this.fail();
    if (token === Token.new && this.#isBeforeSignature()) {
      this.#constructSignature(first);
      return;
    }
    if (token === Token.plus || token === Token.minus) {
      this.take(token);
      this.name(Field.sign);
      this.expect(Token.readonly);
      this.indexSignature(first);
      return;
    }
    let isMethod = false;
    let modifiers = 0;
    while (this.isModifier()) {
      const word = this.token;
      if (word === Token.readonly && modifiers === 0) {
        modifiers++;
        this.take(word);
        continue;
      }
      if ((word !== Token.get && word !== Token.set) || isMethod || modifiers > 0) this.fail();
      this.take(word);
      isMethod = true;
    }
    if (this.token === Token.bracketOpen && this.isIndexSignature()) {
      if (isMethod) this.fail();
      this.indexSignature(first);
      return;
    }
    this.propertyName();
    this.name(Field.name);
    if (this.token === Token.question) this.take(Token.question);
    if ((this.token as number) === Token.parenOpen || (this.token as number) === Token.less) {
      if (this.#lineEnds()) this.fail();
      this.typedSignature();
      this.close(Kind.methodSignature, first);
      return;
    }
    if (isMethod) this.fail();
    if ((this.token as number) === Token.colon) {
      this.typeAnnotation();
      this.name(Field.type);
    }
    this.close(Kind.propertySignature, first);
  }

  #lineEnds(): boolean {
    return this.endsHere(false);
  }

  /** Whether the word at hand stands before the name of a member rather than being it. */
  isModifier(): boolean {
    switch (this.token) {
      case Token.readonly:
      case Token.get:
      case Token.set:
      case Token.static:
      case Token.public:
      case Token.private:
      case Token.protected:
      case Token.override:
      case Token.declare:
      case Token.abstract:
      case Token.async:
        break;
      default:
        return false;
    }
    const { text } = this;
    let at = this.end;
    while (text[at] === 32 || text[at] === 9) at++;
    switch (text[at]) {
      case 40: // (
      case 58: // :
      case 59: // ;
      case 61: // =
      case 44: // ,
      case 63: // ?
      case 33: // !
      case 60: // <
      case 125: // }
        return false;
      case 10:
      case 13:
      case 47:
        // The grammar may end a member here.
        return this.fail();
      default:
        return true;
    }
  }

  #isBeforeSignature(): boolean {
    const code = this.text[this.skipSpace(this.end)];
    return code === 40 || code === 60;
  }

  #constructSignature(first: number): void {
    this.take(Token.new);
    if (this.endsHere(false)) this.fail();
    if (this.token === Token.less) {
      this.typeParameters();
      this.name(Field.typeParameters);
    }
    this.typedParameters();
    this.name(Field.parameters);
    if ((this.token as number) === Token.colon) {
      this.typeAnnotation();
      this.name(Field.type);
    }
    this.close(Kind.constructSignature, first);
  }

  /** Whether the `[` at hand begins `[a: B]` or `[a in B]`. */
  isIndexSignature(): boolean {
    const { text } = this;
    let at = this.skipSpace(this.end);
    const from = at;
    while (isPlainWord(text[at]!)) at++;
    if (at === from) return false;
    at = this.skipSpace(at);
    if (text[at] === 58) return true;
    return text[at] === 105 && text[at + 1] === 110 && !isPlainWord(text[at + 2]!);
  }

  /** From the `[` on. */
  indexSignature(first: number): void {
    const { context } = this;
    this.context = 0;
    this.expect(Token.bracketOpen);
    if (!isName(this.token)) this.fail();
    // The grammar takes `[type in A]` for a name that is computed.
    const isReserved = this.token !== Token.identifier;
    const clause = this.mark();
    this.take(Kind.identifier);
    this.name(Field.name);
    if ((this.token as number) === Token.colon) {
      this.take(Token.colon);
      this.type();
      this.name(Field.indexType);
    } else {
      if (isReserved) this.fail();
      this.kinds[this.count - 1] = Kind.typeIdentifier;
      this.expect(Token.in);
      this.type();
      this.name(Field.type);
      if ((this.token as number) === Token.as) {
        this.take(Token.as);
        this.type();
        this.name(Field.alias);
      }
      this.close(Kind.mappedTypeClause, clause);
    }
    this.expect(Token.bracketClose);
    this.context = context;
    this.#indexedType();
    this.name(Field.type);
    this.close(Kind.indexSignature, first);
  }

  /** `: T`, or one of the signs of a mapped type before it. */
  #indexedType(): void {
    const { text, start } = this;
    if (this.token === Token.colon) {
      this.typeAnnotation();
      return;
    }
    const first = this.mark();
    const sign = text[start] === 43 || text[start] === 45 ? 1 : 0;
    if (text[start + sign] !== 63 || text[start + sign + 1] !== 58) this.fail();
    this.end = start + sign + 2;
    if (sign === 0) {
      this.take(Token.optingType);
      this.type();
      this.close(Kind.optingTypeAnnotation, first);
    } else if (text[start] === 43) {
      this.take(Token.addingType);
      this.type();
      this.close(Kind.addingTypeAnnotation, first);
    } else {
      this.take(Token.omittingType);
      this.type();
      this.close(Kind.omittingTypeAnnotation, first);
    }
  }

  /** Type parameters, parameters and the result, each in its field. */
  typedSignature(): void {
    if (this.token === Token.less) {
      this.typeParameters();
      this.name(Field.typeParameters);
    }
    this.typedParameters();
    this.name(Field.parameters);
    if ((this.token as number) === Token.colon) {
      this.returnType();
      this.name(Field.returnType);
    }
  }

  /** `: T`, `: a is T` or `: asserts a`. */
  returnType(): void {
    const first = this.mark();
    this.take(Token.colon);
    if (this.predicate()) {
      const isAsserts = this.lastKind() === Kind.asserts;
      this.close(isAsserts ? Kind.assertsAnnotation : Kind.typePredicateAnnotation, first);
      return;
    }
    this.typeOrImport();
    this.close(Kind.typeAnnotation, first);
  }

  /** Parameters in parentheses; `inType` for those of a type. */
  typedParameters(inType = false): void {
    const { context } = this;
    this.context = 0;
    const first = this.mark();
    this.expect(Token.parenOpen);
    while (this.token !== Token.parenClose) {
      this.#parameter(inType);
      if ((this.token as number) === Token.parenClose) break;
      this.expect(Token.comma);
    }
    this.take(Token.parenClose);
    this.close(Kind.formalParameters, first);
    this.context = context;
  }

  #parameter(inType: boolean): void {
    const first = this.mark();
    this.decorators();
    this.#parameterModifiers();
    const isWord = isName(this.token) && this.token !== Token.identifier;
    const isTypeWord =
      (this.token >= Token.asserts && this.token <= Token.never) || this.token === Token.undefined;
    const isPattern = this.token === Token.braceOpen || this.token === Token.bracketOpen;
    const isRest = this.token === Token.ellipsis;
    if (isRest) this.restPattern();
    else if (this.token === Token.this) this.take(Token.this);
    else this.bindingTarget();
    this.name(Field.pattern);
    const isOptional = (this.token as number) === Token.question;
    if (isOptional) {
      this.take(Token.question);
      if ((this.token as number) === Token.assign || this.pending !== 0) this.fail();
    }
    if (inType && isTypeWord) this.fail();
    if ((this.token as number) === Token.colon) {
      this.typeAnnotation();
      this.name(Field.type);
    } else if (inType && (isWord || isPattern)) {
      // The grammar may take the word for a type.
      this.fail();
    }
    if ((this.token as number) === Token.assign) {
      if (isRest) this.fail();
      this.take(Token.assign);
      this.assignment();
      this.name(Field.value);
    }
    this.close(isOptional ? Kind.optionalParameter : Kind.requiredParameter, first);
  }

  #parameterModifiers(): void {
    let rank = 0;
    for (;;) {
      const word = this.token;
      const own =
        word === Token.public || word === Token.private || word === Token.protected
          ? 1
          : word === Token.override
            ? 2
            : word === Token.readonly
              ? 3
              : 0;
      if (own === 0) return;
      const after = this.text[this.skipSpace(this.end)]!;
      // The word may be the target's own name, before brackets.
      if (after === 91) this.fail();
      if (!isPlainWord(after) && after !== 123) return;
      if (own <= rank) this.fail();
      rank = own;
      this.accessibility(word);
    }
  }

  /** A word before a member or a parameter, as the node that it is. */
  accessibility(word: number): void {
    const first = this.mark();
    this.take(word);
    if (word === Token.public || word === Token.private || word === Token.protected)
      this.close(Kind.accessibilityModifier, first);
    else if (word === Token.override) this.close(Kind.overrideModifier, first);
  }
}

/** Whether a character can stand in a name, by its looks. */
export function isPlainWord(code: number): boolean {
  return (
    (code >= 97 && code <= 122) ||
    (code >= 65 && code <= 90) ||
    (code >= 48 && code <= 57) ||
    code === 95 ||
    code === 36 ||
    code >= 128
  );
}
