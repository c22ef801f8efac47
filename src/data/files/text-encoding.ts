import { isUtf8 } from 'node:buffer';
import { createReadStream, createWriteStream, type ReadStream } from 'node:fs';
import { basename, join } from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { InputError } from '../../errors/index.ts';

/** How the characters of a text file are written; Latin-1 is read as Windows' superset of it. */
export const textEncodings = ['utf-8', 'utf-16le', 'utf-16be', 'latin-1'] as const;
export type TextEncoding = (typeof textEncodings)[number];

export interface EncodingFound {
  encoding: TextEncoding;
  hasMark: boolean;
  /** Bytes of the text, unpacked. */
  bytes: number;
}

/**
 * Finds the encoding of a text file by its mark, by where its zero bytes stand, else by whether all of it is UTF-8. The whole file is looked at: one
 * odd letter may stand on the last line.
 *
 * @throws InputError `binary-file`, `nul-bytes`, `gzip-broken`
 */
export async function detectEncoding(path: string, isGzip: boolean): Promise<EncodingFound> {
  let bytes = 0;
  let line = 1;
  let rest: Buffer = Buffer.alloc(0);
  let isAllUtf8 = true;
  let found: { encoding: TextEncoding; hasMark: boolean } | null = null;
  try {
    for await (const chunk of unpacked(path, isGzip) as AsyncIterable<Buffer>) {
      if (bytes === 0) {
        refuseBinary(path, chunk);
        found = byMark(chunk) ?? byZeros(chunk);
      }
      bytes += chunk.length;
      if (found !== null && found.encoding !== 'utf-8') continue;
      const zero = chunk.indexOf(0);
      if (zero >= 0) throw nulBytes(path, line + countLines(chunk.subarray(0, zero)));
      line += countLines(chunk);
      if (!isAllUtf8) continue;
      const all: Buffer = rest.length > 0 ? Buffer.concat([rest, chunk]) : chunk;
      const whole = wholeCharacters(all);
      isAllUtf8 = isUtf8(all.subarray(0, whole));
      rest = Buffer.from(all.subarray(whole));
    }
  } catch (error) {
    if (error instanceof InputError) throw error;
    throw gzipBroken(path, error);
  }
  if (found !== null && found.encoding !== 'utf-8') return { ...found, bytes };
  const encoding = isAllUtf8 && rest.length === 0 ? 'utf-8' : 'latin-1';
  return { encoding, hasMark: found?.hasMark ?? false, bytes };
}

/** Writes a text file anew in UTF-8 without a mark, unpacked, and gives its path. @throws InputError `gzip-broken` */
export async function writeAsUtf8(input: {
  path: string;
  isGzip: boolean;
  encoding: TextEncoding;
  folder: string;
  place: number;
}): Promise<string> {
  const { path, isGzip, encoding, folder, place } = input;
  const name = basename(path).replace(/\.gz$/i, '');
  const copy = join(folder, `${place}-${name}`);
  const decoder = new TextDecoder(encoding === 'latin-1' ? 'windows-1252' : encoding);
  const decode = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      done(null, Buffer.from(decoder.decode(chunk, { stream: true })));
    },
    flush(done) {
      done(null, Buffer.from(decoder.decode()));
    },
  });
  try {
    await pipeline(unpacked(path, isGzip), decode, createWriteStream(copy, { mode: 0o600 }));
  } catch (error) {
    throw gzipBroken(path, error);
  }
  return copy;
}

/** The first bytes of a text file, unpacked. @throws InputError `gzip-broken` */
export async function beginning(path: string, isGzip: boolean, bytes: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  const stream = unpacked(path, isGzip);
  try {
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      chunks.push(chunk);
      length += chunk.length;
      if (length >= bytes) break;
    }
  } catch (error) {
    throw gzipBroken(path, error);
  }
  return Buffer.concat(chunks).subarray(0, bytes);
}

