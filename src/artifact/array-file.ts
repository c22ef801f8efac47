import { createHash } from 'node:crypto';
import { closeSync, fstatSync, openSync, readSync, writeSync } from 'node:fs';
import type { KeepArray, TakeArray } from '../train/index.ts';

/** Smaller arrays stay in the text: thousands of them would each cost a read. */
const leastBytes = 1_024;
/** The system writes and reads less than 2 GiB at a time. */
const mostAtOnce = 2 ** 28;

/** A file to which the big arrays of a model are written one behind the other, as they come. */
export interface ArrayFileWriter {
  keep: KeepArray;
  /** Closes it, and says what was written. */
  close(): { bytes: number; sha256: string };
}

/** Begins a file of arrays. @throws what the file system throws, here and when an array is kept */
export function writeArrayFile(path: string): ArrayFileWriter {
  const file = openSync(path, 'w', 0o600);
  const hash = createHash('sha256');
  let end = 0;
  return {
    keep(bytes) {
      if (bytes.length < leastBytes) return null;
      const at = end;
      for (const piece of piecesOf(bytes)) {
        for (let written = 0; written < piece.length; ) written += writeSync(file, piece, written);
        hash.update(piece);
      }
      end += bytes.length;
      return at;
    },
    close() {
      closeSync(file);
      return { bytes: end, sha256: hash.digest('hex') };
    },
  };
}

/** A file of arrays that is read in any order; close it. */
export interface ArrayFileReader {
  take: TakeArray;
  /** The SHA-256 of all of it. */
  digest(): string;
  close(): void;
}

/** Opens a file of arrays. @throws what the file system throws; RangeError for arrays that lie beyond its end */
export function readArrayFile(path: string): ArrayFileReader {
  const file = openSync(path, 'r');
  const { size } = fstatSync(file);
  const fill = (piece: Uint8Array, at: number): void => {
    for (let read = 0; read < piece.length; ) {
      const more = readSync(file, piece, read, piece.length - read, at + read);
      if (more === 0) throw new RangeError('The file of arrays ends too soon.');
      read += more;
    }
  };
  return {
    take(at, bytes) {
      if (!(at >= 0 && bytes >= 0 && at + bytes <= size))
        throw new RangeError('The file of arrays ends too soon.');
      const shared = new SharedArrayBuffer(bytes);
      let done = 0;
      for (const piece of piecesOf(new Uint8Array(shared))) {
        fill(piece, at + done);
        done += piece.length;
      }
      return shared;
    },
    digest() {
      const hash = createHash('sha256');
      const piece = new Uint8Array(Math.min(size, 2 ** 24));
      for (let at = 0; at < size; at += piece.length) {
        const some = piece.subarray(0, Math.min(piece.length, size - at));
        fill(some, at);
        hash.update(some);
      }
      return hash.digest('hex');
    },
    close: () => closeSync(file),
  };
}

function* piecesOf(bytes: Uint8Array): Generator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += mostAtOnce) yield bytes.subarray(at, at + mostAtOnce);
}
