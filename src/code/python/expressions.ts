/** Expressions, by the strength of their operators. */
import { Field, Kind } from './node-kinds.ts';
import { Operands } from './operands.ts';
import {
  isAugmentedAssignment,
  isComparison,
  precedences,
  signPrecedence,
  startsExpression,
  Token,
} from './tokens.ts';

/** Deeper nesting is left to the other parser, which has a stack of its own. */
const mostDepth = 400;

const andPrecedence = 2;
const orPrecedence = 1;

export abstract class Expressions extends Operands {
  /** One expression; no star before it, no commas. */
  expression(): void {
    const first = this.mark();
    if (this.token === Token.lambda) {
      this.#lambda(first);
      return;
    }
    if (++this.depth > mostDepth) this.fail();
    this.#disjunction(first);
    this.#afterDisjunction(first);
    this.depth--;
  }

  /** Goes on with an expression whose first operand, without what may follow it, is written. */
  continueExpression(first: number): void {
    if (++this.depth > mostDepth) this.fail();
    this.afterPrimary(first);
    this.#operators(first, 0);
    this.#comparisons(first);
    this.#booleans(first, 0);
    this.#afterDisjunction(first);
    this.depth--;
  }

  /** An expression that a condition does not belong to, as in comprehensions. */
  unconditional(): void {
    const first = this.mark();
    if (++this.depth > mostDepth) this.fail();
    this.#disjunction(first);
    this.depth--;
  }

  /** An expression, or one with a star. */
  expressionOrStar(): void {
    if (this.token !== Token.times) {
      this.expression();
      return;
    }
    this.starAt = this.start;
    this.expression();
    if ((this.token as number) === Token.newline) this.#checkNextLine();
    // At the end of a text the grammar lets the star have a member or an item whole.
    const kind = this.lastKind();
    if (kind !== Kind.attribute && kind !== Kind.subscript) return;
    const token = this.token as number;
    if ((token >= Token.bracketClose && token <= Token.semicolon) || token === Token.assign) return;
    if (token !== Token.newline || this.nextStatement() < 0) this.fail();
  }

