/** Expressions, by the strength of their operators. */

import { Context } from './literals.ts';
import { Field, Kind } from './node-kinds.ts';
import { Operands } from './operands.ts';
import { isAugmentedAssignment, isName, precedences, Token } from './tokens.ts';

/** Deeper nesting is left to the other parser, which has a stack of its own. */
const mostDepth = 1000;

export abstract class Expressions extends Operands {
  abstract functionBody(): void;
  abstract refuseObject(first: number): void;

  /** One expression, or several with commas between. */
  expressions(): void {
    const first = this.mark();
    this.assignment();
    if (this.token !== Token.comma) return;
    this.restOfSequence(first);
  }

  restOfSequence(first: number): void {
    while (this.token === Token.comma) {
      this.take(Token.comma);
      this.assignment();
    }
    this.close(Kind.sequenceExpression, first);
  }

  /** An expression without a comma. */
  assignment(): void {
    if (++this.depth > mostDepth) this.fail();
    const first = this.mark();
    const { token } = this;
    if (token === Token.identifier) {
      this.take(Kind.identifier);
      if (this.token === Token.arrow) {
        this.name(Field.parameter);
        this.arrowBody(first);
        this.depth--;
        return;
      }
      this.afterPrimary(first);
    } else if (token === Token.parenOpen) {
      if (this.parenthesized(first)) {
        this.depth--;
        return;
      }
      this.afterPrimary(first);
    } else if (token === Token.yield) {
      this.#yield(first);
      this.depth--;
      return;
    } else if (isName(token) && this.#namedArrow(first)) {
      this.depth--;
      return;
    } else if (this.count === first) {
      this.operand();
    } else {
      this.afterPrimary(first);
    }
    if (precedences[this.token] !== 0 || this.typed) this.#operators(first);
    if (this.token === Token.question) this.#ternary(first);
    else if (this.token === Token.assign || isAugmentedAssignment(this.token)) this.#assign(first);
    this.depth--;
  }

