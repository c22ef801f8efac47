/** What is assigned to, parameters and types. */
import { Expressions } from './expressions.ts';
import { Field, Kind } from './node-kinds.ts';
import { isName, isPlainName, Token } from './tokens.ts';

export abstract class Targets extends Expressions {
  /** Makes a pattern of the expression in a row. */
  toPattern(row: number): void {
    switch (this.kinds[row]) {
      case Token.identifier:
        return;
      case Kind.attribute:
      case Kind.subscript:
        // Here a star would be the pattern's, and what follows its name its own.
        if (this.kinds[row - this.sizes[row]! + 1] === Token.times) this.fail();
        return;
      case Kind.listSplat:
        if (this.kinds[row - 1] !== Token.identifier || this.sizes[row] !== 3) this.fail();
        this.kinds[row] = Kind.listSplatPattern;
        return;
      case Kind.tuple:
      case Kind.parenthesizedExpression:
        this.kinds[row] = Kind.tuplePattern;
        break;
      case Kind.list:
        this.kinds[row] = Kind.listPattern;
        break;
      default:
        this.fail();
    }
    const before = row - this.sizes[row]!;
    // Within the brackets, which are the first and the last child.
    for (let child = row - 2; child > before + 1; child -= this.sizes[child]!) this.#elementToPattern(child);
  }

