/** Statements of one line. */
import { Imports } from './imports.ts';
import { Field, Kind } from './node-kinds.ts';
import { isAugmentedAssignment, isName, isPlainName, startsExpression, Token } from './tokens.ts';

export abstract class SimpleStatements extends Imports {
  /** The statements of a line, to its end, with the comment after them. */
  line(): void {
    this.#statement();
    this.restOfLine();
  }

  /** What follows a statement on its line. */
  restOfLine(): void {
    while (this.token === Token.semicolon) {
      this.take(Token.semicolon);
      if ((this.token as number) === Token.newline || (this.token as number) === Token.end) break;
      this.#statement();
    }
    this.endStatement();
  }

  #statement(): void {
    const first = this.mark();
    switch (this.token) {
      case Token.import:
        this.importStatement(first);
        return;
      case Token.from:
        this.fromStatement(first);
        return;
      case Token.return:
        this.take(Token.return);
        if (this.#hasExpression()) this.expressionList();
        this.close(Kind.returnStatement, first);
        return;
      case Token.del:
        this.take(Token.del);
        this.expressionList();
        this.close(Kind.deleteStatement, first);
        return;
      case Token.raise:
        this.#raise(first);
        return;
      case Token.assert:
        this.#assert(first);
        return;
      case Token.pass:
        this.take(Token.pass);
        this.close(Kind.passStatement, first);
        return;
      case Token.break:
        this.take(Token.break);
        this.close(Kind.breakStatement, first);
        return;
      case Token.continue:
        this.take(Token.continue);
        this.close(Kind.continueStatement, first);
        return;
      case Token.global:
        this.#names(first, Kind.globalStatement);
        return;
      case Token.nonlocal:
        this.#names(first, Kind.nonlocalStatement);
        return;
      case Token.print:
        this.#print(first);
        return;
      case Token.exec:
        this.#exec(first);
        return;
      case Token.type:
        this.#type(first);
        return;
      case Token.match:
        this.#matchAsName(first);
        return;
      case Token.yield:
        this.yield();
        this.close(Kind.expressionStatement, first);
        return;
      default:
        this.expressionOrStar();
        this.#restOfStatement(first);
    }
  }

  /** Where no statement with a block may stand. */
  #matchAsName(first: number): void {
    this.take(Token.identifier);
    const isBracket = this.token === Token.parenOpen || this.token === Token.bracketOpen;
    if (!isBracket && this.#hasExpression()) this.fail();
    this.restOfExpression(first);
  }

