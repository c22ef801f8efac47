/**
 * What a text may say: the sequences of three characters that are in it, gathered in one pass. Whether a word may be in the text is then
 * a few look-ups; a no is certain, a yes is not. (The idea: Cox, Regular Expression Matching with a Trigram Index, 2012.)
 */
import { requiredTexts } from './required-text.ts';

/** Six bits a character, whatever its case; three characters a place. */
const places = 1 << 18;
const codes = Uint8Array.from(
  { length: 128 },
  (_, code) => (code >= 65 && code <= 90 ? code + 32 : code) & 63,
);

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
    const code = text.charCodeAt(at);
    place = ((place << 6) | (code < 128 ? codes[code]! : 0)) & (places - 1);
    if (at >= 2) found[at - 2] = place;
  }
  return found;
}

const said = new Uint8Array(places);
/** Places that were set, to be taken back for the next text. */
let set = new Uint32Array(8_192);
let setCount = 0;
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
  for (let index = 0; index < setCount; index += 1) said[set[index]!] = 0;
  setCount = 0;
  current = source;
  beyondAscii = 0;
  let place = 0;
  for (let at = 0; at < source.length; at += 1) {
    const code = source.charCodeAt(at);
    beyondAscii |= code;
    place = ((place << 6) | (code < 128 ? codes[code]! : 0)) & (places - 1);
    if (said[place] !== 0) continue;
    said[place] = 1;
    if (setCount === set.length) {
      const larger = new Uint32Array(set.length * 2);
      larger.set(set);
      set = larger;
    }
    set[setCount++] = place;
  }
}
