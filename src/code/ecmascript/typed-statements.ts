/** Declarations of TypeScript. */
import { After } from './functions.ts';
import { Context } from './literals.ts';
import { Field, Kind } from './node-kinds.ts';
import { isName, isWord, Token } from './tokens.ts';
import { TypedClasses } from './typed-classes.ts';

export abstract class TypedStatements extends TypedClasses {
  declaratorType(): void {
    const isDefinite = this.token === Token.not;
    if (isDefinite) {
      if (this.lastKind() !== Kind.identifier || this.newline) this.fail();
      this.take(Token.not);
      if ((this.token as number) !== Token.colon) this.fail();
    }
    if (this.token !== Token.colon) return;
    this.typeAnnotation();
    this.name(Field.type);
    if (isDefinite && (this.token as number) === Token.assign) this.fail();
  }

  typedFunctionDeclaration(first: number, after: number): void {
    const isAsync = this.count !== first;
    const isGenerator = this.functionHead(true);
    if (this.token !== Token.braceOpen) {
      if (isGenerator || (isAsync && this.kinds[first] !== Token.async)) this.fail();
      if (this.token === Token.semicolon && this.pending === 0) this.take(Token.semicolon);
      else if (!this.optionalSemicolon(false, true)) {
        if (this.token !== Token.semicolon) this.fail();
        this.take(Token.semicolon);
      }
      this.close(Kind.functionSignature, first);
      return;
    }
    this.block(after);
    this.name(Field.body);
    this.optionalSemicolon(after === After.always);
    this.close(isGenerator ? Kind.generatorFunctionDeclaration : Kind.functionDeclaration, first);
  }

  typedStatement(first: number): boolean {
    const { token } = this;
    if (token === Token.abstract) {
      if (!this.isBeforeWord()) this.fail();
      this.#abstractClass(first);
      return true;
    }
    if (token === Token.using) {
      this.#using(first);
      return true;
    }
    if (token === Token.namespace) {
      if (!this.isBeforeWord()) return false;
      const inner = this.mark();
      this.#module(inner, After.always);
      this.context = Context.endsAtLine;
      // Before a semicolon, it is the declaration that it looks like.
      if (this.token === Token.semicolon) this.fail();
      this.semicolon(true);
      this.close(Kind.expressionStatement, first);
      return true;
    }
    return this.#declared(first, After.always);
  }

