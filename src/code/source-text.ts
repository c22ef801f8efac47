/** Bytes of a file to the text that is measured. */
import { isUtf8 } from 'node:buffer';
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
 * with a NUL byte is binary and is refused, and so is one over 20 MiB.
 */
export function decodeSource(bytes: Buffer): SourceText {
  if (bytes.length > largestFileBytes) return { refused: 'too-large', reason: tooLarge(bytes.length) };
  if (bytes.length >= 2 && bytes[0] === 0xff && bytes[1] === 0xfe) {
    return { text: bytes.toString('utf16le', 2), errors: [] };
  }
  if (bytes.length >= 2 && bytes[0] === 0xfe && bytes[1] === 0xff) {
    return { text: new TextDecoder('utf-16be').decode(bytes), errors: [] };
  }
  if (bytes.includes(0)) return { refused: 'binary', reason: 'it is not text: it holds NUL bytes' };
  const text = stripByteOrderMark(bytes.toString('utf8'));
  if (isUtf8(bytes)) return { text, errors: [] };
  const line = text.slice(0, text.indexOf('\ufffd')).split('\n').length;
  return {
    text,
    errors: [{ line, message: 'Not valid UTF-8 from here on; read with replacement characters.' }],
  };
}

/** The sentence for a file of this size, without its name. */
export function tooLarge(bytes: number): string {
  const size = (bytes / 1024 / 1024).toFixed(1);
  return `it is ${size} MiB, and files over ${largestFileBytes / 1024 / 1024} MiB are not measured`;
}

export function stripByteOrderMark(text: string): string {
  return text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
}
