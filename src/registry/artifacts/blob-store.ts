import { createCipheriv, createDecipheriv, createHash, type DecipherGCM, randomBytes } from 'node:crypto';
import { createReadStream, existsSync } from 'node:fs';
import { type FileHandle, open, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { createZstdCompress, createZstdDecompress } from 'node:zlib';
import { InputError, OpsmithError, StorageError } from '../../errors/index.ts';
import {
  type BlobHeader,
  footerBytes,
  headerBytes,
  readHeader,
  tagBytes,
  writeHeader,
} from './blob-format.ts';
import { writeAtomically } from './write-atomically.ts';

/** The files of artifacts by the SHA-256 of what they hold. What is read was checked to its last bit. */
export interface BlobStore {
  readonly folder: string;
  /** Keeps a file's contents; what is there already is kept as it is, if it is whole. */
  put(source: string): Promise<{ sha256: string; bytes: number }>;
  /** Whether there is a file for it, whole or not. */
  has(sha256: string): boolean;
  /** Where the contents with this hash lie. */
  pathOf(sha256: string): string;
  /**
   * The contents, piece by piece, of a file whose bytes are as they were written. Nothing of it counts until the last piece has come: what the
   * contents' own hash finds is thrown at the end.
   * @throws StorageError `artifact-damaged`, `artifact-missing`; InputError `artifact-key-missing`, `artifact-key-wrong`
   */
  read(sha256: string): AsyncGenerator<Buffer>;
  /** Reads all of it and keeps nothing. @throws what `read` does */
  check(sha256: string): Promise<void>;
  /** Whether its bytes are as they were written, without unpacking them: any changed bit is found. @throws StorageError as `read` does */
  checkBytes(sha256: string): Promise<void>;
}

export interface BlobStoreOptions {
  folder: string;
  /** 32 bytes: what is written from now on is encrypted. What was written without a key stays readable. */
  key?: Buffer | undefined;
}

export function createBlobStore({ folder, key }: BlobStoreOptions): BlobStore {
  const blobs: BlobStore = {
    folder,
    has: (sha256) => existsSync(blobs.pathOf(sha256)),
    pathOf: (sha256) => join(folder, sha256.slice(0, 2), sha256),

    async put(source) {
      const { sha256, bytes } = await hashFile(source);
      const path = blobs.pathOf(sha256);
      if (blobs.has(sha256) && (await isWhole(blobs, sha256))) {
        // A sign of life for `prune` in another process, which spares what is young.
        const now = new Date();
        await utimes(path, now, now);
        return { sha256, bytes };
      }
      await writeAtomically(path, (file) => writeBlob(file, { source, sha256, bytes, key }));
      return { sha256, bytes };
    },

    read: (sha256) => readBlob(blobs.pathOf(sha256), sha256, key),

    async checkBytes(sha256) {
      await readChecked(blobs.pathOf(sha256), sha256);
    },

    async check(sha256) {
      for await (const _ of blobs.read(sha256));
    },
  };
  return blobs;
}

async function isWhole(blobs: BlobStore, sha256: string): Promise<boolean> {
  try {
    await blobs.check(sha256);
    return true;
  } catch (thrown) {
    if (thrown instanceof InputError) throw thrown;
    return false;
  }
}

/** SHA-256 and size of a file. */
export async function hashFile(path: string): Promise<{ sha256: string; bytes: number }> {
  const hash = createHash('sha256');
  let bytes = 0;
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 })) {
    hash.update(chunk as Buffer);
    bytes += (chunk as Buffer).length;
  }
  return { sha256: hash.digest('hex'), bytes };
}

async function writeBlob(
  file: FileHandle,
  { source, sha256, bytes, key }: { source: string; sha256: string; bytes: number; key: Buffer | undefined },
): Promise<void> {
  const nonce = key === undefined ? Buffer.alloc(12) : randomBytes(12);
  const cipher = key === undefined ? null : createCipheriv('aes-256-gcm', key, nonce);
  const header = writeHeader({ isCompressed: true, isEncrypted: cipher !== null, bytes, nonce });
  cipher?.setAAD(Buffer.concat([header, Buffer.from(sha256, 'hex')]));
  const stored = createHash('sha256');
  const write = async (piece: Buffer) => {
    if (piece.length === 0) return;
    stored.update(piece);
    await file.writeFile(piece);
  };
  await write(header);
  const contents = createHash('sha256');
  const plain = Readable.from(hashed(createReadStream(source, { highWaterMark: 1 << 20 }), contents), {
    objectMode: false,
  });
  const compressed = createZstdCompress();
  plain.on('error', (error) => compressed.destroy(error)).pipe(compressed);
  for await (const chunk of compressed)
    await write(cipher === null ? (chunk as Buffer) : cipher.update(chunk as Buffer));
  if (cipher !== null) await write(cipher.final());
  if (contents.digest('hex') !== sha256)
    throw new InputError(
      'artifact-changing',
      `${source} changed while it was read. Register it when it is written.`,
      {
        details: { path: source },
      },
    );
  await write(cipher === null ? Buffer.alloc(tagBytes) : cipher.getAuthTag());
  await file.writeFile(stored.digest());
}

