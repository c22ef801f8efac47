/** Where a number ends. */

export interface NumberEnd {
  end: number;
  isFloat: boolean;
}

const found: NumberEnd = { end: 0, isFloat: false };

/** The end of the number that begins at an offset, a dot included; -1 for what is no plain number. Holds until the next call. */
export function scanNumber(text: Uint16Array, start: number): NumberEnd {
  found.isFloat = false;
  const mark = text[start + 1]! | 32;
  if (text[start] === 48 && (mark === 120 || mark === 111 || mark === 98)) {
    const base = mark === 120 ? 16 : mark === 111 ? 8 : 2;
    let at = digits(text, start + 2, base, true);
    if (at > 0 && (text[at]! | 32) === 108) at++;
    found.end = at;
    return found;
  }
  let at = start;
  if (text[at] !== 46) at = digits(text, at, 10, false);
  if (text[at] === 46) {
    found.isFloat = true;
    at++;
    if (isDigit(text[at]!)) at = digits(text, at, 10, false);
  }
  if ((text[at]! | 32) === 101) {
    const sign = text[at + 1] === 43 || text[at + 1] === 45 ? 1 : 0;
    if (isDigit(text[at + 1 + sign]!)) {
      found.isFloat = true;
      at = digits(text, at + 1 + sign, 10, false);
    }
  }
  const suffix = text[at]! | 32;
  if (suffix === 106 || (suffix === 108 && !found.isFloat)) at++;
  found.end = at;
  return found;
}

/** Digits of a base with single underscores between them; -1 where there is none. */
function digits(text: Uint16Array, from: number, base: number, beginsWithUnderscore: boolean): number {
  let at = from;
  if (beginsWithUnderscore && text[at] === 95) at++;
  if (!isDigitOf(text[at]!, base)) return -1;
  for (;;) {
    if (isDigitOf(text[at]!, base)) at++;
    else if (text[at] === 95 && isDigitOf(text[at + 1]!, base)) at += 2;
    else return at;
  }
}

export function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}

export function isHexDigit(code: number): boolean {
  return isDigit(code) || (code >= 97 && code <= 102) || (code >= 65 && code <= 70);
}

function isDigitOf(code: number, base: number): boolean {
  if (base === 16) return isHexDigit(code);
  return code >= 48 && code < 48 + Math.min(base, 10);
}
