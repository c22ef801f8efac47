import { closeSync, openSync, writeSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { InputError } from '../../errors/index.ts';
import type { Work } from '../../turns/index.ts';
import type { Dialect } from '../files/dialect.ts';
import { plainNumber, plainNumberAt } from './plain-number.ts';

/** A text in memory, in UTF-8; it ends with a line feed. */
export interface WideText {
  path: string;
  text: Buffer;
}

/** The file's text, unpacked. @throws what unpacking throws */
export async function wideText({ path, isGzip }: { path: string; isGzip: boolean }): Promise<WideText> {
  const content = await readFile(path);
  const text = isGzip ? await promisify(gunzip)(content) : content;
  return { path, text: text.at(-1) === lineFeed ? text : Buffer.concat([text, Buffer.of(lineFeed)]) };
}

/** How many lines a text has, at least as many as rows. */
export function linesOf({ text }: WideText): number {
  let lines = 0;
  for (let at = text.indexOf(lineFeed); at >= 0; at = text.indexOf(lineFeed, at + 1)) lines++;
  return lines;
}

export interface WideSource {
  texts: readonly WideText[];
  dialect: Dialect;
  /** To allot memory by. */
  mostRows: number;
  /** The columns that are asked for. */
  places: readonly number[];
}

/** What one pass over the text gives. */
export interface WideNumbers {
  rows: number;
  /** By their places in the file: columns that hold plain numbers and gaps (NaN) alone. */
  numbers: ReadonlyMap<number, Float64Array>;
  /** Of those asked for, all others. */
  others: readonly number[];
}

/** So many fields are looked at between two turns. */
const fieldsATurn = 50_000;
const [unwanted, number, other] = [0, 1, 2];
const [lineFeed, carriageReturn] = [10, 13];

/**
 * Takes a text of very many columns apart in one pass, in turns. A database plans a query for each column, which takes far longer here than the text itself. Plain numbers alone
 * are read (`12`, `-0.5`, `1e-3`, nothing at all); what else there is, is left to readers that know more.
 *
 * @throws InputError `ragged-rows`, `unterminated-quote`
 */
export function* readingWide({ texts, dialect, mostRows, places }: WideSource): Work<WideNumbers> {
  const width = dialect.names.length;
  const state = new Uint8Array(width).fill(unwanted);
  const slots = new Int32Array(width);
  for (const [slot, place] of places.entries()) {
    state[place] = number;
    slots[place] = slot;
  }
  const hasValue = new Uint8Array(width);
  const values = new Float64Array(mostRows * places.length);
  let rows = 0;
  for (const { path, text } of texts) {
    const fields = new Fields(text, dialect, path);
    let since = 0;
    let place = 0;
    while (fields.at < text.length) {
      if (place === 0 && fields.skipBlankLine()) continue;
      if (place >= width) throw raggedRow(fields, path, width, width + 1);
      if (state[place] === number) {
        const end = plainNumberAt(text, fields.at, fields.delimiter);
        if (end < 0) {
          state[place] = other;
          fields.skipField();
        } else {
          values[slots[place]! * mostRows + rows] = plainNumber.value;
          if (end > fields.at) hasValue[place] = 1;
          fields.at = end;
        }
      } else fields.skipField();
      place++;
      if (!fields.endsRecord()) continue;
      if (place !== width) throw raggedRow(fields, path, width, place);
      rows++;
      since += place;
      place = 0;
      if (since < fieldsATurn) continue;
      since = 0;
      yield;
    }
  }
  const numbers = new Map<number, Float64Array>();
  const others: number[] = [];
  // Where nothing stands, nothing says that it would be numbers.
  for (const [slot, place] of places.entries())
    if (state[place] === number && hasValue[place] === 1)
      numbers.set(place, values.subarray(slot * mostRows, slot * mostRows + rows));
    else others.push(place);
  return { rows, numbers, others };
}

/** Writes some columns of the text to a file of their own, without a header, byte for byte as they stand. The text was taken apart before, so each record is whole. */
export function* copyingColumns(
  { texts, dialect }: Pick<WideSource, 'texts' | 'dialect'>,
  places: readonly number[],
  to: string,
): Work<void> {
  const isWanted = new Uint8Array(dialect.names.length);
  for (const place of places) isWanted[place] = 1;
  const file = openSync(to, 'wx', 0o600);
  try {
    for (const { path, text } of texts) {
      const fields = new Fields(text, dialect, path);
      // A field as it stands, a delimiter or line end behind each; `""` for nothing in a line of its own.
      const out = Buffer.allocUnsafe(text.length + 3);
      let [end, since, place, written] = [0, 0, 0, 0];
      while (fields.at < text.length) {
        if (place === 0 && fields.skipBlankLine()) continue;
        const from = fields.at;
        const until = fields.skipField();
        if (isWanted[place] === 1) {
          if (written++ > 0) out[end++] = fields.delimiter;
          if (places.length === 1 && from === until) end += out.write('""', end, 'latin1');
          else end += text.copy(out, end, from, until);
        }
        place++;
        if (!fields.endsRecord()) continue;
        out[end++] = lineFeed;
        since += place;
        [place, written] = [0, 0];
        if (since < fieldsATurn && end < 2 ** 20) continue;
        writeSync(file, out, 0, end);
        [end, since] = [0, 0];
        yield;
      }
      writeSync(file, out, 0, end);
    }
  } finally {
    closeSync(file);
  }
}

/** A place in a text that moves from field to field, past header and preamble at first. */
class Fields {
  at = 0;
  readonly delimiter: number;
  readonly #text: Buffer;
  readonly #path: string;
  readonly #quote: number;
  readonly #escape: number;

  constructor(
    text: Buffer,
    { delimiter, quote, escapeMark, hasHeader, preambleLines }: Dialect,
    path: string,
  ) {
    this.#text = text;
    this.#path = path;
    this.delimiter = delimiter.charCodeAt(0);
    this.#quote = quote.charCodeAt(0);
    this.#escape = escapeMark.charCodeAt(0);
    if (text[0] === 0xef && text[1] === 0xbb && text[2] === 0xbf) this.at = 3;
    for (let line = 0; line < preambleLines; line++) this.at = this.#afterLine();
    if (!hasHeader) return;
    while (this.at < text.length && this.skipBlankLine());
    while (this.at < text.length) {
      this.skipField();
      if (this.endsRecord()) return;
    }
  }

  #afterLine(): number {
    const end = this.#text.indexOf(lineFeed, this.at);
    return end < 0 ? this.#text.length : end + 1;
  }

  /** The line that the place is in, from 1. */
  get line(): number {
    let lines = 1;
    for (let place = 0; place < this.at; place++) if (this.#text[place] === lineFeed) lines++;
    return lines;
  }

  skipBlankLine(): boolean {
    const [first, second] = [this.#text[this.at], this.#text[this.at + 1]];
    if (first !== lineFeed && !(first === carriageReturn && second === lineFeed)) return false;
    this.at += first === lineFeed ? 1 : 2;
    return true;
  }

  /** Goes to what ends the field, and gives where that is. @throws InputError `unterminated-quote` */
  skipField(): number {
    const text = this.#text;
    let at = this.at;
    if (text[at] === this.#quote) {
      const from = at++;
      for (; ; at++) {
        if (at >= text.length) {
          this.at = from;
          throw new InputError(
            'unterminated-quote',
            `${this.#path} on line ${this.line} opens a quote that never ends. Close it, or name another quote character.`,
            { details: { path: this.#path, line: this.line } },
          );
        }
        const byte = text[at]!;
        if (byte === this.#escape && text[at + 1] === this.#quote) at++;
        else if (byte === this.#quote) break;
      }
    }
    while (text[at] !== this.delimiter && text[at] !== lineFeed) at++;
    if (at > this.at && text[at] === lineFeed && text[at - 1] === carriageReturn) at--;
    this.at = at;
    return at;
  }

  /** Goes behind what ended the field; whether that was the end of the record. */
  endsRecord(): boolean {
    const text = this.#text;
    const isEnd = text[this.at] !== this.delimiter;
    if (text[this.at] === carriageReturn) this.at++;
    this.at++;
    return isEnd;
  }
}

function raggedRow(fields: Fields, path: string, wanted: number, found: number): InputError {
  // The place is behind the record's end already, unless there are too many.
  if (found <= wanted) fields.at--;
  const { line } = fields;
  const has = found > wanted ? `${found} fields or more` : `${found} ${found === 1 ? 'field' : 'fields'}`;
  return new InputError(
    'ragged-rows',
    `${path} on line ${line} has ${has}, and the header has ${wanted}. Mend the line (a delimiter inside a field needs quotes).`,
    { details: { path, line } },
  );
}
