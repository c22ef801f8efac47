/** Operands: literals, names, and what takes in an operand to its left, such as members and calls. */
import { Jsx } from './jsx.ts';
import { Context } from './literals.ts';
import { Field, Kind } from './node-kinds.ts';
import { isName, isWord, Token } from './tokens.ts';

export abstract class Operands extends Jsx {
  /** `async` with a function or an arrow function after it; false, and nothing written, where it is a name. */
  abstract asyncFunction(first: number): boolean;
  /** Parentheses at hand: an expression in them, or an arrow function with its parameters (then true). */
  abstract parenthesized(first: number): boolean;

  /** Whether a word can begin something in TypeScript's expressions, so that it is no plain name there. */
  isDeclaring(token: number): boolean {
    if (token === Token.using) return true;
    return token >= Token.public && token <= Token.readonly && this.peek() === 96;
  }

  primary(first: number): void {
    const { token } = this;
    switch (token) {
      case Token.identifier:
        this.take(Kind.identifier);
        return;
      case Token.stringLiteral:
        this.string();
        return;
      case Token.numericLiteral:
        this.take(Kind.number);
        return;
      case Token.this:
      case Token.null:
      case Token.true:
      case Token.false:
      case Token.undefined:
      case Token.super:
        this.take(token);
        return;
      case Token.parenOpen:
        if (this.parenthesized(first)) this.fail();
        return;
      case Token.bracketOpen:
        this.#array();
        return;
      case Token.braceOpen:
        this.object();
        return;
      case Token.function:
        this.functionExpression(first);
        return;
      case Token.backtick:
        this.template();
        return;
      case Token.divide:
      case Token.divideAssign:
        this.regex();
        return;
      case Token.new:
        this.#new(first);
        return;
      case Token.class:
      case Token.at:
        this.classExpression(first);
        return;
      case Token.less:
        if (this.typed) this.typedLess(first);
        else this.element();
        return;
      case Token.import:
        this.#import();
        return;
      case Token.privateName:
        this.take(Kind.privatePropertyIdentifier);
        if (this.token !== Token.in) this.fail();
        return;
      default:
        if (!isName(token) || (this.typed && this.isDeclaring(token))) this.fail();
        if (token === Token.async && this.asyncFunction(first)) {
          if (this.lastKind() === Kind.arrowFunction) this.fail();
          return;
        }
        if (this.count === first) this.take(Kind.identifier);
    }
  }

  /** What begins with `<` in TypeScript: an element, an assertion, or an arrow function. */
  abstract typedLess(first: number): void;

  #import(): void {
    const first = this.mark();
    this.take(Token.import);
    this.close(Kind.import, first);
    if (this.token !== Token.parenOpen && this.token !== Token.dot) this.fail();
  }

  #new(first: number): void {
    this.take(Token.new);
    // TypeScript's grammar takes the word for a name where the line ends.
    if (this.typed && this.newline) this.fail();
    if (this.token === Token.dot) {
      this.take(Token.dot);
      this.expect(Token.target);
      this.close(Kind.metaProperty, first);
      return;
    }
    const callee = this.mark();
    if (!this.#canBeConstructed()) this.fail();
    this.primary(callee);
    this.subscripts(callee, false);
    this.name(Field.constructor);
    if (this.typed) this.typeArgumentsOfNew();
    if ((this.token as number) === Token.parenOpen) {
      this.arguments();
      this.name(Field.arguments);
    }
    this.close(Kind.newExpression, first);
  }

  #canBeConstructed(): boolean {
    switch (this.token) {
      case Token.identifier:
      case Token.this:
      case Token.super:
      case Token.parenOpen:
      case Token.function:
      case Token.class:
        return true;
      default:
        if (this.typed && (this.token === Token.as || this.token === Token.satisfies)) return false;
        return isName(this.token) && this.token !== Token.async;
    }
  }

  abstract typeArgumentsOfNew(): void;

  /** Members, calls and the like after what is written; calls only where `calls`. */
  subscripts(first: number, calls: boolean): void {
    for (;;) {
      switch (this.token) {
        case Token.dot:
          this.name(Field.object);
          this.take(Token.dot);
          this.#property();
          this.close(Kind.memberExpression, first);
          break;
        case Token.parenOpen:
          if (!calls) return;
          this.name(Field.function);
          this.arguments();
          this.name(Field.arguments);
          this.close(Kind.callExpression, first);
          break;
        case Token.bracketOpen:
          this.name(Field.object);
          this.#index();
          this.close(Kind.subscriptExpression, first);
          break;
        case Token.questionDot:
          if (!calls) this.fail();
          this.#optional(first);
          break;
        case Token.backtick:
          if ((this.context & Context.endsAtLine) !== 0 && this.endsHere(true)) return;
          if (!calls) this.fail();
          this.name(Field.function);
          this.template();
          this.name(Field.arguments);
          this.close(Kind.callExpression, first);
          break;
        default:
          return;
      }
    }
  }

  #property(): void {
    if (isWord(this.token)) this.take(Kind.propertyIdentifier);
    else if (this.token === Token.privateName) this.take(Kind.privatePropertyIdentifier);
    else this.fail();
    this.name(Field.property);
  }

  #index(): void {
    const { context } = this;
    this.context = 0;
    this.take(Token.bracketOpen);
    this.expressions();
    this.name(Field.index);
    this.expect(Token.bracketClose);
    this.context = context;
  }

  #optional(first: number): void {
    const after = this.peek();
    if (after === 40) {
      if (this.lastKind() === Kind.newExpression) this.fail();
      this.name(Field.function);
      if (this.typed) {
        this.take(Token.questionDot);
      } else {
        this.take(Kind.optionalChain);
        this.name(Field.optionalChain);
      }
      this.arguments();
      this.name(Field.arguments);
      this.close(Kind.callExpression, first);
      return;
    }
    if (this.typed && after === 60) this.fail();
    this.name(Field.object);
    if (this.typed) {
      const chain = this.mark();
      this.take(Token.questionDot);
      this.close(Kind.optionalChain, chain);
    } else {
      this.take(Kind.optionalChain);
    }
    this.name(Field.optionalChain);
    if (this.token === Token.bracketOpen) {
      this.#index();
      this.close(Kind.subscriptExpression, first);
      return;
    }
    this.#property();
    this.close(Kind.memberExpression, first);
  }

  /** Arguments in parentheses. */
  arguments(): void {
    const { context } = this;
    this.context = 0;
    const first = this.mark();
    this.take(Token.parenOpen);
    this.#elements(Token.parenClose);
    this.close(Kind.arguments, first);
    this.context = context;
  }

  #array(): void {
    const { context } = this;
    this.context = 0;
    const first = this.mark();
    this.take(Token.bracketOpen);
    this.#elements(Token.bracketClose);
    this.close(Kind.array, first);
    this.context = context;
  }

  /** Expressions and spreads with commas between, and the bracket after them; some may be left out. */
  #elements(closer: number): void {
    while (this.token !== closer) {
      if (this.token === Token.comma) {
        this.take(Token.comma);
        continue;
      }
      if (this.token === Token.ellipsis) this.spread();
      else this.assignment();
      if (this.token === closer) break;
      this.expect(Token.comma);
    }
    this.take(closer);
  }

  spread(): void {
    const first = this.mark();
    this.take(Token.ellipsis);
    this.assignment();
    this.close(Kind.spreadElement, first);
  }

  abstract functionExpression(first: number): void;

  abstract classExpression(first: number): void;

  abstract object(): void;
}
