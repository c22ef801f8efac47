/** Which words are keywords. */
import { KeywordFinder } from '../direct/keyword-finder.ts';
import { Token, tokenNames } from './tokens.ts';

const words: [string, number][] = [];
for (let token = Token.as; token <= Token.enum; token++) words.push([tokenNames[token]!, token]);
const finder = new KeywordFinder(words, Token.identifier);

/** The keyword that stands from `start` to `end`, or `Token.identifier`. */
export function wordToken(text: Uint16Array, start: number, end: number): number {
  return finder.find(text, start, end);
}
