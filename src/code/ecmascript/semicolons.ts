/**
 * Where a line break ends a statement. The rules are those of the grammars' own scanners rather than the language's: they
 * look at single characters, differ between JavaScript and TypeScript, and decide on which side of the semicolon that
 * nobody sees a comment stands.
 */
import { isLetter } from './characters.ts';
import { Scanner } from './scanner.ts';
import { Token } from './tokens.ts';

const newLine = 10;
/** Letters of `stanceof`. */
const stanceof = [115, 116, 97, 110, 99, 101, 111, 102];
/** Characters before which a line break ends nothing: , . : ; * % > < = ? ^ | & / */
const continuations = new Uint8Array(128);
for (const character of ',.:;*%><=?^|&/') continuations[character.charCodeAt(0)] = 1;

export abstract class Semicolons extends Scanner {
  /** Whether the grammar is one of TypeScript's. */
  typed = false;

  /**
   * The semicolon after a statement: written out, or where the line ends. `after` says whether an operator could follow
   * instead (an expression went before).
   */
  semicolon(after: boolean): void {
    if (this.token === Token.semicolon && this.pending === 0) {
      this.take(Token.semicolon);
      return;
    }
    if (this.optionalSemicolon(after)) return;
    if (this.token !== Token.semicolon) this.fail();
    this.take(Token.semicolon);
  }

  /** Takes in the comments before an unwritten semicolon if there is one; the token at hand stays. */
  optionalSemicolon(after: boolean, isSignature = false): boolean {
    for (let index = 0; index <= this.pending; index++) {
      if (!this.#endsAfter(index, after, isSignature)) continue;
      if (index > 0) this.flush(index);
      return true;
    }
    return false;
  }

  /** Whether the scanner would put a semicolon before the token at hand, maybe with comments between. */
  endsHere(after: boolean, isSignature = false): boolean {
    for (let index = 0; index <= this.pending; index++) {
      if (this.#endsAfter(index, after, isSignature)) return true;
    }
    return false;
  }

  /** Whether the scanner puts a semicolon after `index` of the comments that wait. */
  #endsAfter(index: number, after: boolean, isSignature: boolean): boolean {
    const { pending } = this;
    if (pending === 0 ? this.newline : this.#breaksAfter(index)) return this.#endsBefore(after, isSignature);
    const first = this.text[this.start]!;
    if (index < pending) {
      if (this.typed || first === 47) return false;
      return (!after && first !== 44 && first !== 61) || first === 125;
    }
    if (this.token === Token.end) return true;
    return first === 125 && !(this.typed && this.peek() === 58);
  }

  /** Whether a line break stands directly after `index` of the comments that wait. */
  #breaksAfter(index: number): boolean {
    const { text } = this;
    const from = index === 0 ? this.previousEnd : this.commentEnds[index - 1]!;
    const stop = index < this.pending ? this.commentStarts[index]! : this.start;
    for (let at = from; at < stop; at++) if (text[at] === newLine) return true;
    return false;
  }

  /** Whether a line break ends a statement, by the character after it. */
  #endsBefore(after: boolean, isSignature: boolean): boolean {
    const { text, start } = this;
    const code = text[start]!;
    if (code < 128 && continuations[code] !== 0) return false;
    switch (code) {
      case 40: // (
      case 91: // [
        return this.typed && !after;
      case 123: // {
        return !isSignature;
      case 43: // +
      case 45: // -
        return text[start + 1] === code;
      case 33: // !
        return text[start + 1] !== 61;
      case 105: // i
        return this.#endsBeforeWord(start);
      default:
        return true;
    }
  }

  /** Not before `in` and `instanceof`, as the scanners tell them. */
  #endsBeforeWord(start: number): boolean {
    const { text } = this;
    if (text[start + 1] !== 110) return true;
    let at = start + 2;
    if (!isLetter(text[at]!)) {
      // What follows "in" and is above ASCII may count as a letter or not.
      if (text[at]! >= 128) this.fail();
      return false;
    }
    for (const letter of stanceof) {
      if (text[at] !== letter) return true;
      at++;
    }
    if (text[at]! >= 128) this.fail();
    return isLetter(text[at]!);
  }
}