  /** After a star the grammar looks on the next line too for what could go on with the expression: then it is left to it. */
  #checkNextLine(): void {
    let at = this.end;
    while (at < this.length && this.text[at]! <= 32) at++;
    const code = this.text[at]!;
    if (at < this.length && code !== 35 && code !== 64 && code < 65) this.fail();
    if (code === 91) this.fail();
  }

  /** An expression, or a list of them; a comma may end it. */
  expressionList(): void {
    const first = this.mark();
    this.expressionOrStar();
    if (this.token === Token.comma) this.restOfList(first);
  }

  /** The rest of a list of expressions, from its first comma on. */
  restOfList(first: number): void {
    this.moreExpressions();
    this.close(Kind.expressionList, first);
  }

  /** Commas and expressions. */
  moreExpressions(): void {
    while (this.token === Token.comma) {
      this.take(Token.comma);
      if (!startsExpression(this.token) && (this.token as number) !== Token.times) return;
      this.expressionOrStar();
    }
  }

  yield(): void {
    const first = this.mark();
    this.take(Token.yield);
    if (this.token === Token.from) {
      this.take(Token.from);
      this.expression();
    } else if (startsExpression(this.token) || this.token === Token.times) {
      this.expressionList();
    }
    this.close(Kind.yield, first);
  }

  #lambda(first: number): void {
    if (++this.depth > mostDepth) this.fail();
    this.take(Token.lambda);
    if (this.token !== Token.colon) {
      const list = this.mark();
      const { indentedBrackets } = this;
      this.indentedBrackets = this.brackets;
      this.parameterList(false);
      this.indentedBrackets = indentedBrackets;
      this.close(Kind.lambdaParameters, list);
      this.name(Field.parameters);
    }
    this.expect(Token.colon);
    this.expression();
    this.name(Field.body);
    this.close(Kind.lambda, first);
    this.depth--;
  }

  /** What may follow an expression of operators: its name's value, `as` and a condition. */
  #afterDisjunction(first: number): void {
    if (this.token === Token.walrus) this.#named(first);
    if (this.token === Token.as) this.#as(first);
    if (this.token === Token.if) this.#conditional(first);
  }

  /** In this grammar the value of a name does not take in a condition. */
  #named(first: number): void {
    if (this.count !== first + 1 || this.lastKind() !== Token.identifier) this.fail();
    this.name(Field.name);
    this.take(Token.walrus);
    this.#operandOrLambda();
    this.name(Field.value);
    this.close(Kind.namedExpression, first);
    if (this.token === Token.walrus || this.token === Token.as) this.fail();
  }

  #operandOrLambda(): void {
    if (this.token === Token.lambda) this.#lambda(this.mark());
    else this.#disjunction(this.mark());
  }

  #as(first: number): void {
    this.take(Token.as);
    const target = this.mark();
    this.primary(target);
    this.afterPrimary(target);
    this.close(Kind.asPatternTarget, target);
    this.name(Field.alias);
    this.close(Kind.asPattern, first);
    switch (this.token) {
      case Token.colon:
      case Token.comma:
      case Token.parenClose:
        return;
      default:
        this.fail();
    }
  }

  #conditional(first: number): void {
    const { indentedBrackets } = this;
    this.indentedBrackets = this.brackets;
    this.take(Token.if);
    this.expression();
    this.indentedBrackets = indentedBrackets;
    this.expect(Token.else);
    this.expression();
    this.close(Kind.conditionalExpression, first);
  }

  #disjunction(first: number): void {
    this.#negation(first);
    this.#booleans(first, 0);
  }

  /** `and` and `or` after the operand written last that bind more tightly than `least`. */
  #booleans(first: number, least: number): void {
    for (;;) {
      const operator = this.token;
      const strength = operator === Token.and ? andPrecedence : operator === Token.or ? orPrecedence : 0;
      if (strength <= least) return;
      this.name(Field.left);
      this.take(operator);
      this.name(Field.operator);
      const right = this.mark();
      if (this.token === Token.lambda) {
        this.#lambda(right);
      } else {
        this.#negation(right);
        if (strength === orPrecedence && this.token === Token.and) this.#booleans(right, strength);
      }
      this.name(Field.right);
      this.close(Kind.booleanOperator, first);
    }
  }

  #negation(first: number): void {
    if (this.token !== Token.not) {
      this.#comparison(first);
      return;
    }
    if (++this.depth > mostDepth) this.fail();
    this.take(Token.not);
    this.#negation(this.mark());
    this.name(Field.argument);
    this.close(Kind.notOperator, first);
    this.depth--;
  }

  #comparison(first: number): void {
    this.operand(first);
    this.#operators(first, 0);
    this.#comparisons(first);
  }

  #comparisons(first: number): void {
    if (!isComparison(this.token)) return;
    do {
      if (this.token === Token.not) {
        this.#operator(Token.notIn);
        if ((this.token as number) !== Token.in) this.fail();
        this.#operator(Token.notIn);
      } else if (this.token === Token.is) {
        const row = this.count + this.pending;
        this.#operator(Token.is);
        if ((this.token as number) === Token.not) {
          this.kinds[row] = Token.isNot;
          this.#operator(Token.isNot);
        }
      } else {
        this.#operator(this.token);
      }
      const right = this.mark();
      this.operand(right);
      this.#operators(right, 0);
    } while (isComparison(this.token));
    this.close(Kind.comparisonOperator, first);
  }

  #operator(kind: number): void {
    this.take(kind);
    this.name(Field.operators);
  }

  /** Binary operators after the operand written last that bind more tightly than `least`. */
  #operators(first: number, least: number): void {
    for (;;) {
      const operator = this.token;
      const strength = precedences[operator]!;
      if (strength <= least) return;
      this.name(Field.left);
      this.take(operator);
      this.name(Field.operator);
      const right = this.mark();
      this.operand(right);
      // Only `**` groups from the right.
      const below = operator === Token.power ? strength - 1 : strength;
      if (precedences[this.token]! > below) this.#operators(right, below);
      this.name(Field.right);
      this.close(Kind.binaryOperator, first);
    }
  }

  /** An operand with its signs, and with what binds more tightly than those. */
  operand(first: number): void {
    switch (this.token) {
      case Token.minus:
      case Token.plus:
      case Token.tilde:
        if (++this.depth > mostDepth) this.fail();
        this.take(this.token);
        this.name(Field.operator);
        this.#signed();
        this.name(Field.argument);
        this.close(Kind.unaryOperator, first);
        this.depth--;
        return;
      case Token.await:
        this.#await(first);
        return;
      default:
        this.primary(first);
        this.afterPrimary(first);
    }
  }

  #signed(): void {
    const first = this.mark();
    this.operand(first);
    this.#operators(first, signPrecedence);
  }

  #await(first: number): void {
    if (++this.depth > mostDepth) this.fail();
    this.take(Token.identifier);
    switch (this.token) {
      case Token.plus:
      case Token.minus:
      case Token.tilde:
      case Token.times:
      case Token.not:
      case Token.lambda:
        this.fail();
    }
    if (startsExpression(this.token)) {
      this.kinds[first] = Token.await;
      this.#signed();
      this.close(Kind.await, first);
    } else {
      this.afterPrimary(first);
    }
    this.depth--;
  }

  /** Whether an assignment is at hand. */
  isAssigning(): boolean {
    return this.token === Token.assign || isAugmentedAssignment(this.token);
  }
}
