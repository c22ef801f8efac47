/** Columns that text takes on a terminal, and cutting and wrapping by them. */

// Colour and style sequences, and hyperlinks: they take no columns.
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
const escapes = /\u001b(?:\[[0-9;]*m|\]8;[^\u0007\u001b]*(?:\u0007|\u001b\\))/g;
let segmenter: Intl.Segmenter | null = null;

/** Graphemes of a text. The segmenter is made when a text needs one: that takes a while, and most output is plain. */
function graphemesOf(text: string): Intl.Segments {
  segmenter ??= new Intl.Segmenter(undefined, { granularity: 'grapheme' });
  return segmenter.segment(text);
}

/** Letters of Latin scripts, and the punctuation, arrows and boxes that output is made of: each by itself, and one column. */
const isPlain = /^[\u0020-\u007e\u00a0-\u02ff\u2010-\u2027\u2190-\u21ff\u2500-\u259f]*$/;
const isZeroWidth = /^[\p{Mark}\p{Default_Ignorable_Code_Point}\p{Control}]/u;
const isEmoji = /^(?:\p{Emoji_Presentation}|.\u{fe0f})/u;

/** The text without colour, style and link sequences. */
export function withoutStyle(text: string): string {
  return text.includes('\u001b') ? text.replace(escapes, '') : text;
}

/** Columns of the text, which may hold style sequences; East Asian wide characters and emoji take two. */
export function widthOf(text: string): number {
  const bare = withoutStyle(text);
  if (isPlain.test(bare)) return bare.length;
  let width = 0;
  for (const { segment } of graphemesOf(bare)) width += graphemeWidth(segment);
  return width;
}

function graphemeWidth(grapheme: string): number {
  const code = grapheme.codePointAt(0)!;
  if (code < 0x300) return code >= 0x20 && code !== 0x7f && !(code >= 0x80 && code < 0xa0) ? 1 : 0;
  if (isZeroWidth.test(grapheme)) return 0;
  return isEmoji.test(grapheme) || isWide(code) ? 2 : 1;
}

/** East Asian Width W and F by blocks (Unicode 16, UAX #11): close enough for layout. */
function isWide(code: number): boolean {
  return (
    (code >= 0x1100 && code <= 0x115f) ||
    (code >= 0x2e80 && code <= 0x303e) ||
    (code >= 0x3041 && code <= 0xa4cf && code !== 0x303f) ||
    (code >= 0xa960 && code <= 0xa97c) ||
    (code >= 0xac00 && code <= 0xd7a3) ||
    (code >= 0xf900 && code <= 0xfaff) ||
    (code >= 0xfe30 && code <= 0xfe6f) ||
    (code >= 0xff00 && code <= 0xff60) ||
    (code >= 0xffe0 && code <= 0xffe6) ||
    (code >= 0x1b000 && code <= 0x1b2ff) ||
    (code >= 0x20000 && code <= 0x3fffd)
  );
}

interface Piece {
  text: string;
  width: number;
}

/** Style sequences and graphemes, each by itself; the sequences are 0 wide. */
function* piecesOf(text: string): Generator<Piece> {
  let from = 0;
  for (const match of text.matchAll(escapes)) {
    yield* visible(text.slice(from, match.index));
    yield { text: match[0], width: 0 };
    from = match.index + match[0].length;
  }
  yield* visible(text.slice(from));
}

function* visible(text: string): Generator<Piece> {
  if (isPlain.test(text)) {
    for (const character of text) yield { text: character, width: 1 };
    return;
  }
  for (const { segment } of graphemesOf(text)) yield { text: segment, width: graphemeWidth(segment) };
}

/** The text cut to at most `columns`, ending in `…` where something was cut; style sequences after the cut are kept, so that they end. */
export function cut(text: string, columns: number): string {
  if (widthOf(text) <= columns) return text;
  if (columns <= 0) return '';
  if (isPlain.test(text)) return `${text.slice(0, columns - 1)}…`;
  let result = '';
  let width = 0;
  let isFull = false;
  for (const piece of piecesOf(text)) {
    if (isFull) {
      if (piece.text.startsWith('\u001b')) result += piece.text;
      continue;
    }
    if (width + piece.width > columns - 1) {
      result += '…';
      isFull = true;
      continue;
    }
    result += piece.text;
    width += piece.width;
  }
  return result;
}

