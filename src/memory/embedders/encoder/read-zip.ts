import { inflateRawSync } from 'node:zlib';
import { InputError } from '../../../errors/index.ts';

const endMark = 0x06054b50;
const entryMark = 0x02014b50;
const longestEntry = 500_000_000;

/**
 * One file of a ZIP archive, by its name; stored or deflated (APPNOTE 6.3, without encryption and ZIP64).
 *
 * @throws InputError `bad-archive`
 */
export function readZipEntry(archive: Uint8Array, name: string): Uint8Array {
  const bytes = Buffer.from(archive.buffer, archive.byteOffset, archive.byteLength);
  try {
    let end = bytes.length - 22;
    while (end >= 0 && bytes.readUInt32LE(end) !== endMark) end -= 1;
    let at = bytes.readUInt32LE(end + 16);
    for (let left = bytes.readUInt16LE(end + 10); left > 0; left -= 1) {
      if (bytes.readUInt32LE(at) !== entryMark) break;
      const [nameLength, extra, comment] = [28, 30, 32].map((place) => bytes.readUInt16LE(at + place)) as [
        number,
        number,
        number,
      ];
      if (bytes.toString('utf8', at + 46, at + 46 + nameLength) === name) return entryAt(bytes, at);
      at += 46 + nameLength + extra + comment;
    }
  } catch (cause) {
    if (cause instanceof InputError) throw cause;
    throw new InputError('bad-archive', 'The archive is damaged: it cannot be unpacked.', { cause });
  }
  throw new InputError('bad-archive', `The archive has no file "${name}".`);
}

function entryAt(bytes: Buffer, at: number): Uint8Array {
  const method = bytes.readUInt16LE(at + 10);
  const packed = bytes.readUInt32LE(at + 20);
  const size = bytes.readUInt32LE(at + 24);
  const local = bytes.readUInt32LE(at + 42);
  const from = local + 30 + bytes.readUInt16LE(local + 26) + bytes.readUInt16LE(local + 28);
  if (size > longestEntry || from + packed > bytes.length) throw new RangeError('cut off');
  const data = bytes.subarray(from, from + packed);
  const whole = method === 0 ? data : inflateRawSync(data, { maxOutputLength: size || 1 });
  if (whole.length !== size) throw new RangeError('cut off');
  return whole;
}
