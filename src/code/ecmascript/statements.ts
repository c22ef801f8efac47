/** Statements. */
import { isNameCode } from './characters.ts';
import { Classes } from './classes.ts';
import { After } from './functions.ts';
import { Context } from './literals.ts';
import { Field, Kind } from './node-kinds.ts';
import { isName, Token } from './tokens.ts';

const mostDepth = 1000;

export abstract class Statements extends Classes {
  abstract importStatement(first: number): void;
  abstract exportStatement(first: number): void;
  /** A statement of TypeScript that begins with a word which is a name elsewhere; false if it is none. */
  abstract typedStatement(first: number): boolean;
  /** What stands in TypeScript between the name of a variable and its value; whether a name alone came before. */
  abstract declaratorType(): void;

  statements(): void {
    while (this.token !== Token.braceClose) this.statement();
  }

  statement(): void {
    if (++this.depth > mostDepth) this.fail();
    const first = this.mark();
    const { token } = this;
    if (token === Token.identifier) this.#nameFirst(first);
    else if (token >= Token.export && token < Token.stringLiteral) this.#keyword(first);
    else if (token === Token.braceOpen) this.#block(first);
    else if (token === Token.semicolon) this.#empty(first);
    else if (token === Token.at) this.#decorated(first);
    else if (isName(token)) this.#wordFirst(first);
    else this.expressionStatement(first);
    this.depth--;
  }

  /** Whether TypeScript's `as` or `satisfies` is at hand. */
  isOperatorWord(): boolean {
    return this.typed && (this.token === Token.as || this.token === Token.satisfies);
  }

