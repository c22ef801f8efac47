/** Statements with blocks. */
import { CasePatterns } from './case-patterns.ts';
import { Field, Kind } from './node-kinds.ts';
import { startsExpression, Token } from './tokens.ts';

const mostBlocks = 100;

export class Statements extends CasePatterns {
  /** One statement, or the statements of one line; the next line's first token is at hand then. */
  statement(): void {
    switch (this.token) {
      case Token.if:
        this.#if();
        return;
      case Token.for:
        this.#for(this.mark());
        return;
      case Token.while:
        this.#while();
        return;
      case Token.try:
        this.#try();
        return;
      case Token.with:
        this.#with(this.mark());
        return;
      case Token.def:
        this.#function(this.mark());
        return;
      case Token.class:
        this.#class();
        return;
      case Token.at:
        this.#decorated();
        return;
      case Token.async:
        this.#async();
        return;
      case Token.match:
        this.#match();
        return;
      default:
        this.line();
        this.nextLine();
    }
  }

  /** From the colon to the end of the block; after a type, what begins on the same line may be read as a part of that. */
  #suite(field: number, isAfterType = false): void {
    this.expect(Token.colon);
    if (isAfterType && this.token !== Token.ellipsis && this.token !== Token.string) {
      if (startsExpression(this.token) || (this.token as number) === Token.times) this.fail();
    }
    if ((this.token as number) === Token.newline) {
      this.endLine();
      this.nextLine();
      this.#block();
      this.name(field);
    } else {
      const first = this.mark();
      this.line();
      this.close(Kind.block, first);
      this.name(field);
      this.nextLine();
    }
  }

  #block(): void {
    const outer = this.#enterBlock();
    const first = this.mark();
    do this.statement();
    while (this.isInBlock());
    this.endBlock();
    this.close(Kind.block, first);
    this.indent = outer;
    this.depth--;
  }

  /** Begins a block with the line at hand; gives the indentation of the one around it. */
  #enterBlock(): number {
    if (this.lineIndent <= this.indent || this.token === Token.end) this.fail();
    if (++this.depth > mostBlocks) this.fail();
    const outer = this.indent;
    this.indent = this.lineIndent;
    return outer;
  }

  /** Whether the line at hand goes on with the statement before it by a word. */
  #goesOn(token: number): boolean {
    return this.token === token && this.isInBlock();
  }

  #if(): void {
    const first = this.mark();
    this.take(Token.if);
    this.expression();
    this.name(Field.condition);
    this.#suite(Field.consequence);
    while (this.#goesOn(Token.elif)) {
      const clause = this.mark();
      this.take(Token.elif);
      this.expression();
      this.name(Field.condition);
      this.#suite(Field.consequence);
      this.close(Kind.elifClause, clause);
      this.name(Field.alternative);
    }
    this.#else(Field.alternative);
    this.close(Kind.ifStatement, first);
  }

  #else(field: number): void {
    if (!this.#goesOn(Token.else)) return;
    const first = this.mark();
    this.take(Token.else);
    this.#suite(Field.body);
    this.close(Kind.elseClause, first);
    this.name(field);
  }

  #while(): void {
    const first = this.mark();
    this.take(Token.while);
    this.expression();
    this.name(Field.condition);
    this.#suite(Field.body);
    this.#else(Field.alternative);
    this.close(Kind.whileStatement, first);
  }

  #for(first: number): void {
    this.take(Token.for);
    this.targets();
    this.name(Field.left);
    this.expect(Token.in);
    this.expressionList();
    this.name(Field.right);
    this.#suite(Field.body);
    this.#else(Field.alternative);
    this.close(Kind.forStatement, first);
  }

  #try(): void {
    const first = this.mark();
    this.take(Token.try);
    this.#suite(Field.body);
    const { token } = this;
    if (!this.isInBlock()) this.fail();
    if (token === Token.finally) {
      this.#finally();
    } else {
      if (token !== Token.except && token !== Token.exceptGroup) this.fail();
      while (this.#goesOn(token)) this.#except();
      if (this.#goesOn(Token.except) || this.#goesOn(Token.exceptGroup)) this.fail();
      this.#else(Field.none);
      if (this.#goesOn(Token.finally)) this.#finally();
    }
    this.close(Kind.tryStatement, first);
  }

  #except(): void {
    const first = this.mark();
    const { token } = this;
    this.take(token);
    if (this.token !== Token.colon || token === Token.exceptGroup) {
      this.expression();
      if ((this.token as number) === Token.comma && token === Token.except) {
        this.take(Token.comma);
        this.expression();
      }
    }
    this.#suite(Field.none);
    this.close(token === Token.except ? Kind.exceptClause : Kind.exceptGroupClause, first);
  }

  #finally(): void {
    const first = this.mark();
    this.take(Token.finally);
    this.#suite(Field.none);
    this.close(Kind.finallyClause, first);
  }

  #with(first: number): void {
    this.take(Token.with);
    const clause = this.mark();
    const { token, start, brackets } = this;
    this.#withItem();
    if (token === Token.parenOpen && this.token === Token.colon && this.#isTupleOfItems(clause)) {
      this.rewind(start, clause, brackets - 1);
      this.take(Token.parenOpen);
      this.#withItems(Token.parenClose);
      this.expect(Token.parenClose);
    } else {
      while (this.token === Token.comma) {
        this.take(Token.comma);
        if ((this.token as number) === Token.colon) break;
        this.#withItem();
      }
    }
    this.close(Kind.withClause, clause);
    this.#suite(Field.body);
    this.close(Kind.withStatement, first);
  }

  #withItem(): void {
    const first = this.mark();
    this.expression();
    this.name(Field.value);
    this.close(Kind.withItem, first);
  }

  #withItems(close: number): void {
    for (;;) {
      this.#withItem();
      if (this.token !== Token.comma) return;
      this.take(Token.comma);
      if (this.token === close) return;
    }
  }

  /** Whether the only item, which begins at a row, is a tuple of several: the grammar takes those for items in parentheses. */
  #isTupleOfItems(first: number): boolean {
    const tuple = this.count - 2;
    if (this.kinds[tuple] !== Kind.tuple || this.sizes[tuple] !== this.count - 1 - first) return false;
    let items = 0;
    for (let row = tuple - 2; row > first; row -= this.sizes[row]!) {
      const kind = this.kinds[row]!;
      if (kind === Kind.listSplat || kind === Kind.yield) this.fail();
      if (kind !== Token.comma && kind !== Kind.comment && kind !== Kind.lineContinuation) items++;
    }
    return items > 1;
  }

  #async(): void {
    const first = this.mark();
    this.take(Token.async);
    switch (this.token) {
      case Token.def:
        this.#function(first);
        return;
      case Token.for:
        this.#for(first);
        return;
      case Token.with:
        this.#with(first);
        return;
      default:
        this.fail();
    }
  }

  #function(first: number): void {
    this.expect(Token.def);
    this.nameAs(Token.identifier);
    this.name(Field.name);
    if (this.token === Token.bracketOpen) {
      this.typeParameter();
      this.name(Field.typeParameters);
    }
    this.parameters();
    this.name(Field.parameters);
    const isTyped = this.token === Token.arrow;
    if (isTyped) {
      this.take(Token.arrow);
      this.type();
      this.name(Field.returnType);
    }
    this.#suite(Field.body, isTyped);
    this.close(Kind.functionDefinition, first);
  }

  #class(): void {
    const first = this.mark();
    this.take(Token.class);
    this.nameAs(Token.identifier);
    this.name(Field.name);
    if (this.token === Token.bracketOpen) {
      this.typeParameter();
      this.name(Field.typeParameters);
    }
    if (this.token === Token.parenOpen) {
      this.arguments();
      if (this.lastKind() !== Kind.argumentList) this.fail();
      this.name(Field.superclasses);
    }
    this.#suite(Field.body);
    this.close(Kind.classDefinition, first);
  }

  #decorated(): void {
    const first = this.mark();
    while (this.token === Token.at) {
      const decorator = this.mark();
      this.take(Token.at);
      this.expression();
      if ((this.token as number) !== Token.newline) this.fail();
      this.checkContinued();
      this.endLine();
      this.close(Kind.decorator, decorator);
      this.nextLine();
      this.checkLine();
    }
    const definition = this.mark();
    if (this.token === Token.class) {
      this.#class();
    } else {
      if (this.token === Token.async) this.take(Token.async);
      this.#function(definition);
    }
    this.name(Field.definition);
    this.close(Kind.decoratedDefinition, first);
  }

  /** A statement that begins with `match`, whatever that is. */
  #match(): void {
    const first = this.mark();
    const { start } = this;
    this.take(Token.identifier);
    const { token } = this;
    if ((!startsExpression(token) && token !== Token.times) || !this.#isMatch(start, first)) {
      this.restOfExpression(first);
      this.restOfLine();
      this.nextLine();
      return;
    }
    this.kinds[first] = Token.match;
    for (;;) {
      this.expression();
      this.name(Field.subject);
      if (this.token !== Token.comma) break;
      this.take(Token.comma);
      if ((this.token as number) === Token.colon) break;
    }
    this.expect(Token.colon);
    if ((this.token as number) !== Token.newline) this.fail();
    this.checkContinued();
    this.endLine();
    this.#cases();
    this.close(Kind.matchStatement, first);
  }

  /**
   * Whether brackets after `match` are what is matched: then a colon ends the line. Otherwise it is a name, although the grammar takes all
   * that for an error: `match[key] = value` is no rarity, and the trees are those of any other name.
   */
  #isMatch(start: number, first: number): boolean {
    if (this.token !== Token.parenOpen && this.token !== Token.bracketOpen) return true;
    this.expressionList();
    const isMatch = (this.token as number) === Token.colon && this.#endsLine();
    this.rewind(start, first, 0);
    this.take(Token.identifier);
    return isMatch;
  }

  /** Whether nothing but a comment follows the token at hand on its line. */
  #endsLine(): boolean {
    const { text, length } = this;
    let at = this.end;
    while (at < length && text[at] !== 10 && text[at]! <= 32) at++;
    return at >= length || text[at] === 10 || text[at] === 35;
  }

  /** The block of `match` begins where the line before it ends. */
  #cases(): void {
    const start = this.ends[this.count - 1]!;
    this.nextLine();
    const outer = this.#enterBlock();
    const first = this.count;
    while (this.isInBlock()) this.#case();
    this.endBlock();
    this.close(Kind.block, first);
    this.starts[this.count - 1] = start;
    this.name(Field.body);
    this.indent = outer;
    this.depth--;
  }

  #case(): void {
    const first = this.mark();
    this.expect(Token.case);
    for (;;) {
      this.casePattern();
      if (this.token !== Token.comma) break;
      this.take(Token.comma);
      if ((this.token as number) === Token.colon || (this.token as number) === Token.if) break;
    }
    if (this.token === Token.if) {
      const guard = this.mark();
      this.take(Token.if);
      this.expression();
      this.close(Kind.ifClause, guard);
      this.name(Field.guard);
    }
    this.#suite(Field.consequence);
    this.close(Kind.caseClause, first);
    this.name(Field.alternative);
  }
}
