/** Text from outside (code, paths, a model's words), made harmless for where it is shown. */
import { invisibleCharacter } from '../../code/index.ts';

/** What joins emoji into one and gives them their colour is no trick behind an emoji. */
const afterEmoji = /\p{Extended_Pictographic}\p{Emoji_Modifier}?\ufe0f?$/u;

/** What a reader does not see, or sees reorder the text around it, becomes a visible mark; tabs and line feeds stay. */
export function withoutControls(text: string): string {
  return text
    .toWellFormed()
    .replaceAll('\r\n', '\n')
    .replace(invisibleCharacter, (character, at: number, whole: string) => {
      const point = character.codePointAt(0)!;
      if (point < 0x20) return String.fromCharCode(0x2400 + point);
      const joins = point === 0x200d || point === 0xfe0f;
      if (joins && afterEmoji.test(whole.slice(Math.max(0, at - 5), at))) return character;
      return `\\u{${point.toString(16)}}`;
    });
}

/** The same on one line: line feeds become `␊`. */
export function onOneLine(text: string): string {
  return withoutControls(text).replaceAll('\n', '␊');
}