  #hasExpression(): boolean {
    return startsExpression(this.token) || this.token === Token.times;
  }

  #raise(first: number): void {
    this.take(Token.raise);
    if (this.#hasExpression()) this.expressionList();
    if (this.token === Token.from) {
      this.take(Token.from);
      this.expression();
      this.name(Field.cause);
    }
    this.close(Kind.raiseStatement, first);
  }

  #assert(first: number): void {
    this.take(Token.assert);
    this.expression();
    while (this.token === Token.comma) {
      this.take(Token.comma);
      this.expression();
    }
    this.close(Kind.assertStatement, first);
  }

  #names(first: number, kind: number): void {
    do {
      this.take(this.token);
      this.nameAs(Token.identifier);
    } while (this.token === Token.comma);
    this.close(kind, first);
  }

  /** `print` with what it prints after it, as in Python 2; anything that can be read as an expression is one. */
  #print(first: number): void {
    this.take(Token.identifier);
    const { token } = this;
    if (token === Token.shiftRight) {
      const chevron = this.mark();
      this.kinds[first] = Token.print;
      this.take(Token.shiftRight);
      this.expression();
      this.close(Kind.chevron, chevron);
    } else if (
      startsExpression(token) &&
      token !== Token.parenOpen &&
      token !== Token.bracketOpen &&
      token !== Token.plus &&
      token !== Token.minus
    ) {
      this.kinds[first] = Token.print;
      this.expression();
      this.name(Field.argument);
    } else {
      this.restOfExpression(first);
      return;
    }
    while (this.token === Token.comma) {
      this.take(Token.comma);
      if (!startsExpression(this.token)) break;
      this.expression();
      this.name(Field.argument);
    }
    this.close(Kind.printStatement, first);
  }

  #exec(first: number): void {
    this.take(Token.identifier);
    if (this.token === Token.string) this.string();
    else if (isName(this.token)) this.take(Token.identifier);
    else {
      this.restOfExpression(first);
      return;
    }
    this.kinds[first] = Token.exec;
    this.name(Field.code);
    if (this.token === Token.in) {
      do {
        this.take(this.token);
        this.expression();
      } while ((this.token as number) === Token.comma);
    }
    this.close(Kind.execStatement, first);
  }

  /** A statement that names a type, or one that begins with a call of `type`. */
  #type(first: number): void {
    const { start } = this;
    this.take(Token.identifier);
    if (isPlainName(this.token)) {
      this.#typeAlias(start, first);
      return;
    }
    const mayBeAlias = startsExpression(this.token) || this.token === Token.times;
    const list = this.#expressions(first);
    // The grammar prefers to read `type(a).b = c` so.
    if (mayBeAlias && !list && this.token === Token.assign) this.#typeAlias(start, first);
    // It looks for the rest of a name for a type on the next lines.
    else if (mayBeAlias && !list && this.#mayGoOn(first)) this.fail();
    else this.#afterExpressions(first, list);
  }

  #mayGoOn(first: number): boolean {
    for (let row = first; row < this.count; row++) if (this.kinds[row] === Kind.listSplat) return true;
    return this.token === Token.colon || (this.token === Token.newline && !this.isPlainAhead());
  }

  #typeAlias(start: number, first: number): void {
    this.rewind(start, first, 0);
    this.take(Token.type);
    this.type();
    this.expect(Token.assign);
    this.type();
    this.close(Kind.typeAliasStatement, first);
  }

  /** A statement that begins with an expression whose first operand, so far as it is written, is a name. */
  restOfExpression(first: number): void {
    this.#afterExpressions(first, this.#expressions(first));
  }

  /** The rest of the expressions that a statement begins with; whether there are commas. */
  #expressions(first: number): boolean {
    this.continueExpression(first);
    return this.#moreExpressions();
  }

  #moreExpressions(): boolean {
    if (this.token !== Token.comma) return false;
    this.moreExpressions();
    return true;
  }

  #restOfStatement(first: number): void {
    this.#afterExpressions(first, this.#moreExpressions());
  }

  #afterExpressions(first: number, isList: boolean): void {
    if (this.token === Token.colon) this.#annotated(first, isList);
    else if (this.isAssigning()) this.#assignment(first, isList);
    else if (isList && this.token !== Token.semicolon && !this.#endsList()) this.#checkList(first);
    this.close(Kind.expressionStatement, first);
  }

  /** Whether nothing on the next lines can go on with the list at hand. */
  #endsList(): boolean {
    return this.lastKind() === Token.comma ? this.nextStatement() < 0 : this.isPlainAhead();
  }

  /** Where all expressions of a list can be assigned to, the grammar looks for more of them, and for `=`, on the next lines. */
  #checkList(first: number): void {
    for (let row = this.count - 1; row >= first; row -= this.sizes[row]!) {
      switch (this.kinds[row]) {
        case Token.comma:
        case Token.identifier:
        case Kind.attribute:
        case Kind.subscript:
        case Kind.listSplat:
        case Kind.tuple:
        case Kind.list:
        case Kind.parenthesizedExpression:
          break;
        default:
          return;
      }
    }
    this.fail();
  }

  #annotated(first: number, isList: boolean): void {
    this.#left(first, isList);
    this.take(Token.colon);
    this.type();
    this.name(Field.type);
    if (this.token === Token.assign) {
      this.take(Token.assign);
      this.#right();
    } else if (isAugmentedAssignment(this.token)) {
      this.fail();
    }
    this.close(Kind.assignment, first);
  }

  #assignment(first: number, isList: boolean): void {
    if (++this.depth > 200) this.fail();
    this.#left(first, isList);
    const { token } = this;
    this.take(token);
    if (token !== Token.assign) this.name(Field.operator);
    this.#right();
    this.close(token === Token.assign ? Kind.assignment : Kind.augmentedAssignment, first);
    this.depth--;
  }

  /** Makes the left side of an assignment of the expressions written since a row. */
  #left(first: number, isList: boolean): void {
    this.listToPattern(first);
    if (isList) this.close(Kind.patternList, first);
    this.name(Field.left);
  }

  #right(): void {
    const first = this.mark();
    if (this.token === Token.yield) {
      this.yield();
    } else {
      this.expressionOrStar();
      const isList = this.#moreExpressions();
      if (this.isAssigning()) this.#assignment(first, isList);
      else if (isList) this.close(Kind.expressionList, first);
    }
    this.name(Field.right);
  }
}
