/** Which characters names are made of. */
import { KeywordFinder } from '../direct/keyword-finder.ts';
import { keywords, Token } from './tokens.ts';

/** 1 for ASCII that may stand in a name, 3 for ASCII that may also begin one. */
const nameClass = new Uint8Array(128);
for (let code = 0; code < 128; code++) {
  const character = String.fromCharCode(code);
  if (/[A-Za-z_]/.test(character)) nameClass[code] = 3;
  else if (/[0-9]/.test(character)) nameClass[code] = 1;
}

/** By code: 0 unknown, 1 no part of a name, 2 a part, 3 one that may begin it. */
const otherCodes = new Uint8Array(0x10000);

function otherClass(code: number): number {
  const known = otherCodes[code]!;
  if (known !== 0) return known;
  const character = String.fromCharCode(code);
  const found = /\p{XID_Start}/u.test(character) ? 3 : /\p{XID_Continue}/u.test(character) ? 2 : 1;
  otherCodes[code] = found;
  return found;
}

/** Whether a UTF-16 code unit may begin a name; characters beyond the first plane may not here. */
export function isNameStart(code: number): boolean {
  return code < 128 ? nameClass[code] === 3 : otherClass(code) === 3;
}

/** Whether a UTF-16 code unit may go on with a name. */
export function isNamePart(code: number): boolean {
  return code < 128 ? nameClass[code] !== 0 : otherClass(code) >= 2;
}

const finder = new KeywordFinder(
  keywords.filter(([word]) => word !== '_'),
  Token.identifier,
);

/** The keyword that stands from `start` to `end`, or `Token.identifier`. */
export function wordToken(text: Uint16Array, start: number, end: number): number {
  if (end === start + 1 && text[start] === 95) return Token.underscore;
  return finder.find(text, start, end);
}
