/** Imports and exports. */
import { isNameCode } from './characters.ts';
import { After } from './functions.ts';
import { Context } from './literals.ts';
import { Field, Kind } from './node-kinds.ts';
import { Statements } from './statements.ts';
import { isName, isWord, Token } from './tokens.ts';

export abstract class Modules extends Statements {
  /** TypeScript's ways to import: `import type`, `import a = b`; false if it is none of them. */
  abstract typedImport(first: number): boolean;
  /** TypeScript's ways to export: `export =`, types, namespaces; false if it is none of them. */
  abstract typedExport(first: number): boolean;

  importStatement(first: number): void {
    this.take(Token.import);
    if (this.token !== Token.stringLiteral) {
      if (this.typed && this.typedImport(first)) return;
      this.importClause();
      this.expect(Token.from);
    }
    this.importSource();
    this.close(Kind.importStatement, first);
  }

  /** The module's name, attributes and the semicolon. */
  importSource(): void {
    if (this.token !== Token.stringLiteral) this.fail();
    this.string();
    this.name(Field.source);
    if ((this.token as number) === Token.with) {
      if (this.pending !== 0 || this.newline) this.fail();
      const attribute = this.mark();
      this.take(Token.with);
      if ((this.token as number) !== Token.braceOpen) this.fail();
      this.context = 0;
      this.object();
      this.close(Kind.importAttribute, attribute);
    }
    this.semicolon(false);
  }

  importClause(): void {
    const first = this.mark();
    if (isName(this.token)) {
      this.take(Kind.identifier);
      if (this.token === Token.comma) {
        this.take(Token.comma);
        this.#importedNames();
      }
    } else {
      this.#importedNames();
    }
    this.close(Kind.importClause, first);
  }