  /** `using a = b`, which the grammar takes for an assignment. */
  #using(first: number): void {
    this.take(Token.using);
    if (this.newline) this.fail();
    this.bindingName();
    this.name(Field.left);
    this.context = Context.endsAtLine;
    this.expect(Token.assign);
    this.assignment();
    this.name(Field.right);
    this.close(Kind.assignmentExpression, first);
    this.semicolon(true);
    this.close(Kind.expressionStatement, first);
  }

  /** A declaration that only TypeScript has; false if none is at hand. */
  #declared(first: number, after: number): boolean {
    switch (this.token) {
      case Token.interface:
        this.#interface(first);
        return true;
      case Token.type:
        if (!this.isBeforeWord()) return false;
        this.#alias(first);
        return true;
      case Token.enum:
        this.#enum(first);
        return true;
      case Token.const:
        if (!this.#isConstEnum()) return false;
        this.take(Token.const);
        this.#enum(first);
        return true;
      case Token.declare:
        if (!this.isBeforeWord()) return false;
        this.#ambient(first);
        return true;
      case Token.module: {
        const next = this.peek();
        if (!this.isBeforeWord() && next !== 34 && next !== 39) return false;
        if (this.#breaksBeforeNext()) this.fail();
        this.#module(first, after);
        return true;
      }
      default:
        return false;
    }
  }

  #breaksBeforeNext(): boolean {
    const { text } = this;
    let at = this.end;
    while (text[at] === 32 || text[at] === 9) at++;
    return text[at] === 10 || text[at] === 13;
  }

  /** Whether `enum` follows the `const` at hand. */
  #isConstEnum(): boolean {
    const { text } = this;
    const at = this.skipSpace(this.end);
    return (
      text[at] === 101 &&
      text[at + 1] === 110 &&
      text[at + 2] === 117 &&
      text[at + 3] === 109 &&
      text[at + 4] === 32
    );
  }

  #abstractClass(first: number): void {
    this.take(Token.abstract);
    if (this.token !== Token.class) this.fail();
    this.typedClass(first, true);
    this.close(Kind.abstractClassDeclaration, first);
  }

  #interface(first: number): void {
    if (!this.isBeforeWord()) this.fail();
    this.take(Token.interface);
    this.typeName();
    this.name(Field.name);
    if (this.token === Token.less) {
      this.typeParameters();
      this.name(Field.typeParameters);
    }
    if (this.token === Token.extends) {
      const clause = this.mark();
      this.take(Token.extends);
      for (;;) {
        this.namedType();
        this.name(Field.type);
        if ((this.token as number) !== Token.comma) break;
        this.take(Token.comma);
      }
      this.close(Kind.extendsTypeClause, clause);
    }
    this.objectType(Kind.interfaceBody);
    this.name(Field.body);
    this.close(Kind.interfaceDeclaration, first);
  }

  #alias(first: number): void {
    this.take(Token.type);
    if (this.token === Token.as || this.token === Token.satisfies) this.fail();
    this.typeName();
    this.name(Field.name);
    if (this.token === Token.less) {
      this.typeParameters();
      this.name(Field.typeParameters);
    }
    this.expect(Token.assign);
    this.context = Context.endsAtLine;
    this.type();
    this.name(Field.value);
    this.semicolon(false);
    this.close(Kind.typeAliasDeclaration, first);
  }

  #enum(first: number): void {
    this.take(Token.enum);
    this.bindingName();
    this.name(Field.name);
    const body = this.mark();
    this.context = 0;
    this.expect(Token.braceOpen);
    while (this.token !== Token.braceClose) {
      const member = this.mark();
      this.propertyName();
      this.name(Field.name);
      if (this.token === Token.assign) {
        this.take(Token.assign);
        this.assignment();
        this.name(Field.value);
        this.close(Kind.enumAssignment, member);
      }
      if ((this.token as number) === Token.braceClose) break;
      this.expect(Token.comma);
    }
    this.take(Token.braceClose);
    this.close(Kind.enumBody, body);
    this.name(Field.body);
    this.close(Kind.enumDeclaration, first);
  }

  /** `namespace A.B { … }` or `module "a" { … }`. */
  #module(first: number, after: number): void {
    const kind = this.token === Token.namespace ? Kind.internalModule : Kind.module;
    this.take(this.token);
    if (this.token === Token.as || this.token === Token.satisfies) this.fail();
    if (this.token === Token.stringLiteral) this.string();
    else this.#nestedName();
    this.name(Field.name);
    if ((this.token as number) === Token.braceOpen) {
      if (this.endsHere(false)) this.fail();
      this.block(after);
      this.name(Field.body);
    } else if (!this.endsHere(false)) {
      this.fail();
    }
    this.close(kind, first);
  }

  /** `a` or `a.b.c`. */
  #nestedName(): void {
    const first = this.mark();
    this.bindingName();
    while (this.token === Token.dot) {
      const before = this.count - 1;
      if (this.kinds[before] === Kind.nestedIdentifier) this.kinds[before] = Kind.memberExpression;
      this.name(Field.object);
      this.take(Token.dot);
      if (!isWord(this.token)) this.fail();
      this.take(Kind.propertyIdentifier);
      this.name(Field.property);
      this.close(Kind.nestedIdentifier, first);
    }
  }

  #ambient(first: number): void {
    this.take(Token.declare);
    if (this.token === Token.global) {
      this.take(Token.global);
      this.block(After.never);
    } else {
      this.#ambientDeclaration();
    }
    this.close(Kind.ambientDeclaration, first);
  }

  #ambientDeclaration(): void {
    const first = this.mark();
    if (this.token === Token.abstract) this.#abstractClass(first);
    else if (this.token === Token.namespace) this.#module(first, After.never);
    else if (!this.#declared(first, After.never)) super.declaration();
  }

  override declaration(): void {
    const first = this.mark();
    if (this.token === Token.abstract && this.typed) this.#abstractClass(first);
    else if (this.token === Token.namespace && this.typed) this.#module(first, After.never);
    else if (!this.typed || !this.#declared(first, After.never)) super.declaration();
  }

  typedImport(first: number): boolean {
    if (this.token === Token.type || this.token === Token.typeof) {
      const after = this.peek();
      if (after === 102 && !this.#isBeforeFrom() && this.startsWith(this.skipSpace(this.end), 'from'))
        this.fail();
      const isModifier = after === 123 || after === 42 || (this.isBeforeWord() && !this.#isBeforeFrom());
      if (isModifier) {
        if (this.token === Token.typeof) this.fail();
        this.take(Token.type);
      }
    }
    if (isName(this.token) && this.peek() === 61) {
      this.#importAssignment(first);
      return true;
    }
    return false;
  }

  /** Whether `from` follows the word at hand, and then no `from`. */
  #isBeforeFrom(): boolean {
    const { text } = this;
    const at = this.skipSpace(this.end);
    if (text[at] !== 102 || text[at + 1] !== 114 || text[at + 2] !== 111 || text[at + 3] !== 109)
      return false;
    const after = text[this.skipSpace(at + 4)];
    return after === 34 || after === 39;
  }

  /** `import a = require("b")` or `import a = b.c`; `import`, maybe with `type`, is written. */
  #importAssignment(first: number): void {
    const clause = this.mark();
    if (this.token !== Token.identifier) this.fail();
    this.take(Kind.identifier);
    this.expect(Token.assign);
    if ((this.token as number) === Token.require && this.peek() === 40) {
      this.take(Token.require);
      this.take(Token.parenOpen);
      if ((this.token as number) !== Token.stringLiteral) this.fail();
      this.string();
      this.name(Field.source);
      this.expect(Token.parenClose);
      this.close(Kind.importRequireClause, clause);
      this.semicolon(false);
      this.close(Kind.importStatement, first);
      return;
    }
    if ((this.token as number) !== Token.identifier) this.fail();
    if (this.kinds[first] !== Token.import || this.kinds[first + 1] === Token.type) this.fail();
    this.#nestedName();
    this.semicolon(false);
    this.close(Kind.importAlias, first);
  }

  typedExport(first: number): boolean {
    const isDefault = this.kinds[this.count - 1] === Token.default;
    if (isDefault && this.token !== Token.interface && this.token !== Token.abstract) return false;
    switch (this.token) {
      case Token.type:
        if (this.peek() !== 123) return false;
        this.take(Token.type);
        this.exportClause();
        break;
      case Token.assign:
        this.take(Token.assign);
        this.context = Context.endsAtLine;
        this.assignment();
        this.semicolon(true);
        break;
      case Token.as:
        this.take(Token.as);
        this.expect(Token.namespace);
        this.bindingName();
        this.semicolon(false);
        break;
      case Token.import: {
        const alias = this.mark();
        this.take(Token.import);
        if (!isName(this.token) || this.peek() !== 61) this.fail();
        this.#importAssignment(alias);
        if (this.lastKind() !== Kind.importAlias) this.fail();
        this.name(Field.declaration);
        break;
      }
      case Token.interface:
      case Token.abstract:
        // After `default`; without it they are declarations as any.
        if (!isDefault) return false;
        this.declaration();
        this.name(Field.declaration);
        break;
      default:
        return false;
    }
    this.close(Kind.exportStatement, first);
    return true;
  }
}
