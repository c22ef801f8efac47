/** What stands to the left of an assignment: read as such in declarations, or an expression that turns out to be one. */
import { Literals } from './literals.ts';
import { Field, Kind } from './node-kinds.ts';
import { isName, Token } from './tokens.ts';

export abstract class Patterns extends Literals {
  /** Objects with `a = b` among their properties that must still turn out to be patterns. */
  unsettled = 0;

  abstract assignment(): void;
  abstract propertyName(): void;

  /** A name; `undefined` counts as one in places. */
  bindingName(): void {
    if (!isName(this.token) || (this.typed && this.token === Token.using)) this.fail();
    this.take(Kind.identifier);
  }

  /** A name or a pattern, as declarations have it. */
  declaredName(): void {
    if (this.token === Token.undefined) this.take(Kind.identifier);
    else this.bindingTarget();
  }

  /** A name or a pattern, as parameters have it. */
  bindingTarget(): void {
    if (isName(this.token)) this.bindingName();
    else if (this.token === Token.braceOpen) this.#objectPattern();
    else if (this.token === Token.bracketOpen) this.#arrayPattern();
    else if (this.token === Token.undefined) this.take(Token.undefined);
    else this.fail();
  }

  /** `...a`. */
  restPattern(): void {
    const first = this.mark();
    this.take(Token.ellipsis);
    this.bindingTarget();
    this.close(Kind.restPattern, first);
  }

  /** A name or a pattern, maybe with a default value. */
  withDefault(): void {
    const first = this.mark();
    this.bindingTarget();
    if (this.token !== Token.assign) return;
    this.name(Field.left);
    this.take(Token.assign);
    this.assignment();
    this.name(Field.right);
    this.close(Kind.assignmentPattern, first);
  }

  #arrayPattern(): void {
    const { context } = this;
    this.context = 0;
    const first = this.mark();
    this.take(Token.bracketOpen);
    while (this.token !== Token.bracketClose) {
      if (this.token === Token.comma) {
        this.take(Token.comma);
        continue;
      }
      if (this.token === Token.ellipsis) this.restPattern();
      else this.withDefault();
      if ((this.token as number) === Token.bracketClose) break;
      this.expect(Token.comma);
    }
    this.take(Token.bracketClose);
    this.close(Kind.arrayPattern, first);
    this.context = context;
  }

  #objectPattern(): void {
    const { context } = this;
    this.context = 0;
    const first = this.mark();
    this.take(Token.braceOpen);
    while (this.token !== Token.braceClose) {
      if (this.token === Token.ellipsis) this.restPattern();
      else this.#patternProperty();
      if ((this.token as number) === Token.braceClose) break;
      this.expect(Token.comma);
    }
    this.take(Token.braceClose);
    this.close(Kind.objectPattern, first);
    this.context = context;
  }

  #patternProperty(): void {
    const first = this.mark();
    const word = this.token;
    this.propertyName();
    if (this.token === Token.colon) {
      this.name(Field.key);
      this.take(Token.colon);
      this.withDefault();
      this.name(Field.value);
      this.close(Kind.pairPattern, first);
      return;
    }
    if (!isName(word)) this.fail();
    this.kinds[this.count - 1] = Kind.shorthandPropertyIdentifierPattern;
    if (this.token !== Token.assign) return;
    this.name(Field.left);
    this.take(Token.assign);
    this.assignment();
    this.name(Field.right);
    this.close(Kind.objectAssignmentPattern, first);
  }

  /** Makes a pattern of the expression whose root is in a row; `isParameter` where only names may be filled. */
  toPattern(row: number, isParameter: boolean): void {
    const { kinds } = this;
    switch (kinds[row]) {
      case Kind.identifier:
      case Token.undefined:
      case Kind.objectPattern:
      case Kind.arrayPattern:
        return;
      case Kind.memberExpression:
      case Kind.subscriptExpression:
      case Kind.nonNullExpression:
        if (isParameter) this.fail();
        return;
      case Kind.object:
        kinds[row] = Kind.objectPattern;
        this.#eachChild(row, isParameter);
        return;
      case Kind.array:
        kinds[row] = Kind.arrayPattern;
        this.#eachChild(row, isParameter);
        return;
      default:
        this.fail();
    }
  }

  #eachChild(row: number, isParameter: boolean): void {
    const first = row - this.sizes[row]! + 1;
    for (let child = row - 1; child >= first; child -= this.sizes[child]!) this.toElement(child, isParameter);
  }

  /** Makes what stands in a pattern, or among parameters, of what stands in an object, in an array or among arguments. */
  toElement(row: number, isParameter: boolean): void {
    const { kinds } = this;
    switch (kinds[row]) {
      case Token.comma:
      case Token.braceOpen:
      case Token.braceClose:
      case Token.bracketOpen:
      case Token.bracketClose:
      case Token.parenOpen:
      case Token.parenClose:
      case Kind.comment:
      case Kind.restPattern:
      case Kind.assignmentPattern:
        return;
      case Kind.shorthandPropertyIdentifier:
        kinds[row] = Kind.shorthandPropertyIdentifierPattern;
        return;
      case Kind.objectAssignmentPattern:
        this.unsettled--;
        return;
      case Kind.spreadElement:
        kinds[row] = Kind.restPattern;
        this.toPattern(row - 1, isParameter);
        return;
      case Kind.pair:
        kinds[row] = Kind.pairPattern;
        this.toElement(row - 1, isParameter);
        return;
      case Kind.assignmentExpression: {
        kinds[row] = Kind.assignmentPattern;
        // The value's row is the last before the assignment's, then come comments, the sign and the target.
        let left = row - 1 - this.sizes[row - 1]!;
        while (this.fields[left] !== Field.left) left -= this.sizes[left]!;
        this.toPattern(left, isParameter);
        return;
      }
      default:
        this.toPattern(row, isParameter);
    }
  }
}