async function* hashed(pieces: AsyncIterable<unknown>, hash: { update(piece: Buffer): unknown }) {
  for await (const piece of pieces) {
    hash.update(piece as Buffer);
    yield piece as Buffer;
  }
}

async function* readBlob(path: string, sha256: string, key: Buffer | undefined): AsyncGenerator<Buffer> {
  const { header, tag, size } = await readChecked(path, sha256);
  const payload = createReadStream(path, {
    start: headerBytes,
    end: size - footerBytes - 1,
    highWaterMark: 1 << 20,
  });
  const contents = createHash('sha256');
  let bytes = 0;
  try {
    const open = header.isEncrypted
      ? deciphered(payload, createDecipher({ header, tag, key, sha256, path }))
      : payload;
    for await (const chunk of header.isCompressed ? decompressed(open) : open) {
      const piece = chunk as Buffer;
      contents.update(piece);
      bytes += piece.length;
      if (bytes > header.bytes) throw new Error('it is longer than it was');
      yield piece;
    }
  } catch (thrown) {
    if (thrown instanceof OpsmithError) throw thrown;
    // All bytes are as they were written, and still cannot be opened: by another key, as far as they were locked.
    if (header.isEncrypted) throw wrongKey(path, thrown);
    throw damaged({ path, sha256 }, 'it cannot be unpacked', thrown);
  } finally {
    payload.destroy();
  }
  if (bytes !== header.bytes || contents.digest('hex') !== sha256)
    throw damaged({ path, sha256 }, `its contents do not have the SHA-256 ${sha256}`);
}

/** The header and the tag of a file whose bytes are all as they were written. */
async function readChecked(
  path: string,
  sha256: string,
): Promise<{ header: BlobHeader & { raw: Buffer }; tag: Buffer; size: number }> {
  let file: FileHandle;
  try {
    file = await open(path, 'r');
  } catch (thrown) {
    const { code } = thrown as NodeJS.ErrnoException;
    throw new StorageError(
      'artifact-missing',
      `The file ${path} of an artifact cannot be opened (${code}). ${remedy}`,
      { cause: thrown, details: { path, sha256 } },
    );
  }
  try {
    const { size } = await file.stat();
    if (size < headerBytes + footerBytes) throw damaged({ path, sha256 }, 'it was cut short');
    const stored = createHash('sha256');
    const piece = Buffer.allocUnsafe(Math.min(size, 1 << 20));
    const raw = Buffer.alloc(headerBytes);
    await file.read(raw, 0, headerBytes, 0);
    for (let at = 0; at < size - 32; ) {
      const { bytesRead } = await file.read(piece, 0, Math.min(piece.length, size - 32 - at), at);
      if (bytesRead === 0) throw damaged({ path, sha256 }, 'it was cut short');
      stored.update(piece.subarray(0, bytesRead));
      at += bytesRead;
    }
    const footer = Buffer.alloc(footerBytes);
    await file.read(footer, 0, footerBytes, size - footerBytes);
    if (!stored.digest().equals(footer.subarray(tagBytes)))
      throw damaged({ path, sha256 }, 'its bytes do not have their SHA-256');
    const header = readHeader(raw);
    if (header === null) throw damaged({ path, sha256 }, 'its header is not one that opsmith wrote');
    return { size, header: { ...header, raw }, tag: footer.subarray(0, tagBytes) };
  } finally {
    await file.close();
  }
}

function createDecipher({
  header,
  tag,
  key,
  sha256,
  path,
}: {
  header: BlobHeader & { raw: Buffer };
  tag: Buffer;
  key: Buffer | undefined;
  sha256: string;
  path: string;
}): DecipherGCM {
  if (key === undefined)
    throw new InputError(
      'artifact-key-missing',
      `The file ${path} of an artifact is encrypted, and no key was given. Set OPSMITH_REGISTRY_KEY, or registry.keyFile in the configuration.`,
      { details: { path } },
    );
  const decipher = createDecipheriv('aes-256-gcm', key, header.nonce);
  decipher.setAAD(Buffer.concat([header.raw, Buffer.from(sha256, 'hex')]));
  decipher.setAuthTag(tag);
  return decipher;
}

async function* deciphered(pieces: AsyncIterable<unknown>, decipher: DecipherGCM) {
  for await (const piece of pieces) yield decipher.update(piece as Buffer);
  yield decipher.final();
}

async function* decompressed(pieces: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const stream = createZstdDecompress();
  const source = Readable.from(pieces, { objectMode: false });
  source.on('error', (error) => stream.destroy(error)).pipe(stream);
  try {
    for await (const piece of stream) yield piece as Buffer;
  } finally {
    source.destroy();
    stream.destroy();
  }
}

const remedy =
  'It is not used. Restore it from a backup or an export (`opsmith models import`), or register the model again.';

function damaged(details: { path: string; sha256: string }, what: string, cause?: unknown): StorageError {
  return new StorageError(
    'artifact-damaged',
    `The file ${details.path} of an artifact is damaged: ${what}. ${remedy}`,
    { cause, details },
  );
}

function wrongKey(path: string, cause: unknown): InputError {
  return new InputError(
    'artifact-key-wrong',
    `The file ${path} of an artifact is encrypted with another key than the one that was given (OPSMITH_REGISTRY_KEY or registry.keyFile).`,
    { cause, details: { path } },
  );
}
