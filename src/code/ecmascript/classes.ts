/** Classes of JavaScript. */
import { After } from './functions.ts';
import { Context } from './literals.ts';
import { Field, Kind } from './node-kinds.ts';
import { Objects } from './objects.ts';
import { isName, isWord, Token } from './tokens.ts';

export abstract class Classes extends Objects {
  /** A class in an expression. */
  classExpression(first: number): void {
    if (this.typed) {
      this.typedClass(first);
    } else {
      this.decorators();
      this.classHead(false);
    }
    this.close(Kind.class, first);
  }

  abstract typedClass(first: number, isDeclared?: boolean): void;

  /** `class`, the name (which `isDeclared` classes have), what it extends, and its body. */
  classHead(isDeclared: boolean): void {
    this.expect(Token.class);
    if (isName(this.token)) {
      this.take(Kind.identifier);
      this.name(Field.name);
    } else if (isDeclared) {
      this.fail();
    }
    if (this.token === Token.extends) {
      const first = this.mark();
      this.take(Token.extends);
      const value = this.mark();
      this.primary(value);
      this.subscripts(value, true);
      this.close(Kind.classHeritage, first);
    }
    this.#body();
    this.name(Field.body);
  }

  /** `@a`, `@a.b` and `@a.b(c)`, as many as there are. */
  decorators(): void {
    while (this.token === Token.at) {
      const first = this.mark();
      this.take(Token.at);
      const value = this.mark();
      this.bindingName();
      while ((this.token as number) === Token.dot) {
        this.name(Field.object);
        this.take(Token.dot);
        if (!isWord(this.token)) this.fail();
        this.take(Kind.propertyIdentifier);
        this.name(Field.property);
        this.close(Kind.memberExpression, value);
      }
      if ((this.token as number) === Token.parenOpen) {
        this.name(Field.function);
        this.arguments();
        this.name(Field.arguments);
        this.close(Kind.callExpression, value);
      }
      this.close(Kind.decorator, first);
      this.name(Field.decorator);
    }
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
    const first = this.mark();
    this.decorators();
    const decorated = this.count !== first;
    let word = this.token;
    if (word === Token.static) {
      if (this.peek() === 123) {
        if (decorated) this.fail();
        this.take(Token.static);
        if (this.endsHere(false)) this.fail();
        this.block(After.never);
        this.name(Field.body);
        this.close(Kind.classStaticBlock, first);
        this.name(Field.member);
        return;
      }
      this.propertyName();
      if (this.#endsName()) {
        this.#rest(first);
        return;
      }
      this.kinds[this.count - 1] = Token.static;
      word = this.token;
      // The grammar has a token for "static get" with a line break after it.
      if (word === Token.get && this.peek() !== 40 && this.#breaksAfterToken()) this.fail();
    }
    if (word === Token.async || word === Token.get || word === Token.set) {
      this.propertyName();
      if (this.#endsName()) {
        this.#rest(first);
        return;
      }
      this.kinds[this.count - 1] = word;
    }
    let isMethod = word === Token.get || word === Token.set || word === Token.async;
    if (this.token === Token.times) {
      if (word === Token.get || word === Token.set) this.fail();
      this.take(Token.times);
      isMethod = true;
    }
    this.propertyName();
    if (isMethod && this.token !== Token.parenOpen) this.fail();
    this.#rest(first);
  }

  #breaksAfterToken(): boolean {
    const { text } = this;
    let at = this.end;
    while (text[at] === 32 || text[at] === 9 || text[at] === 13) at++;
    return text[at] === 10;
  }

  /** Whether the word written last is the name of a member rather than a word before it. */
  #endsName(): boolean {
    const { token } = this;
    return (
      token === Token.parenOpen ||
      token === Token.assign ||
      token === Token.semicolon ||
      token === Token.braceClose ||
      this.endsHere(false)
    );
  }

  /** The member after its name. */
  #rest(first: number): void {
    if (this.pending !== 0 && this.endsHere(false)) {
      this.#field(first);
    } else if (this.token === Token.parenOpen) {
      this.name(Field.name);
      this.signature();
      this.block(After.never);
      this.name(Field.body);
      this.close(Kind.methodDefinition, first);
      this.name(Field.member);
    } else {
      this.#field(first);
    }
  }

  #field(first: number): void {
    this.name(Field.property);
    let after = false;
    if (this.token === Token.assign && (this.pending === 0 || !this.endsHere(false))) {
      this.take(Token.assign);
      this.assignment();
      this.name(Field.value);
      after = true;
    }
    this.close(Kind.fieldDefinition, first);
    this.name(Field.member);
    this.semicolon(after);
  }
}
