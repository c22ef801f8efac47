/** Classes of TypeScript. */
import { After } from './functions.ts';
import { Context } from './literals.ts';
import { Field, Kind } from './node-kinds.ts';
import { isName, Token } from './tokens.ts';
import { isPlainWord } from './type-members.ts';
import { TypedExpressions } from './typed-expressions.ts';

/** The order that words before a member have; those that exclude each other have the same place. */
const ranks = new Uint8Array(64);
ranks[Token.public] = 1;
ranks[Token.private] = 1;
ranks[Token.protected] = 1;
ranks[Token.declare] = 2;
ranks[Token.static] = 3;
ranks[Token.override] = 4;
ranks[Token.abstract] = 5;
ranks[Token.readonly] = 6;
ranks[Token.async] = 7;
ranks[Token.get] = 8;
ranks[Token.set] = 8;

export abstract class TypedClasses extends TypedExpressions {
  /** A class in an expression, or one that is declared (then it has a name), from its decorators on. */
  typedClass(_first: number, isDeclared = false): void {
    this.decorators();
    this.expect(Token.class);
    if (isName(this.token) && this.token !== Token.implements) {
      this.typeName();
      this.name(Field.name);
    } else if (isDeclared) {
      this.fail();
    }
    if (this.token === Token.less) {
      this.typeParameters();
      this.name(Field.typeParameters);
    }
    this.#heritage();
    this.#body();
    this.name(Field.body);
  }

  #heritage(): void {
    if (this.token !== Token.extends && this.token !== Token.implements) return;
    const first = this.mark();
    if (this.token === Token.extends) {
      this.take(Token.extends);
      const value = this.mark();
      this.primary(value);
      this.subscripts(value, true);
      while ((this.token as number) === Token.less && this.beginsTypedCall(this.start)) {
        this.typedCall(value);
        this.subscripts(value, true);
      }
      this.name(Field.value);
      if ((this.token as number) === Token.less) {
        this.typeArguments(true);
        this.name(Field.typeArguments);
      }
      if ((this.token as number) === Token.comma) this.fail();
      this.close(Kind.extendsClause, first);
    }
    if ((this.token as number) === Token.implements) {
      const clause = this.mark();
      this.take(Token.implements);
      if ((this.token as number) === Token.less || (this.token as number) === Token.parenOpen) this.fail();
      this.type();
      while ((this.token as number) === Token.comma) {
        this.take(Token.comma);
        this.type();
      }
      this.close(Kind.implementsClause, clause);
    }
    this.close(Kind.classHeritage, first);
  }

  #body(): void {
    const { context } = this;
    this.context = Context.endsAtLine;
    const first = this.mark();
    this.expect(Token.braceOpen);
    while (this.token !== Token.braceClose) {
      if (this.token === Token.semicolon) this.take(Token.semicolon);
      else this.#member();
    }
    this.take(Token.braceClose);
    this.close(Kind.classBody, first);
    this.context = context;
  }

  #member(): void {
    const decorated = this.mark();
    this.decorators();
    const first = this.mark();
    if (this.token === Token.static && this.text[this.skipSpace(this.end)] === 123) {
      if (decorated !== first) this.fail();
      this.take(Token.static);
      if (this.endsHere(false)) this.fail();
      this.block(After.never);
      this.name(Field.body);
      this.close(Kind.classStaticBlock, first);
      return;
    }
    const seen = this.#modifiers();
    let isMethod = (seen & (bit(Token.async) | bit(Token.get))) !== 0;
    if (this.token === Token.times) {
      if ((seen & bit(Token.get)) !== 0) this.fail();
      this.take(Token.times);
      isMethod = true;
    }
    if (this.token === Token.bracketOpen && this.isIndexSignature()) {
      if (decorated !== first || isMethod || (seen & ~bit(Token.readonly)) !== 0) this.fail();
      this.indexSignature(first);
      this.#endOfMember(false, false);
      return;
    }
    // `abstract` is a name here, which the grammar takes for an error: the tree is that of any other name.
    this.propertyName();
    this.name(Field.name);
    if (this.pending !== 0 && this.endsHere(false)) {
      if (isMethod) this.fail();
      this.#field(decorated);
      return;
    }
    const { text } = this;
    const after = text[this.token === Token.question ? this.skipSpace(this.end) : this.start];
    if (after === 40 || after === 60) {
      if (this.newline) this.fail();
      this.#method(first, decorated !== first, seen);
    } else {
      if (isMethod) this.fail();
      this.#field(decorated);
    }
  }

  /** The words before a member's name, as bits by their rank. */
  #modifiers(): number {
    let seen = 0;
    let last = 0;
    while (this.isModifier()) {
      const word = this.token;
      const rank = ranks[word]!;
      // `declare` may stand on either side of the word for access.
      if (rank <= last && !(rank === 1 && seen === bit(Token.declare))) this.fail();
      last = rank;
      seen |= 1 << rank;
      this.accessibility(word);
    }
    const isAbstract = (seen & bit(Token.abstract)) !== 0;
    if (isAbstract && (seen & (bit(Token.static) | bit(Token.override) | bit(Token.async))) !== 0)
      this.fail();
    return seen;
  }

  #method(first: number, isDecorated: boolean, seen: number): void {
    const isAbstract = (seen & bit(Token.abstract)) !== 0;
    if ((seen & bit(Token.declare)) !== 0 || (isAbstract && (seen & bit(Token.readonly)) !== 0)) this.fail();
    if (this.token === Token.question) this.take(Token.question);
    if (this.newline) this.fail();
    this.typedSignature();
    if ((this.token as number) === Token.braceOpen && !isAbstract) {
      this.block(After.never);
      this.name(Field.body);
      this.close(Kind.methodDefinition, first);
      return;
    }
    if (isDecorated) this.fail();
    this.close(isAbstract ? Kind.abstractMethodSignature : Kind.methodSignature, first);
    this.#endOfMember(false, !isAbstract);
  }

  #field(first: number): void {
    if (this.pending !== 0 && this.endsHere(false)) {
      this.close(Kind.publicFieldDefinition, first);
      this.#endOfMember(false, false);
      return;
    }
    if (this.token === Token.question || this.token === Token.not) {
      if (this.endsHere(false)) this.fail();
      this.take(this.token);
    }
    if (this.token === Token.colon) {
      this.typeAnnotation();
      this.name(Field.type);
    }
    let after = false;
    if (this.token === Token.assign) {
      this.take(Token.assign);
      this.assignment();
      this.name(Field.value);
      after = true;
    }
    this.close(Kind.publicFieldDefinition, first);
    this.#endOfMember(after, false);
  }

  /** The semicolon or comma after a member, or the end of its line. */
  #endOfMember(after: boolean, isSignature: boolean): void {
    if (this.pending === 0 && (this.token === Token.semicolon || this.token === Token.comma)) {
      this.take(this.token);
      return;
    }
    if (this.optionalSemicolon(after, isSignature)) return;
    if (this.token !== Token.semicolon && this.token !== Token.comma) this.fail();
    this.take(this.token);
  }

  /** Whether a word stands on the same line after the one at hand. */
  isBeforeWord(): boolean {
    const { text } = this;
    let at = this.end;
    while (text[at] === 32 || text[at] === 9) at++;
    return isPlainWord(text[at]!);
  }
}

function bit(word: number): number {
  return 1 << ranks[word]!;
}
