/** How a text stands in its file, as far as a patch must know. */
import { isUtf8 } from 'node:buffer';

const mark = '\ufeff';
const loneCarriageReturn = /\r(?!\n)/;

/**
 * What stands before the text in a file of these bytes: a byte-order mark or nothing. Null where a patch of the text would not fit the
 * file: UTF-16, bytes that are no UTF-8, carriage returns as line ends.
 */
export function markOfBytes(bytes: Buffer): string | null {
  if (
    bytes.length >= 2 &&
    ((bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff))
  )
    return null;
  if (!isUtf8(bytes)) return null;
  for (let at = bytes.indexOf(0x0d); at >= 0; at = bytes.indexOf(0x0d, at + 1))
    if (bytes[at + 1] !== 0x0a) return null;
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? mark : '';
}

/** The same for a text that came without a file. */
export function markOfText(text: string): string | null {
  if (loneCarriageReturn.test(text)) return null;
  return text.startsWith(mark) ? mark : '';
}