function unpacked(path: string, isGzip: boolean): NodeJS.ReadableStream {
  const file: ReadStream = createReadStream(path, { highWaterMark: 4 * 2 ** 20 });
  if (!isGzip) return file;
  const gunzip = createGunzip({ chunkSize: 2 ** 20 });
  file.on('error', (error) => gunzip.destroy(error));
  return file.pipe(gunzip);
}

function byMark(chunk: Buffer): { encoding: TextEncoding; hasMark: true } | null {
  if (chunk[0] === 0xef && chunk[1] === 0xbb && chunk[2] === 0xbf)
    return { encoding: 'utf-8', hasMark: true };
  if (chunk[0] === 0xff && chunk[1] === 0xfe) return { encoding: 'utf-16le', hasMark: true };
  if (chunk[0] === 0xfe && chunk[1] === 0xff) return { encoding: 'utf-16be', hasMark: true };
  return null;
}

/** UTF-16 without a mark: text that is mostly Latin has a zero in every second byte. */
function byZeros(chunk: Buffer): { encoding: TextEncoding; hasMark: false } | null {
  const length = Math.min(chunk.length, 4096) & ~1;
  const zeros = [0, 0];
  for (let place = 0; place < length; place++) if (chunk[place] === 0) zeros[place & 1]!++;
  const [even, odd] = [zeros[0]!, zeros[1]!];
  if (odd > length * 0.3 && even < length * 0.05) return { encoding: 'utf-16le', hasMark: false };
  if (even > length * 0.3 && odd < length * 0.05) return { encoding: 'utf-16be', hasMark: false };
  return null;
}

const signatures: readonly (readonly [string, string])[] = [
  ['PK\u0003\u0004', 'a ZIP archive or an Excel workbook'],
  ['PAR1', 'a Parquet file'],
  ['\u001f\u008b', 'a gzip archive'],
  ['SQLite format 3', 'an SQLite database'],
  ['%PDF', 'a PDF'],
  ['\u0089PNG', 'a picture'],
  ['\u007fELF', 'a program'],
];

function refuseBinary(path: string, chunk: Buffer): void {
  const start = chunk.toString('latin1', 0, 16);
  const known = signatures.find(([signature]) => start.startsWith(signature));
  const looked = chunk.subarray(0, 8192);
  let controls = 0;
  for (const byte of looked) if (byte < 9 || (byte > 13 && byte < 32 && byte !== 27)) controls++;
  const isUtf16 = byMark(chunk)?.encoding.startsWith('utf-16') || byZeros(chunk) !== null;
  if (known === undefined && (isUtf16 || controls <= Math.max(3, looked.length * 0.02))) return;
  const what = known === undefined ? 'binary data' : known[1];
  throw new InputError(
    'binary-file',
    `${path} holds ${what}, not text. Export it as CSV, or give it the ending of what it is.`,
    { details: { path } },
  );
}

function nulBytes(path: string, line: number): InputError {
  return new InputError(
    'nul-bytes',
    `${path} has a NUL byte on line ${line}, which text does not have. Write the file again, or take the bytes out (tr -d '\\000').`,
    { details: { path, line } },
  );
}

function gzipBroken(path: string, cause: unknown): InputError {
  return new InputError(
    'gzip-broken',
    `${path} cannot be unpacked to its end: it is cut short or damaged. Fetch or pack it again.`,
    { cause, details: { path } },
  );
}

function countLines(chunk: Buffer): number {
  let lines = 0;
  for (let place = chunk.indexOf(10); place >= 0; place = chunk.indexOf(10, place + 1)) lines++;
  return lines;
}

/** Where the last whole character of UTF-8 ends: at most three bytes of one may be cut off. */
function wholeCharacters(chunk: Buffer): number {
  for (let back = 1; back <= Math.min(3, chunk.length); back++) {
    const byte = chunk[chunk.length - back]!;
    if (byte < 0x80) break;
    if (byte >= 0xc0) {
      const needed = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2;
      return needed > back ? chunk.length - back : chunk.length;
    }
  }
  return chunk.length;
}
