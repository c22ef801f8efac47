/** Statements that import. */
import { Field, Kind } from './node-kinds.ts';
import { Targets } from './targets.ts';
import { isWord, Token } from './tokens.ts';

export abstract class Imports extends Targets {
  importStatement(first: number): void {
    this.take(Token.import);
    this.#list();
    this.close(Kind.importStatement, first);
  }

  fromStatement(first: number): void {
    this.take(Token.from);
    if (this.token === Token.future) {
      this.take(Token.future);
      this.expect(Token.import);
      this.#imported();
      this.close(Kind.futureImportStatement, first);
      return;
    }
    const module = this.mark();
    if (this.token === Token.dot || this.token === Token.ellipsis) this.#relative(module);
    else this.dottedName();
    this.name(Field.moduleName);
    this.expect(Token.import);
    if (this.token === Token.times) {
      const star = this.mark();
      this.take(Token.times);
      this.close(Kind.wildcardImport, star);
    } else {
      this.#imported();
    }
    this.close(Kind.importFromStatement, first);
  }

  #relative(first: number): void {
    for (;;) {
      if (this.token === Token.ellipsis) {
        this.mark();
        this.leaf(Token.dot, this.start, this.start + 1);
        this.leaf(Token.dot, this.start + 1, this.start + 2);
        this.leaf(Token.dot, this.start + 2, this.end);
        this.next();
      } else if (this.token === Token.dot) {
        this.take(Token.dot);
      } else {
        break;
      }
    }
    this.close(Kind.importPrefix, first);
    if (this.token !== Token.import) this.dottedName();
    this.close(Kind.relativeImport, first);
  }

  /** What is imported, in parentheses or not. */
  #imported(): void {
    if (this.token !== Token.parenOpen) {
      this.#list();
      return;
    }
    this.takeOpening(Token.parenOpen);
    this.#list();
    this.expect(Token.parenClose);
  }

  #list(): void {
    for (;;) {
      const first = this.mark();
      this.dottedName();
      if (this.token === Token.as) {
        this.name(Field.name);
        this.take(Token.as);
        this.nameAs(Token.identifier);
        this.name(Field.alias);
        this.close(Kind.aliasedImport, first);
      }
      this.name(Field.name);
      if (this.token !== Token.comma) return;
      this.take(Token.comma);
      if (!isWord(this.token)) return;
    }
  }

  /** Names with dots between. */
  dottedName(): void {
    const first = this.mark();
    this.nameAs(Token.identifier);
    while (this.token === Token.dot) {
      this.take(Token.dot);
      if (!isWord(this.token)) this.fail();
      this.take(Token.identifier);
    }
    this.close(Kind.dottedName, first);
  }
}