  #empty(first: number): void {
    this.take(Token.semicolon);
    this.close(Kind.emptyStatement, first);
  }

  expressionStatement(first: number): void {
    this.context = Context.endsAtLine;
    this.expressions();
    this.semicolon(true);
    this.close(Kind.expressionStatement, first);
  }

  #nameFirst(first: number): void {
    if (this.text[this.end] === 58 || this.peek() === 58) this.#labeled(first);
    else this.expressionStatement(first);
  }

  #labeled(first: number): void {
    this.take(Kind.statementIdentifier);
    this.name(Field.label);
    this.expect(Token.colon);
    this.statement();
    this.name(Field.body);
    this.close(Kind.labeledStatement, first);
  }

  /** A block that is not a part of something else. One with a label first may be read as an object. */
  #block(first: number): void {
    this.context = Context.endsAtLine;
    this.block(After.whenEmpty);
    // Empty, it would be an operand.
    if (this.isOperatorWord()) this.fail();
    this.refuseObject(first);
  }

  /** Statements that begin with a word which is a name elsewhere. */
  #wordFirst(first: number): void {
    const { token } = this;
    if (this.isOperatorWord() && !this.newline) this.fail();
    if (token === Token.let) {
      const after = this.peek();
      if (after === 47 || after === 46 || after === 61 || after === 40) this.fail();
      this.#lexical(first);
      return;
    }
    if (token === Token.async && this.#asyncDeclaration(first)) return;
    if (this.typed && this.typedStatement(first)) return;
    this.#nameFirst(first);
  }

  #asyncDeclaration(first: number): boolean {
    const { text, end } = this;
    let at = end;
    while (text[at] === 32 || text[at] === 9) at++;
    // "function" after the word.
    if (text[at] !== 102 || text[at + 1] !== 117 || text[at + 7] !== 110 || isNameCode(text[at + 8]!))
      return false;
    this.take(Token.async);
    this.functionDeclaration(first, After.always);
    return true;
  }

  #keyword(first: number): void {
    switch (this.token) {
      case Token.if:
        this.#if(first);
        return;
      case Token.return:
        this.#return(first);
        return;
      case Token.const:
        this.#lexical(first);
        return;
      case Token.var:
        this.#variables(first);
        return;
      case Token.function:
        this.functionDeclaration(first, After.always);
        return;
      case Token.class:
        this.classDeclaration(first, true);
        return;
      case Token.for:
        this.#for(first);
        return;
      case Token.throw:
        this.take(Token.throw);
        this.context = Context.endsAtLine;
        this.expressions();
        this.semicolon(true);
        this.close(Kind.throwStatement, first);
        return;
      case Token.switch:
        this.#switch(first);
        return;
      case Token.break:
        this.#jump(first, Kind.breakStatement);
        return;
      case Token.continue:
        this.#jump(first, Kind.continueStatement);
        return;
      case Token.while:
        this.take(Token.while);
        this.#condition(Field.condition);
        this.#bodyOf(first, Kind.whileStatement);
        return;
      case Token.do:
        this.#do(first);
        return;
      case Token.try:
        this.#try(first);
        return;
      case Token.with:
        this.take(Token.with);
        this.#condition(Field.object);
        this.#bodyOf(first, Kind.withStatement);
        return;
      case Token.debugger:
        this.take(Token.debugger);
        this.semicolon(false);
        this.close(Kind.debuggerStatement, first);
        return;
      case Token.import: {
        const after = this.peek();
        if (after === 40 || after === 46) this.expressionStatement(first);
        else this.importStatement(first);
        return;
      }
      case Token.export:
        this.exportStatement(first);
        return;
      case Token.new:
      case Token.typeof:
      case Token.void:
      case Token.delete:
      case Token.await:
      case Token.yield:
        this.expressionStatement(first);
        return;
      default:
        if (!this.typed || !this.typedStatement(first)) this.fail();
    }
  }

  /** A parenthesised expression after a keyword, in a field. */
  #condition(field: number): void {
    if (this.token !== Token.parenOpen) this.fail();
    const first = this.mark();
    this.context = 0;
    this.take(Token.parenOpen);
    this.expressions();
    this.expect(Token.parenClose);
    this.close(Kind.parenthesizedExpression, first);
    this.name(field);
  }

  #bodyOf(first: number, kind: number): void {
    this.statement();
    this.name(Field.body);
    this.close(kind, first);
  }

  #if(first: number): void {
    this.take(Token.if);
    this.#condition(Field.condition);
    this.statement();
    this.name(Field.consequence);
    if (this.token === Token.else) {
      const clause = this.mark();
      this.take(Token.else);
      this.statement();
      this.close(Kind.elseClause, clause);
      this.name(Field.alternative);
    }
    this.close(Kind.ifStatement, first);
  }

  #return(first: number): void {
    this.take(Token.return);
    this.context = Context.endsAtLine;
    const isBare =
      (this.token as number) === Token.semicolon
        ? true
        : (this.newline || this.pending !== 0 || this.#isEnd()) && this.endsHere(false);
    if (!isBare) this.expressions();
    this.semicolon(!isBare);
    this.close(Kind.returnStatement, first);
  }

  #isEnd(): boolean {
    return this.token === Token.braceClose || this.token === Token.end;
  }

  #jump(first: number, kind: number): void {
    this.take(this.token);
    if (isName(this.token) && !this.endsHere(false)) {
      this.take(Kind.statementIdentifier);
      this.name(Field.label);
    }
    this.semicolon(false);
    this.close(kind, first);
  }

  #do(first: number): void {
    this.take(Token.do);
    this.statement();
    this.name(Field.body);
    this.expect(Token.while);
    this.#condition(Field.condition);
    // TypeScript's grammar leaves the semicolon to an empty statement.
    if (!this.typed && (this.pending !== 0 || this.token !== Token.semicolon)) this.#endOfDo();
    else if (!this.typed) this.take(Token.semicolon);
    this.close(Kind.doStatement, first);
  }

  #endOfDo(): void {
    if (!this.optionalSemicolon(false) && this.token === Token.semicolon) this.take(Token.semicolon);
  }

  #try(first: number): void {
    this.take(Token.try);
    this.block(After.never);
    this.name(Field.body);
    if ((this.token as number) === Token.catch) {
      const clause = this.mark();
      this.take(Token.catch);
      if ((this.token as number) === Token.parenOpen) {
        this.take(Token.parenOpen);
        this.declaredName();
        this.name(Field.parameter);
        if (this.typed && (this.token as number) !== Token.not) this.declaratorType();
        this.expect(Token.parenClose);
      }
      this.block(After.never);
      this.name(Field.body);
      this.close(Kind.catchClause, clause);
      this.name(Field.handler);
    }
    if ((this.token as number) === Token.finally) {
      const clause = this.mark();
      this.take(Token.finally);
      this.block(After.never);
      this.name(Field.body);
      this.close(Kind.finallyClause, clause);
      this.name(Field.finalizer);
    }
    this.close(Kind.tryStatement, first);
  }

  #switch(first: number): void {
    this.take(Token.switch);
    this.#condition(Field.value);
    const body = this.mark();
    this.expect(Token.braceOpen);
    while (this.token !== Token.braceClose) this.#case();
    this.take(Token.braceClose);
    this.close(Kind.switchBody, body);
    this.name(Field.body);
    this.close(Kind.switchStatement, first);
  }

  #case(): void {
    const first = this.mark();
    const isDefault = this.token === Token.default;
    if (isDefault) {
      this.take(Token.default);
    } else {
      this.expect(Token.case);
      this.context = Context.beforeColon;
      this.expressions();
      this.name(Field.value);
    }
    this.expect(Token.colon);
    for (;;) {
      const { token } = this;
      if (token === Token.braceClose || token === Token.case || token === Token.default) break;
      this.statement();
      this.name(Field.body);
    }
    this.close(isDefault ? Kind.switchDefault : Kind.switchCase, first);
  }

  #for(first: number): void {
    this.take(Token.for);
    const isAwaited = (this.token as number) === Token.await;
    if (isAwaited) this.take(Token.await);
    this.expect(Token.parenOpen);
    this.context = Context.endsAtLine | Context.withoutIn;
    const { token } = this;
    const isLexical = token === Token.const || token === Token.let;
    let isIn = false;
    if (isLexical || token === Token.var) {
      isIn = this.#forDeclaration(isLexical);
    } else if (token === Token.semicolon) {
      const empty = this.mark();
      this.#empty(empty);
    } else {
      isIn = this.#forExpression();
    }
    if (isIn) {
      this.#restOfForIn(first);
      return;
    }
    if (isAwaited) this.fail();
    this.name(Field.initializer);
    this.context = Context.endsAtLine;
    const condition = this.mark();
    if (this.token === Token.semicolon) this.#empty(condition);
    else this.expressionStatement(condition);
    this.name(Field.condition);
    if ((this.token as number) !== Token.parenClose) {
      this.context = 0;
      this.expressions();
      this.name(Field.increment);
    }
    this.expect(Token.parenClose);
    this.#bodyOf(first, Kind.forStatement);
  }

  /** Declarations in the head of a `for`; true when `in` or `of` follows. */
  #forDeclaration(isLexical: boolean): boolean {
    const start = this.mark();
    const keyword = this.token;
    if (keyword === Token.let) {
      const after = this.peek();
      if (after === 47 || after === 61 || after === 46) this.fail();
    }
    this.take(keyword);
    if (keyword === Token.let && (this.endsHere(true) || this.isOperatorWord())) this.fail();
    if (this.token === Token.of || this.token === Token.in) this.fail();
    const declarator = this.mark();
    this.declaredName();
    if ((this.token as number) === Token.in || (this.token as number) === Token.of) {
      if (this.newline || this.pending !== 0) this.fail();
      this.fields[start] = Field.kind;
      this.name(Field.left);
      return true;
    }
    if (isLexical) this.fields[start] = Field.kind;
    this.#declarators(start, declarator, isLexical);
    return false;
  }

  /** An expression in the head of a `for`; true when `in` or `of` follows. */
  #forExpression(): boolean {
    if (this.token === Token.async) this.fail();
    const first = this.mark();
    this.expressions();
    if (this.token !== Token.in && this.token !== Token.of) {
      this.semicolon(true);
      this.close(Kind.expressionStatement, first);
      return false;
    }
    if (this.newline || this.pending !== 0) this.fail();
    if (this.lastKind() !== Kind.parenthesizedExpression) this.toPattern(this.count - 1, false);
    this.name(Field.left);
    return true;
  }

  #restOfForIn(first: number): void {
    this.take(this.token);
    this.name(Field.operator);
    this.context = 0;
    this.expressions();
    this.name(Field.right);
    this.expect(Token.parenClose);
    this.#bodyOf(first, Kind.forInStatement);
  }

  #lexical(first: number): void {
    if (this.typed && this.token === Token.const && this.typedStatement(first)) return;
    const isLet = this.token === Token.let;
    this.context = Context.endsAtLine;
    this.take(this.token);
    this.name(Field.kind);
    if (isLet && (this.endsHere(true) || this.isOperatorWord())) this.fail();
    const declarator = this.mark();
    this.declaredName();
    this.#declarators(first, declarator, true);
  }

  #variables(first: number): void {
    this.context = Context.endsAtLine;
    this.take(Token.var);
    const declarator = this.mark();
    this.declaredName();
    this.#declarators(first, declarator, false);
  }

  /** The rest of a declaration after the first name. */
  #declarators(first: number, declarator: number, isLexical: boolean): void {
    let start = declarator;
    for (;;) {
      this.name(Field.name);
      let after = false;
      if (this.typed) this.declaratorType();
      if (this.token === Token.assign) {
        this.take(Token.assign);
        this.assignment();
        this.name(Field.value);
        after = true;
      }
      this.close(Kind.variableDeclarator, start);
      if (this.token !== Token.comma) {
        this.semicolon(after);
        break;
      }
      this.take(Token.comma);
      start = this.mark();
      this.declaredName();
    }
    this.close(isLexical ? Kind.lexicalDeclaration : Kind.variableDeclaration, first);
  }

  /** A function that is declared; the row of its `async`, if there is one, is the first. `after` is one of `After`. */
  functionDeclaration(first: number, after: number): void {
    if (this.typed) {
      this.typedFunctionDeclaration(first, after);
      return;
    }
    const isGenerator = this.functionHead(true);
    this.block(after);
    this.name(Field.body);
    this.optionalSemicolon(after === After.always);
    this.close(isGenerator ? Kind.generatorFunctionDeclaration : Kind.functionDeclaration, first);
  }

  abstract typedFunctionDeclaration(first: number, after: number): void;

  /** A class that is declared, from its `class` on. */
  classDeclaration(first: number, after: boolean): void {
    if (this.typed) {
      this.typedClass(first, true);
    } else {
      this.classHead(true);
    }
    this.optionalSemicolon(after);
    this.close(Kind.classDeclaration, first);
  }

  /** A class, or its export, with decorators before it. */
  #decorated(first: number): void {
    this.decorators();
    if (this.token === Token.export) this.exportStatement(first);
    else if (this.token === Token.class) this.classDeclaration(first, true);
    else if (!this.typed || this.token !== Token.abstract || !this.typedStatement(first)) this.fail();
  }
}
