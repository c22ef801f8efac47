/** First and last code point of what a reader does not see, or sees change the order or the look of what is around it. */
const invisibleRanges: readonly (readonly [number, number])[] = [
  // Controls but tab and line feed.
  [0x00, 0x08],
  [0x0b, 0x1f],
  [0x7f, 0x9f],
  // Soft hyphen, joiners and fillers of scripts, vowels without a form.
  [0xad, 0xad],
  [0x34f, 0x34f],
  [0x61c, 0x61c],
  [0x115f, 0x1160],
  [0x17b4, 0x17b5],
  [0x180b, 0x180f],
  // Zero width, direction, line and paragraph separators, invisible operators.
  [0x200b, 0x200f],
  [0x2028, 0x202e],
  [0x2060, 0x206f],
  [0x3164, 0x3164],
  // Variation selectors, byte-order mark, interlinear notes.
  [0xfe00, 0xfe0f],
  [0xfeff, 0xfeff],
  [0xffa0, 0xffa0],
  [0xfff9, 0xfffb],
  [0x1bca0, 0x1bca3],
  [0x1d173, 0x1d17a],
  // Tags and further selectors: whole sentences have been hidden in them.
  [0xe0000, 0xe0fff],
];

const escaped = (point: number) => `\\u{${point.toString(16)}}`;

/** Matches each character that a reader does not see; global. */
export const invisibleCharacter = new RegExp(
  `[${invisibleRanges.map(([first, last]) => `${escaped(first)}-${escaped(last)}`).join('')}]`,
  'gu',
);

/** The text with every character that a reader does not see written out, as `\u{202e}`. Tabs and line feeds stay. */
export function visibleText(text: string): string {
  return text.replace(invisibleCharacter, (character) => escaped(character.codePointAt(0)!));
}

/** The text without them. */
export function withoutInvisible(text: string): string {
  return text.replace(invisibleCharacter, '');
}
