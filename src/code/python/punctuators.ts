/** Tokens of punctuation by their first character, for ASCII; 0 where there is none. */
import { Token, tokenCount } from './tokens.ts';

/** Tokens of one character, whatever follows. */
export const singles = byCharacter({
  '(': Token.parenOpen,
  ')': Token.parenClose,
  '[': Token.bracketOpen,
  ']': Token.bracketClose,
  '{': Token.braceOpen,
  '}': Token.braceClose,
  ',': Token.comma,
  '.': Token.dot,
  ':': Token.colon,
  ';': Token.semicolon,
  '=': Token.assign,
  '-': Token.minus,
  '+': Token.plus,
  '*': Token.times,
  '/': Token.divide,
  '%': Token.remainder,
  '<': Token.less,
  '>': Token.greater,
  '@': Token.at,
  '|': Token.bitOr,
  '&': Token.bitAnd,
  '^': Token.xor,
  '~': Token.tilde,
});

/** With `=` after the character. */
export const withEquals = byCharacter({
  ':': Token.walrus,
  '=': Token.equal,
  '-': Token.minusAssign,
  '+': Token.plusAssign,
  '*': Token.timesAssign,
  '/': Token.divideAssign,
  '%': Token.remainderAssign,
  '<': Token.lessEqual,
  '>': Token.greaterEqual,
  '@': Token.atAssign,
  '|': Token.orAssign,
  '&': Token.andAssign,
  '^': Token.xorAssign,
});

/** The character twice. */
export const doubles = byCharacter({
  '*': Token.power,
  '/': Token.floor,
  '<': Token.shiftLeft,
  '>': Token.shiftRight,
});

/** The character twice, with `=` after that. */
export const doublesWithEquals = byCharacter({
  '*': Token.powerAssign,
  '/': Token.floorAssign,
  '<': Token.shiftLeftAssign,
  '>': Token.shiftRightAssign,
});

/** With `>` after the character. */
export const withGreater = byCharacter({ '-': Token.arrow, '<': Token.lessGreater });

/** By token: how many more brackets are open after it. */
export const nesting = new Int8Array(tokenCount);
for (const token of [Token.parenOpen, Token.bracketOpen, Token.braceOpen]) nesting[token] = 1;
for (const token of [Token.parenClose, Token.bracketClose, Token.braceClose]) nesting[token] = -1;

function byCharacter(tokens: Readonly<Record<string, number>>): Uint8Array {
  const table = new Uint8Array(128);
  for (const [character, token] of Object.entries(tokens)) table[character.charCodeAt(0)] = token;
  return table;
}
