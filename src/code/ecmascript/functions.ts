/** Functions, arrow functions with parentheses, and objects with their methods. */
import { Expressions } from './expressions.ts';
import { Context } from './literals.ts';
import { Field, Kind } from './node-kinds.ts';
import { isName, Token } from './tokens.ts';

/** When an operator may follow a block, which decides where comments behind it go. */
export const After = {
  never: 0,
  always: 1,
  /** When it is empty: it could be an object. */
  whenEmpty: 2,
} as const;

export abstract class Functions extends Expressions {
  /** Statements up to the brace. */
  abstract statements(): void;

  /** `{ … }`; `after` is one of `After`. */
  block(after: number): void {
    const { context } = this;
    this.context = Context.endsAtLine;
    const first = this.mark();
    if (this.token !== Token.braceOpen) this.fail();
    this.take(Token.braceOpen);
    const isEmpty = (this.token as number) === Token.braceClose;
    this.statements();
    this.take(Token.braceClose);
    this.context = context;
    this.optionalSemicolon(after === After.always || (after === After.whenEmpty && isEmpty));
    this.close(Kind.statementBlock, first);
  }

  /** Gives up on a block, from a row on, whose only statement is a label and an expression: an object to the grammar. */
  refuseObject(first: number): void {
    if (this.kinds[first + 1] !== Kind.statementIdentifier) return;
    let row = this.count - 2;
    while (this.kinds[row] !== Token.braceClose) row -= this.sizes[row]!;
    row -= this.sizes[row]!;
    while (this.kinds[row] === Kind.comment) row--;
    if (this.kinds[row] !== Kind.labeledStatement) return;
    const kind = this.kinds[row - 1];
    const isCompound =
      kind === Kind.forStatement ||
      kind === Kind.forInStatement ||
      kind === Kind.whileStatement ||
      kind === Kind.doStatement ||
      kind === Kind.switchStatement ||
      kind === Kind.statementBlock;
    if (!isCompound) this.fail();
  }

  functionBody(): void {
    this.block(After.always);
  }

  /** A function in an expression; `first` is the row of its `async`, if that is written. */
  functionExpression(first: number): void {
    const isGenerator = this.functionHead(false);
    this.functionBody();
    this.name(Field.body);
    this.close(isGenerator ? Kind.generatorFunction : Kind.functionExpression, first);
  }

  /** `function`, the star, the name (which `isDeclared` functions have) and the parameters; whether there is a star. */
  functionHead(isDeclared: boolean): boolean {
    this.take(Token.function);
    const isGenerator = this.token === Token.times;
    if (isGenerator) this.take(Token.times);
    if (isName(this.token)) {
      this.take(Kind.identifier);
      this.name(Field.name);
    } else if (isDeclared) {
      this.fail();
    }
    this.signature();
    return isGenerator;
  }

  /** Parameters, and in TypeScript types before and after them. */
  signature(): void {
    if (this.typed) {
      this.typedSignature();
      return;
    }
    this.parameters();
    this.name(Field.parameters);
  }

  abstract typedSignature(): void;

  /** JavaScript's parameters in parentheses. */
  parameters(): void {
    const { context } = this;
    this.context = 0;
    const first = this.mark();
    this.expect(Token.parenOpen);
    while (this.token !== Token.parenClose) {
      if (this.token === Token.ellipsis) this.restPattern();
      else this.withDefault();
      if ((this.token as number) === Token.parenClose) break;
      this.expect(Token.comma);
    }
    this.take(Token.parenClose);
    this.close(Kind.formalParameters, first);
    this.context = context;
  }

  parenthesized(first: number): boolean {
    if (this.typed) return this.typedParenthesized(first);
    const { context } = this;
    this.context = 0;
    this.take(Token.parenOpen);
    const inner = this.mark();
    let commas = 0;
    // Only parameters may be none, end with a comma or have a rest among them.
    let isArrow = this.token === Token.parenClose;
    while ((this.token as number) !== Token.parenClose) {
      if (this.token === Token.ellipsis) {
        this.restPattern();
        isArrow = true;
      } else {
        this.assignment();
      }
      if ((this.token as number) === Token.parenClose) break;
      commas++;
      this.expect(Token.comma);
      if ((this.token as number) === Token.parenClose) isArrow = true;
    }
    this.context = context;
    if (this.#isBeforeArrow()) {
      for (let row = this.count - 1; row >= inner; row -= this.sizes[row]!) this.toElement(row, true);
      this.take(Token.parenClose);
      this.close(Kind.formalParameters, first);
      this.name(Field.parameters);
      this.arrowBody(first);
      return true;
    }
    if (isArrow) this.fail();
    if (commas > 0) this.close(Kind.sequenceExpression, inner);
    this.take(Token.parenClose);
    this.close(Kind.parenthesizedExpression, first);
    return false;
  }

  /** Whether an arrow follows the closing parenthesis at hand. */
  #isBeforeArrow(): boolean {
    const { text } = this;
    let at = this.end;
    for (;;) {
      const code = text[at]!;
      if (code === 32 || code === 9 || code === 10 || code === 13) {
        at++;
      } else if (code === 47 && text[at + 1] === 42) {
        at += 2;
        while (text[at] !== 42 || text[at + 1] !== 47) if (at++ >= this.length) this.fail();
        at += 2;
      } else if (code === 47 && text[at + 1] === 47) {
        while (text[at] !== 10 && at < this.length) at++;
      } else {
        return code === 61 && text[at + 1] === 62;
      }
    }
  }

  abstract typedParenthesized(first: number): boolean;
}
