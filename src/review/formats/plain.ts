/** Text from outside (code, paths, a model's words), made harmless for where it is shown. */

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
const controls = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069\u200e\u200f\ufeff]/g;

/** Control characters and those that reorder or hide what is read become visible marks; tabs and line feeds stay. */
export function withoutControls(text: string): string {
  return text
    .toWellFormed()
    .replaceAll('\r\n', '\n')
    .replace(controls, (character) => {
      const code = character.charCodeAt(0);
      if (code < 0x20) return String.fromCharCode(0x2400 + code);
      return code === 0x7f ? '␡' : '\ufffd';
    });
}

/** The same on one line: line feeds become `␊`. */
export function onOneLine(text: string): string {
  return withoutControls(text).replaceAll('\n', '␊');
}