  /** A word that may be a name or begin an arrow function; true when the arrow function is read. The name is written. */
  #namedArrow(first: number): boolean {
    const { token } = this;
    if (token === Token.async && this.asyncFunction(first)) return this.lastKind() === Kind.arrowFunction;
    if (this.count !== first) return false;
    if (this.typed && this.isDeclaring(token)) this.fail();
    this.take(Kind.identifier);
    if (this.token !== Token.arrow) return false;
    this.name(Field.parameter);
    this.arrowBody(first);
    return true;
  }

  /** `async` with a function or an arrow function after it; false, and nothing written, where it is a name. */
  asyncFunction(first: number): boolean {
    const after = this.peek();
    if (after === 47) this.fail();
    if (this.typed && after === 60) return this.typedAsyncGeneric(first);
    if (after !== 40 && after !== 102 && !isLikeName(after)) return false;
    this.take(Kind.identifier);
    const asyncRow = this.count - 1;
    if (this.newline) this.fail();
    if (this.token === Token.function) {
      this.kinds[asyncRow] = Token.async;
      this.functionExpression(first);
      return true;
    }
    if (isName(this.token)) {
      if (this.token === Token.of || this.token === Token.as || this.token === Token.satisfies) this.fail();
      this.kinds[asyncRow] = Token.async;
      this.take(Kind.identifier);
      this.name(Field.parameter);
      this.arrowBody(first);
      return true;
    }
    if ((this.token as number) === Token.parenOpen && this.asyncParameters(asyncRow)) {
      this.arrowBody(first);
      return true;
    }
    return true;
  }

  /** After `async`: parameters of an arrow function, or else the arguments of a call of `async`, both written; which. */
  asyncParameters(asyncRow: number): boolean {
    if (this.typed) return this.typedAsyncParameters(asyncRow);
    const from = this.count;
    this.arguments();
    if ((this.token as number) !== Token.arrow) {
      this.fields[asyncRow] = Field.function;
      this.name(Field.arguments);
      this.close(Kind.callExpression, asyncRow);
      return false;
    }
    const list = this.count - 1;
    let isAfterComma = true;
    for (let row = list - 2; row > from; row -= this.sizes[row]!) {
      const isComma = this.kinds[row] === Token.comma;
      if (isComma && isAfterComma && row !== list - 2) this.fail();
      if (this.kinds[row] !== Kind.comment) isAfterComma = isComma;
      this.toElement(row, true);
    }
    if (isAfterComma && list - 2 > from) this.fail();
    this.kinds[list] = Kind.formalParameters;
    this.name(Field.parameters);
    this.kinds[asyncRow] = Token.async;
    return true;
  }

  abstract typedAsyncParameters(asyncRow: number): boolean;
  /** `async <T>(a) => b`; gives up where it is something else. */
  abstract typedAsyncGeneric(first: number): boolean;

  /** From the arrow on; the parameters are written. */
  arrowBody(first: number): void {
    if (this.newline || this.token !== Token.arrow) this.fail();
    this.take(Token.arrow);
    if ((this.token as number) === Token.braceOpen) {
      const body = this.mark();
      this.functionBody();
      this.refuseObject(body);
    } else {
      this.assignment();
    }
    this.name(Field.body);
    this.close(Kind.arrowFunction, first);
  }

  #yield(first: number): void {
    this.take(Token.yield);
    if (this.token === Token.times) {
      this.take(Token.times);
      this.assignment();
    } else if (!this.#endsYield()) {
      this.assignment();
    }
    this.close(Kind.yieldExpression, first);
  }

  #endsYield(): boolean {
    switch (this.token) {
      case Token.parenClose:
      case Token.bracketClose:
      case Token.braceClose:
      case Token.comma:
      case Token.semicolon:
      case Token.colon:
      case Token.end:
        return true;
      default:
        return (this.context & Context.endsAtLine) !== 0 && this.endsHere(false);
    }
  }

  #ternary(first: number): void {
    // TypeScript's scanner takes `?.5` for the beginning of a member.
    if (this.typed && this.text[this.end] === 46) this.fail();
    if (this.typed && this.pending !== 0 && (this.context & Context.endsAtLine) !== 0) this.#checkComments();
    this.name(Field.condition);
    this.take(Token.question);
    const { context } = this;
    this.context = Context.beforeColon;
    this.assignment();
    this.context = context;
    this.name(Field.consequence);
    this.expect(Token.colon);
    this.assignment();
    this.name(Field.alternative);
    this.close(Kind.ternaryExpression, first);
  }

  /** TypeScript's scanner loses a comment of several lines that stands before a `?`. */
  #checkComments(): void {
    for (let index = 0; index < this.pending; index++) {
      if (this.text[this.commentStarts[index]! + 1] === 42) this.fail();
    }
  }

  #assign(first: number): void {
    const kind = this.lastKind();
    if (this.token === Token.assign) {
      if (kind !== Kind.parenthesizedExpression) this.toPattern(this.count - 1, false);
      this.name(Field.left);
      this.take(Token.assign);
      this.assignment();
      this.name(Field.right);
      this.close(Kind.assignmentExpression, first);
      return;
    }
    if (
      kind !== Kind.identifier &&
      kind !== Kind.memberExpression &&
      kind !== Kind.subscriptExpression &&
      kind !== Kind.parenthesizedExpression &&
      kind !== Kind.nonNullExpression
    )
      this.fail();
    this.name(Field.left);
    this.take(this.token);
    this.name(Field.operator);
    this.assignment();
    this.name(Field.right);
    this.close(Kind.augmentedAssignmentExpression, first);
  }

  /** The operators after the first operand of an expression. */
  #operators(first: number): void {
    this.#binary(first, 0);
    // TypeScript's `!` and `as` take in all that stands before them, whatever binds it together.
    while (this.typed && this.typeOperator(first)) this.#binary(first, 0);
  }

  /** Operators after the operand written last that bind more tightly than `least`. */
  #binary(first: number, least: number): void {
    for (;;) {
      const operator = this.token;
      const strength = this.#strength();
      if (strength <= least) return;
      if ((strength & 1) !== 0) {
        this.typedCall(first);
        this.afterPrimary(first);
        continue;
      }
      if (operator === Token.in && (this.context & Context.withoutIn) !== 0) return;
      this.name(Field.left);
      this.take(operator);
      this.name(Field.operator);
      const right = this.mark();
      if (this.token === Token.privateName) this.fail();
      if (this.typed && operator === Token.less) this.checkComparing();
      this.operand();
      const isPower = operator === Token.power;
      // A second comparison with `<` would be read in several ways.
      if (this.typed && this.token === Token.less && strength === precedences[Token.less]) this.fail();
      if (
        precedences[this.token] !== 0 &&
        (this.#strength() > strength || (isPower && this.token === operator))
      )
        this.#binary(right, isPower ? strength - 1 : strength);
      if (this.typed && (operator === Token.less || isPower)) this.checkCompared(right, isPower);
      this.name(Field.right);
      this.close(Kind.binaryExpression, first);
    }
  }

  /** How tightly the operator at hand binds; odd for a `<` that begins the type arguments of a call. */
  #strength(): number {
    const strength = precedences[this.token]!;
    if (this.token !== Token.less || !this.typed) return strength;
    return this.beginsTypeArguments(this.start) ? strength + 1 : strength;
  }

  /** Whether the `<` at an offset begins type arguments. */
  abstract beginsTypeArguments(open: number): boolean;
  /** TypeScript's call with type arguments, or an operand with them. */
  abstract typedCall(first: number): void;
  /** Gives up on comparisons that TypeScript's grammar takes for the beginning of type arguments. */
  abstract checkComparing(): void;
  /** The same after the right side, and what `**` leaves to its operand. */
  abstract checkCompared(right: number, isPower: boolean): void;

  /** TypeScript's `!`, `as` and `satisfies` after what is written; false if none is at hand. */
  abstract typeOperator(first: number): boolean;

  /** An operand with the operators before and after it; no arrow function. */
  operand(): void {
    const first = this.mark();
    const { token } = this;
    switch (token) {
      case Token.not:
      case Token.minus:
      case Token.plus:
      case Token.tilde:
      case Token.typeof:
      case Token.void:
      case Token.delete:
        if (++this.depth > mostDepth) this.fail();
        this.take(token);
        this.name(Field.operator);
        if (this.token === Token.privateName) this.fail();
        this.operand();
        this.name(Field.argument);
        this.close(Kind.unaryExpression, first);
        this.depth--;
        return;
      case Token.await:
        if (++this.depth > mostDepth) this.fail();
        this.take(token);
        this.#awaited();
        this.close(Kind.awaitExpression, first);
        this.depth--;
        return;
      case Token.increment:
      case Token.decrement:
        this.take(token);
        this.name(Field.operator);
        this.#updated();
        this.close(Kind.updateExpression, first);
        return;
      default:
        this.primary(first);
        this.afterPrimary(first);
    }
  }

  /** What is awaited; TypeScript's operators after it belong to it. */
  #awaited(): void {
    const first = this.mark();
    if (this.token === Token.privateName) this.fail();
    this.operand();
    while (this.typed && this.typeOperator(first));
  }

  /** The operand of a `++` before it. */
  #updated(): void {
    const first = this.mark();
    this.primary(first);
    this.subscripts(first, true);
    this.#checkTarget();
    if (this.token === Token.increment || this.token === Token.decrement) {
      if ((this.context & Context.endsAtLine) === 0 || !this.endsHere(true)) this.fail();
    }
    this.name(Field.argument);
  }

  #checkTarget(): void {
    const kind = this.lastKind();
    if (
      kind !== Kind.identifier &&
      kind !== Kind.memberExpression &&
      kind !== Kind.subscriptExpression &&
      kind !== Kind.parenthesizedExpression &&
      kind !== Kind.nonNullExpression
    )
      this.fail();
  }

  /** Members and calls after an operand, and a `++`. */
  afterPrimary(first: number): void {
    this.subscripts(first, true);
    if (this.token !== Token.increment && this.token !== Token.decrement) return;
    if ((this.context & Context.endsAtLine) !== 0 && this.endsHere(true)) return;
    this.#checkTarget();
    this.name(Field.argument);
    this.take(this.token);
    this.name(Field.operator);
    this.close(Kind.updateExpression, first);
  }
}

/** Whether a character may begin a name other than the `function` that is told apart by its first letter. */
function isLikeName(code: number): boolean {
  return (
    (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || code === 36 || code === 95 || code >= 0xaa
  );
}
