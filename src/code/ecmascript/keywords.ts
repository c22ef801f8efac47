/** Which words are keywords, found by a hash of their length and some of their letters. */
import { Token, tokenNames } from './tokens.ts';

const longest = 10;
const slots = 1024;
/** Token by slot; 0 for none. Words that share a slot are chained through `others`. */
const tokens = new Uint8Array(slots);
const others = new Uint8Array(256);
/** Letters of the words, twelve places each, by token. */
const letters = new Uint16Array(256 * 12);
const lengths = new Uint8Array(256);

const slotOf = (first: number, second: number, last: number, length: number): number =>
  (first * 37 + second * 5 + last * 11 + length * 71) & (slots - 1);

for (let token = Token.as; token <= Token.enum; token++) {
  const word = tokenNames[token]!;
  lengths[token] = word.length;
  for (let index = 0; index < word.length; index++) letters[token * 12 + index] = word.charCodeAt(index);
  const slot = slotOf(word.charCodeAt(0), word.charCodeAt(1), word.charCodeAt(word.length - 1), word.length);
  others[token] = tokens[slot]!;
  tokens[slot] = token;
}

/** The keyword that stands from `start` to `end`, or `Token.identifier`. */
export function wordToken(text: Uint16Array, start: number, end: number): number {
  const length = end - start;
  if (length < 2 || length > longest) return Token.identifier;
  let token = tokens[slotOf(text[start]!, text[start + 1]!, text[end - 1]!, length)]!;
  while (token !== 0) {
    if (lengths[token] === length) {
      const base = token * 12;
      let index = 0;
      while (index < length && letters[base + index] === text[start + index]) index++;
      if (index === length) return token;
    }
    token = others[token]!;
  }
  return Token.identifier;
}
