/**
 * What a text may say: the sequences of three characters that are in it, gathered in one pass. Whether a word may be in the text is then
 * a few look-ups; a no is certain, a yes is not. (The idea: Cox, Regular Expression Matching with a Trigram Index, 2012.)
 */
import { requiredTexts } from './required-text.ts';

/**
 * Five bits a character, three characters a place: letters count alike in either case, and what else falls on the same place only makes
 * a yes a little less sure. Small enough for the nearest cache.
 */
const places = 1 << 15;

/** Places of the sequences of each text, of which one has to be there in full; null for what can't be told. */
export type Needed = readonly Uint32Array[] | null;

/** What a text must say for the pattern to match it. */
export function neededBy(pattern: RegExp): Needed {
  const texts = requiredTexts(pattern);
  return texts === null ? null : texts.map(placesOf);
}

/** What a text must say to hold one of these words, in whatever case; words of less than three characters may be anywhere. */
export function neededForWords(words: readonly string[]): Needed {
  return words.some(({ length }) => length < 3) ? null : words.map(placesOf);
}

function placesOf(text: string): Uint32Array {
  const found = new Uint32Array(text.length - 2);
  let place = 0;
  for (let at = 0; at < text.length; at += 1) {
    place = ((place << 5) | (text.charCodeAt(at) & 31)) & (places - 1);
    if (at >= 2) found[at - 2] = place;
  }
  return found;
}

const said = new Uint8Array(places);
let current = '';
let beyondAscii = 0;

/** Whether the source may hold what is needed. */
export function maySay(source: string, needed: Needed): boolean {
  if (needed === null) return true;
  if (source !== current) read(source);
  for (const sequences of needed) {
    let at = 0;
    while (at < sequences.length && said[sequences[at]!] !== 0) at += 1;
    if (at === sequences.length) return true;
  }
  return false;
}

/** Whether a text has no character beyond ASCII. */
export function isAscii(source: string): boolean {
  if (source !== current) read(source);
  return beyondAscii < 128;
}

function read(source: string): void {
  said.fill(0);
  current = source;
  let all = 0;
  let place = 0;
  for (let at = 0; at < source.length; at += 1) {
    const code = source.charCodeAt(at);
    all |= code;
    place = ((place << 5) | (code & 31)) & (places - 1);
    said[place] = 1;
  }
  beyondAscii = all;
}
