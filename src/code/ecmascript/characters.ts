/** Classes of characters, by code. */

/** Bits of `characterClass`. */
export const Character = {
  /** May stand in a name. */
  name: 1,
  /** May stand first in a name. */
  nameStart: 2,
  digit: 4,
  hexDigit: 8,
  /** Space between tokens. */
  space: 16,
} as const;

/** By code, for codes below 128; all others that are not `isStrange` may stand anywhere in a name. */
export const characterClass = new Uint8Array(128);

for (let code = 0; code < 128; code++) {
  const character = String.fromCharCode(code);
  if (/[A-Za-z_$]/.test(character)) characterClass[code]! |= Character.name | Character.nameStart;
  if (/[0-9]/.test(character)) characterClass[code]! |= Character.name | Character.digit | Character.hexDigit;
  if (/[A-Fa-f]/.test(character)) characterClass[code]! |= Character.hexDigit;
  if (/[ \t\n\v\f\r]/.test(character)) characterClass[code]! |= Character.space;
}

/** Whether a code of 128 or more is not plainly part of a name: spaces, marks without width, line separators. */
export function isStrange(code: number): boolean {
  return (
    code < 0xaa ||
    code === 0x1680 ||
    code === 0x180e ||
    (code >= 0x2000 && code <= 0x206f) ||
    code === 0x3000 ||
    code >= 0xfe00
  );
}

/** Whether a code may stand in a name; false for those of which it is not sure. */
export function isNameCode(code: number): boolean {
  return code < 128 ? (characterClass[code]! & Character.name) !== 0 : !isStrange(code);
}

export function isHexDigit(code: number): boolean {
  return code < 128 && (characterClass[code]! & Character.hexDigit) !== 0;
}

export function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}

export function isLetter(code: number): boolean {
  return (code >= 97 && code <= 122) || (code >= 65 && code <= 90);
}
