/** Which words are keywords, found by a hash of their length and some of their letters. */

const slots = 1024;
/** Letters kept of each word: as many as the longest of all the languages has, or more. */
const width = 12;

export class KeywordFinder {
  /** Token by slot; 0 for none. Words that share a slot are chained through `others`. */
  readonly #tokens = new Uint8Array(slots);
  readonly #others = new Uint8Array(256);
  /** Letters of the words by token, `width` places each. */
  readonly #letters = new Uint16Array(256 * width);
  readonly #lengths = new Uint8Array(256);
  readonly #longest: number;
  readonly #shortest: number;
  readonly #identifier: number;

  /** For words of ASCII with their tokens, which are from 1 to 255; any other word is `identifier`. */
  constructor(words: Iterable<readonly [word: string, token: number]>, identifier: number) {
    let longest = 0;
    let shortest = width;
    for (const [word, token] of words) {
      longest = Math.max(longest, word.length);
      shortest = Math.min(shortest, word.length);
      this.#lengths[token] = word.length;
      for (let index = 0; index < word.length; index++)
        this.#letters[token * width + index] = word.charCodeAt(index);
      const first = word.charCodeAt(0);
      const slot = slotOf(first, word.charCodeAt(1), word.charCodeAt(word.length - 1), word.length);
      this.#others[token] = this.#tokens[slot]!;
      this.#tokens[slot] = token;
    }
    this.#longest = longest;
    this.#shortest = shortest;
    this.#identifier = identifier;
  }

  /** The keyword that stands from `start` to `end`, or the token of an identifier. */
  find(text: Uint16Array, start: number, end: number): number {
    const length = end - start;
    if (length < this.#shortest || length > this.#longest) return this.#identifier;
    let token = this.#tokens[slotOf(text[start]!, text[start + 1]!, text[end - 1]!, length)]!;
    while (token !== 0) {
      if (this.#lengths[token] === length) {
        const base = token * width;
        let index = 0;
        while (index < length && this.#letters[base + index] === text[start + index]) index++;
        if (index === length) return token;
      }
      token = this.#others[token]!;
    }
    return this.#identifier;
  }
}

function slotOf(first: number, second: number, last: number, length: number): number {
  return (first * 37 + second * 5 + last * 11 + length * 71) & (slots - 1);
}