  #elementToPattern(row: number): void {
    const kind = this.kinds[row]!;
    if (kind !== Token.comma && kind !== Kind.comment && kind !== Kind.lineContinuation) this.toPattern(row);
  }

  /** Makes patterns of the expressions, with commas between, that stand from row `first` on. */
  listToPattern(first: number): void {
    for (let row = this.count - 1; row >= first; row -= this.sizes[row]!) {
      const begin = row - this.sizes[row]! + 1;
      const isStarred = this.kinds[begin] === Token.times && this.kinds[row] !== Kind.listSplat;
      // The star of the first has its name alone.
      if (!isStarred) this.#elementToPattern(row);
      else if (begin !== first) this.#widenStar(begin, row);
      else if (this.kinds[row] !== Kind.attribute && this.kinds[row] !== Kind.subscript) this.fail();
    }
  }

  /** Lets a star, which has a name alone, have all of the member or the item in the rows from `begin` to `last`. */
  #widenStar(begin: number, last: number): void {
    const { kinds, fields, starts, ends, sizes } = this;
    if (kinds[last] !== Kind.attribute && kinds[last] !== Kind.subscript) this.fail();
    const name = begin + 1;
    if (kinds[name] !== Token.identifier || kinds[name + 1] !== Kind.listSplat) this.fail();
    fields[name] = fields[name + 1]!;
    for (let row = name + 2; row <= last; row++) {
      const isAround = row - sizes[row]! + 1 === begin;
      kinds[row - 1] = kinds[row]!;
      fields[row - 1] = row === last ? Field.none : fields[row]!;
      starts[row - 1] = isAround ? starts[name]! : starts[row]!;
      ends[row - 1] = ends[row]!;
      sizes[row - 1] = isAround ? sizes[row]! - 2 : sizes[row]!;
    }
    kinds[last] = Kind.listSplatPattern;
  }

  targets(): void {
    const first = this.mark();
    const { indentedBrackets } = this;
    this.indentedBrackets = this.brackets;
    this.#target();
    if (this.token === Token.comma) {
      while (this.token === Token.comma) {
        this.take(Token.comma);
        if ((this.token as number) === Token.in) break;
        this.#target();
      }
      this.close(Kind.patternList, first);
    }
    this.indentedBrackets = indentedBrackets;
  }

  #target(): void {
    const first = this.mark();
    if (this.token === Token.times) {
      this.take(Token.times);
      this.nameAs(Token.identifier);
      this.close(Kind.listSplatPattern, first);
    } else {
      this.primary(first);
      this.afterPrimary(first);
      this.toPattern(this.count - 1);
    }
  }

  /** Parameters in parentheses. */
  parameters(): void {
    const first = this.mark();
    this.expect(Token.parenOpen);
    if (this.token !== Token.parenClose) this.parameterList(true);
    this.expect(Token.parenClose);
    this.close(Kind.parameters, first);
  }

  parameterList(isTyped: boolean): void {
    for (;;) {
      this.#parameter(isTyped);
      if (this.token !== Token.comma) return;
      this.take(Token.comma);
      if ((this.token as number) === Token.parenClose || (this.token as number) === Token.colon) return;
    }
  }

  #parameter(isTyped: boolean): void {
    const first = this.mark();
    switch (this.token) {
      case Token.times:
        this.take(Token.times);
        if (isName(this.token)) this.#starParameter(first, Kind.listSplatPattern, isTyped);
        else this.close(Kind.keywordSeparator, first);
        return;
      case Token.power:
        this.take(Token.power);
        this.#starParameter(first, Kind.dictionarySplatPattern, isTyped);
        return;
      case Token.divide:
        this.take(Token.divide);
        this.close(Kind.positionalSeparator, first);
        return;
      case Token.parenOpen:
        this.primary(first);
        this.toPattern(this.count - 1);
        break;
      default:
        this.nameAs(Token.identifier);
        if (isTyped && this.token === Token.colon) {
          this.#typedParameter(first);
          return;
        }
    }
    if (this.token !== Token.assign) return;
    this.name(Field.name);
    this.#default(first, Kind.defaultParameter);
  }

  #starParameter(first: number, kind: number, isTyped: boolean): void {
    this.nameAs(Token.identifier);
    this.close(kind, first);
    if (!isTyped || this.token !== Token.colon) return;
    this.take(Token.colon);
    this.type();
    this.name(Field.type);
    this.close(Kind.typedParameter, first);
  }

  #typedParameter(first: number): void {
    this.take(Token.colon);
    this.type();
    this.name(Field.type);
    if (this.token === Token.assign) {
      this.fields[first] = Field.name;
      this.#default(first, Kind.typedDefaultParameter);
    } else {
      this.close(Kind.typedParameter, first);
    }
  }

  #default(first: number, kind: number): void {
    this.take(Token.assign);
    this.expression();
    this.name(Field.value);
    this.close(kind, first);
  }

  /** A type; the grammar reads a name with brackets at its beginning as a generic type, and all else as an expression. */
  type(): void {
    const first = this.mark();
    if (!this.#simpleType(first)) return;
    while (this.token === Token.bitOr) {
      this.take(Token.bitOr);
      this.#simpleType(this.mark());
      this.close(Kind.unionType, first);
      this.close(Kind.type, first);
    }
  }

  /** A type without a `|` after it, unless it is an expression; whether it is a generic type. */
  #simpleType(first: number): boolean {
    if (this.token === Token.times || this.token === Token.power) {
      this.take(this.token);
      if (!isPlainName(this.token)) this.fail();
      this.take(Token.identifier);
      this.close(Kind.splatType, first);
    } else if (isPlainName(this.token)) {
      this.take(Token.identifier);
      if (this.token === Token.bracketOpen) {
        this.typeParameter();
        this.close(Kind.genericType, first);
        this.close(Kind.type, first);
        return true;
      }
      this.continueExpression(first);
    } else {
      this.expression();
    }
    this.close(Kind.type, first);
    return false;
  }

  /** Types in brackets. */
  typeParameter(): void {
    if (++this.depth > 200) this.fail();
    const first = this.mark();
    this.takeOpening(Token.bracketOpen);
    do {
      const each = this.mark();
      this.type();
      if (this.token === Token.colon) {
        this.take(Token.colon);
        this.type();
        this.close(Kind.constrainedType, each);
        this.close(Kind.type, each);
      }
      if ((this.token as number) !== Token.comma) break;
      this.take(Token.comma);
    } while ((this.token as number) !== Token.bracketClose);
    this.expect(Token.bracketClose);
    this.close(Kind.typeParameter, first);
    this.depth--;
  }
}
