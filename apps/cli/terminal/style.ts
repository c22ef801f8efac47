/** Colours and styles of the terminal, each a function that leaves the text as it is where there is no colour. */
export interface Style {
  readonly isOn: boolean;
  bold(text: string): string;
  dim(text: string): string;
  italic(text: string): string;
  underline(text: string): string;
  strike(text: string): string;
  red(text: string): string;
  green(text: string): string;
  yellow(text: string): string;
  blue(text: string): string;
  magenta(text: string): string;
  cyan(text: string): string;
}

const codes = {
  bold: [1, 22],
  dim: [2, 22],
  italic: [3, 23],
  underline: [4, 24],
  strike: [9, 29],
  red: [31, 39],
  green: [32, 39],
  yellow: [33, 39],
  blue: [34, 39],
  magenta: [35, 39],
  cyan: [36, 39],
} as const;

/** The sixteen-colour styles that every terminal knows, in its own palette; or none. */
export function createStyle(isOn: boolean): Style {
  const painters = Object.entries(codes).map(([name, [open, close]]) => [
    name,
    (text: string) => (isOn && text !== '' ? `\u001b[${open}m${text}\u001b[${close}m` : text),
  ]);
  return { isOn, ...Object.fromEntries(painters) } as Style;
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is taken out.
const controls = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g;

/**
 * Text from outside (code, paths, a model's words) as it may be shown: control characters become visible marks, so that it can't move the
 * cursor, recolour the screen or reorder what is read. Tabs become two spaces; line feeds stay.
 */
export function printable(text: string): string {
  return text
    .replaceAll('\r\n', '\n')
    .replaceAll('\t', '  ')
    .replace(controls, (character) => {
      const code = character.charCodeAt(0);
      return code < 0x20 ? String.fromCharCode(0x2400 + code) : code === 0x7f ? '␡' : '�';
    });
}

/** Text on one line, without control characters. */
export function oneLine(text: string): string {
  return printable(text).replace(/\s+/g, ' ').trim();
}
