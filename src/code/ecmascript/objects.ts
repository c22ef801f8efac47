/** Objects and their properties. */
import { After, Functions } from './functions.ts';
import { Field, Kind } from './node-kinds.ts';
import { isName, isWord, Token } from './tokens.ts';

export abstract class Objects extends Functions {
  object(): void {
    const { context } = this;
    this.context = 0;
    const first = this.mark();
    this.take(Token.braceOpen);
    while (this.token !== Token.braceClose) {
      if (this.token === Token.comma) {
        this.take(Token.comma);
        continue;
      }
      if (this.token === Token.ellipsis) this.spread();
      else this.#property();
      if ((this.token as number) === Token.braceClose) break;
      this.expect(Token.comma);
    }
    this.take(Token.braceClose);
    this.close(Kind.object, first);
    this.context = context;
  }

  /** What stands before the colon, or names a method. */
  propertyName(): void {
    const { token } = this;
    if (isWord(token)) this.take(Kind.propertyIdentifier);
    else if (token === Token.stringLiteral) this.string();
    else if (token === Token.numericLiteral) this.take(Kind.number);
    else if (token === Token.privateName) this.take(Kind.privatePropertyIdentifier);
    else if (token === Token.bracketOpen) this.#computedName();
    else this.fail();
  }

  #computedName(): void {
    const { context } = this;
    this.context = 0;
    const first = this.mark();
    this.take(Token.bracketOpen);
    this.assignment();
    this.expect(Token.bracketClose);
    this.close(Kind.computedPropertyName, first);
    this.context = context;
  }

  #property(): void {
    const first = this.mark();
    const word = this.token;
    if (word === Token.times) {
      this.take(Token.times);
      this.propertyName();
      this.#method(first);
      return;
    }
    this.propertyName();
    if (this.token === Token.colon) {
      this.name(Field.key);
      this.take(Token.colon);
      this.assignment();
      this.name(Field.value);
      this.close(Kind.pair, first);
    } else if (this.token === Token.parenOpen || (this.typed && this.token === Token.less)) {
      this.#method(first);
    } else if (this.token === Token.comma || this.token === Token.braceClose) {
      if (!isName(word) && word !== Token.undefined) this.fail();
      this.kinds[this.count - 1] = Kind.shorthandPropertyIdentifier;
    } else if (this.token === Token.assign) {
      this.#shorthandDefault(first, word);
    } else if (word === Token.get || word === Token.set || word === Token.async) {
      this.kinds[this.count - 1] = word;
      if (word === Token.async && this.newline) this.fail();
      if (word === Token.async && (this.token as number) === Token.times) this.take(Token.times);
      this.propertyName();
      this.#method(first);
    } else {
      this.fail();
    }
  }

  /** `a = b`, which only a pattern may hold. */
  #shorthandDefault(first: number, word: number): void {
    if (!isName(word)) this.fail();
    this.kinds[this.count - 1] = Kind.shorthandPropertyIdentifierPattern;
    this.name(Field.left);
    this.take(Token.assign);
    this.assignment();
    this.name(Field.right);
    this.close(Kind.objectAssignmentPattern, first);
    this.unsettled++;
  }

  #method(first: number): void {
    this.name(Field.name);
    this.signature();
    this.block(After.never);
    this.name(Field.body);
    this.close(Kind.methodDefinition, first);
  }
}
