/** Bytes of a file to the text that is measured. */
import { isUtf8 } from 'node:buffer';
import { readFileSync } from 'node:fs';
import type { ParseError } from './types.ts';

/** Bigger files are data or generated; parsing one takes some 40 times its size in memory. */
export const largestFileBytes = 20 * 1024 * 1024;

/** The text of a file, or the reason why it is not measured. */
export type SourceText =
  | { text: string; errors: ParseError[] }
  | { refused: 'binary' | 'too-large'; reason: string };

/**
 * Decodes a file: UTF-8, or UTF-16 where a byte-order mark says so; the mark is left out of the text. Bytes that are not
 * UTF-8 become U+FFFD, and an error names the first line of them: old sources in Latin-1 are measured all the same. A file
 * with a NUL is binary and is refused, and so is one over 20 MiB.
 */
export function decodeSource(bytes: Buffer): SourceText {
  if (bytes.length > largestFileBytes) return { refused: 'too-large', reason: tooLarge(bytes.length) };
  const utf16 = decodeUtf16(bytes);
  const isBinary = utf16 === null ? bytes.includes(0) : utf16.includes('\0');
  if (isBinary) return { refused: 'binary', reason: 'it is not text: it holds NUL bytes' };
  if (utf16 !== null) return { text: normalizeSource(utf16), errors: [] };
  const text = normalizeSource(bytes.toString('utf8'));
  if (isUtf8(bytes)) return { text, errors: [] };
  const line = text.slice(0, text.indexOf('\ufffd')).split('\n').length;
  return {
    text,
    errors: [{ line, message: 'Not valid UTF-8 from here on; read with replacement characters.' }],
  };
}

/** A file's text as it is measured; null where there is none any more, or none that is measured. */
export function readSourceText(path: string): string | null {
  try {
    return sourceTextOf(readFileSync(path));
  } catch {
    // Gone or closed since it was found.
    return null;
  }
}

/** The text of a file's bytes as it is measured; null for what is not measured. */
export function sourceTextOf(bytes: Uint8Array): string | null {
  const decoded = decodeSource(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
  return 'refused' in decoded ? null : decoded.text;
}

/** The text of a file whose byte-order mark is UTF-16's, without the mark; null for other files. */
function decodeUtf16(bytes: Buffer): string | null {
  if (bytes.length < 2) return null;
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return bytes.toString('utf16le', 2);
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return new TextDecoder('utf-16be').decode(bytes);
  return null;
}

/** The sentence for a file of this size, without its name. */
export function tooLarge(bytes: number): string {
  const size = (bytes / 1024 / 1024).toFixed(1);
  return `it is ${size} MiB, and files over ${largestFileBytes / 1024 / 1024} MiB are not measured`;
}

const loneCarriageReturn = /\r(?!\n)/g;

/**
 * A text as it is parsed: without a byte-order mark, and with a line feed for each carriage return that stands alone, as old
 * Macintosh files end their lines: lines are counted, and comments end, at line feeds. All else keeps its place.
 */
export function normalizeSource(text: string): string {
  const unmarked = text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
  return unmarked.includes('\r') ? unmarked.replace(loneCarriageReturn, '\n') : unmarked;
}