/** The text cut at its beginning, for paths: their ends tell them apart. Style sequences before the cut are kept. */
export function cutFront(text: string, columns: number): string {
  let over = widthOf(text) - columns;
  if (over <= 0) return text;
  if (columns <= 0) return '';
  if (isPlain.test(text)) return `…${text.slice(over + 1)}`;
  over += 1;
  let result = '';
  let isCut = false;
  for (const piece of piecesOf(text)) {
    if (piece.width === 0 || over <= 0) result += piece.text;
    else {
      over -= piece.width;
      if (!isCut) result += '…';
      isCut = true;
    }
  }
  return result;
}

/** The text filled up with spaces to `columns`. */
export function pad(text: string, columns: number, side: 'left' | 'right' = 'left'): string {
  const fill = ' '.repeat(Math.max(0, columns - widthOf(text)));
  return side === 'left' ? text + fill : fill + text;
}

/** Breaks the text into pieces of at most `columns`, in the middle of words: for code, where each character counts. */
export function hardWrap(text: string, columns: number): string[] {
  return breakAt(text, columns, () => false);
}

/** Breaks the text into pieces of at most `columns`: after the last good character of a piece, else anywhere. */
function breakAt(text: string, columns: number, isGood: (character: string) => boolean): string[] {
  const limit = Math.max(1, columns);
  const lines: string[] = [];
  let line: Piece[] = [];
  let width = 0;
  for (const piece of piecesOf(text)) {
    if (width + piece.width > limit) {
      const good = line.findLastIndex((kept) => isGood(kept.text)) + 1;
      // A piece that would be nearly empty helps nobody.
      const end = good * 3 >= limit ? good : line.length;
      lines.push(textOf(line.slice(0, end)));
      line = line.slice(end);
      width = line.reduce((total, kept) => total + kept.width, 0);
    }
    line.push(piece);
    width += piece.width;
  }
  lines.push(textOf(line));
  return carryStyles(lines);
}

const textOf = (pieces: readonly Piece[]) => pieces.map(({ text }) => text).join('');

/** Breaks the text at spaces into lines of at most `columns`; a word that is longer is broken. Line feeds stay. */
export function wrap(text: string, columns: number): string[] {
  return text.split('\n').flatMap((line) => wrapLine(line, Math.max(1, columns)));
}

/** Where a path or an address may go on in the next line. */
const isWordBreak = (character: string) => '/-_.,'.includes(character);

function wrapLine(text: string, columns: number): string[] {
  if (widthOf(text) <= columns) return [text];
  const lines: string[] = [];
  let line = '';
  let width = 0;
  for (const word of text.split(' ')) {
    const wordWidth = widthOf(word);
    if (line !== '' && width + 1 + wordWidth <= columns) {
      line += ` ${word}`;
      width += 1 + wordWidth;
      continue;
    }
    if (line !== '') lines.push(line);
    const parts = wordWidth > columns ? breakAt(word, columns, isWordBreak) : [word];
    lines.push(...parts.slice(0, -1));
    line = parts.at(-1)!;
    width = widthOf(line);
  }
  lines.push(line);
  return carryStyles(lines);
}

/** A style that is open at the end of a line is closed there and opened again on the next, so that frames beside it stay plain. */
function carryStyles(lines: string[]): string[] {
  if (lines.length === 1 || !lines.some((line) => line.includes('\u001b'))) return lines;
  let open: string[] = [];
  return lines.map((line) => {
    const before = open.join('');
    for (const [sequence] of line.matchAll(escapes)) {
      if (sequence === '\u001b[0m') open = [];
      else if (isClosing(sequence)) open = open.filter((opened) => closingOf(opened) !== sequence);
      else if (sequence.endsWith('m')) open.push(sequence);
    }
    const after = [...open].reverse().map(closingOf).join('');
    return before + line + after;
  });
}

const isClosing = (sequence: string) => /\[(?:2[2-9]|39|49)m$/.test(sequence);

function closingOf(sequence: string): string {
  const code = Number(/\[(\d+)/.exec(sequence)?.[1] ?? 0);
  if (code === 1 || code === 2) return '\u001b[22m';
  if (code >= 3 && code <= 9) return `\u001b[${20 + code}m`;
  return code >= 40 && code <= 47 ? '\u001b[49m' : '\u001b[39m';
}