  #importedNames(): void {
    const first = this.mark();
    if (this.token === Token.times) {
      this.take(Token.times);
      this.expect(Token.as);
      this.bindingName();
      this.close(Kind.namespaceImport, first);
      return;
    }
    this.expect(Token.braceOpen);
    while (this.token !== Token.braceClose) {
      this.#specifier(Kind.importSpecifier);
      if ((this.token as number) === Token.braceClose) break;
      this.expect(Token.comma);
    }
    this.take(Token.braceClose);
    this.close(Kind.namedImports, first);
  }

  #specifier(kind: number): void {
    const first = this.mark();
    if (this.typed && (this.token === Token.type || this.token === Token.typeof)) {
      // `type` may be the name itself.
      const after = this.peek();
      if (after === 47) this.fail();
      if (after !== 44 && after !== 125) {
        const keyword = this.token;
        this.take(Token.type);
        if ((this.token as number) === Token.as || keyword !== Token.type) this.fail();
      }
    }
    this.#exportName(kind === Kind.importSpecifier);
    this.name(Field.name);
    if (this.token === Token.as) {
      this.take(Token.as);
      if (kind === Kind.importSpecifier) this.bindingName();
      else this.#exportName(false);
      this.name(Field.alias);
    }
    this.close(kind, first);
  }

  /** A name among those imported or exported, which may be any word, or a string. */
  #exportName(isImport: boolean): void {
    if (this.token === Token.stringLiteral) {
      this.string();
      if (isImport && (this.token as number) !== Token.as) this.fail();
      return;
    }
    if (!isWord(this.token)) this.fail();
    if (this.typed && !isImport && (this.token === Token.type || this.token === Token.typeof)) this.fail();
    const isReserved = !isName(this.token);
    this.take(Kind.identifier);
    if (isReserved && isImport && this.token !== Token.as) this.fail();
  }

  exportStatement(first: number): void {
    const isDecorated = this.count !== first;
    this.take(Token.export);
    // The grammar takes the word for a name where the line ends.
    if (this.endsHere(true)) this.fail();
    if (
      isDecorated &&
      this.token !== Token.class &&
      this.token !== Token.default &&
      this.token !== Token.abstract
    )
      this.fail();
    if (this.token === Token.default) {
      this.take(Token.default);
      this.#default(first, isDecorated);
      return;
    }
    if (this.token === Token.times) this.#all();
    else if (this.token === Token.braceOpen) this.exportClause();
    else if (this.typed && this.typedExport(first)) return;
    else {
      this.declaration();
      this.name(Field.declaration);
    }
    this.close(Kind.exportStatement, first);
  }

  #all(): void {
    const first = this.mark();
    this.take(Token.times);
    if (this.token === Token.as) {
      this.take(Token.as);
      this.#exportName(false);
      this.close(Kind.namespaceExport, first);
    }
    this.expect(Token.from);
    this.exportSource();
  }

  exportSource(): void {
    if (this.token !== Token.stringLiteral) this.fail();
    this.string();
    this.name(Field.source);
    this.semicolon(false);
  }

  /** `{ a, b as c }`, where the names come from if that is said, and the semicolon. */
  exportClause(): void {
    const first = this.mark();
    this.take(Token.braceOpen);
    while (this.token !== Token.braceClose) {
      this.#specifier(Kind.exportSpecifier);
      if ((this.token as number) === Token.braceClose) break;
      this.expect(Token.comma);
    }
    this.take(Token.braceClose);
    this.close(Kind.exportClause, first);
    if (this.token === Token.from) {
      if (this.pending !== 0 || this.newline) this.fail();
      this.take(Token.from);
      this.exportSource();
    } else {
      this.semicolon(false);
    }
  }

  /** What `export` may stand before. */
  declaration(): void {
    const { token } = this;
    const first = this.mark();
    if (token === Token.function) this.functionDeclaration(first, After.never);
    else if (token === Token.class) this.classDeclaration(first, false);
    else if (token === Token.const || token === Token.let || token === Token.var) this.statement();
    else if (token === Token.async) {
      this.take(Token.async);
      if ((this.token as number) !== Token.function || this.newline) this.fail();
      this.functionDeclaration(first, After.never);
    } else {
      this.fail();
    }
  }

  #default(first: number, isDecorated: boolean): void {
    const value = this.mark();
    const { token } = this;
    if (isDecorated && token !== Token.class) this.fail();
    if (token === Token.class && this.#isNamed()) {
      this.classDeclaration(value, true);
      this.name(Field.declaration);
    } else if (token === Token.function && this.#isNamed()) {
      this.functionDeclaration(value, After.always);
      this.name(Field.declaration);
    } else if (token === Token.async && this.#isNamedAsync()) {
      this.take(Token.async);
      this.functionDeclaration(value, After.always);
      this.name(Field.declaration);
    } else if (this.typed && this.typedExport(first)) {
      return;
    } else {
      if (isDecorated) this.fail();
      this.context = Context.endsAtLine;
      this.assignment();
      this.name(Field.value);
      this.semicolon(true);
    }
    this.close(Kind.exportStatement, first);
  }

  /** Whether a name follows the `class` or the `function` at hand. */
  #isNamed(): boolean {
    return this.#isNameAt(this.end);
  }

  #isNameAt(from: number): boolean {
    const { text } = this;
    let at = from;
    while (text[at] === 32 || text[at] === 10 || text[at] === 9 || text[at] === 13) at++;
    if (text[at] === 47) this.fail();
    if (text[at] === 42) {
      at++;
      while (text[at] === 32) at++;
    }
    const code = text[at]!;
    // "class extends A" has no name.
    if (this.token === Token.class && code === 101 && this.#isExtends(at)) return false;
    return code !== 40 && code !== 123 && code !== 60 && code !== 42;
  }

  #isExtends(at: number): boolean {
    const { text } = this;
    return text[at + 1] === 120 && text[at + 2] === 116 && text[at + 6] === 115 && text[at + 7] === 32;
  }

  /** Whether the `async` at hand begins a function with a name. */
  #isNamedAsync(): boolean {
    const { text, end } = this;
    let at = end;
    while (text[at] === 32) at++;
    if (text[at] !== 102 || text[at + 1] !== 117 || text[at + 7] !== 110 || isNameCode(text[at + 8]!))
      return false;
    return this.#isNameAt(at + 8);
  }
}
