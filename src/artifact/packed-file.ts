import { randomUUID } from 'node:crypto';
import { type FileHandle, mkdir, open, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { InterruptedError } from '../errors/index.ts';
import { packed, unpacked } from '../train/index.ts';
import { aTurn } from '../turns/index.ts';

/** Smaller arrays stay in the text: thousands of them would each cost a write. */
const leastBytes = 1_024;
/** The system writes and reads less than 2 GiB at a time. */
const mostAtOnce = 2 ** 28;
/** What such a file begins with; eight bytes with the length of the text follow, the text, and the arrays. */
const mark = Buffer.from('opsmith1', 'latin1');
const headBytes = mark.length + 8;

/**
 * Keeps plain data in one file: a JSON text, and behind it the arrays of numbers as they are, since making a text of those, and reading it, would keep the event loop waiting. The file
 * appears whole or not at all, and is on the disk before this ends; the folder is made.
 *
 * @throws what the file system throws; InterruptedError when the signal fires
 */
export async function writePackedFile(path: string, data: unknown, signal?: AbortSignal): Promise<void> {
  await aTurn(signal);
  const arrays: Uint8Array[] = [];
  let end = 0;
  const text = JSON.stringify(
    packed(data, (bytes) => {
      if (bytes.length < leastBytes) return null;
      arrays.push(bytes);
      end += bytes.length;
      return end - bytes.length;
    }),
  );
  await aTurn(signal);
  const length = Buffer.alloc(8);
  const body = Buffer.from(text);
  length.writeBigUInt64LE(BigInt(body.length));
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const draft = join(dirname(path), `.${basename(path)}.${randomUUID()}.part`);
  try {
    const file = await open(draft, 'w', 0o600);
    try {
      await file.writeFile(Buffer.concat([mark, length, body]));
      for (const bytes of arrays) await written(file, bytes, signal);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(draft, path);
  } catch (thrown) {
    await rm(draft, { force: true }).catch(() => {});
    throw thrown;
  }
}

/**
 * The data that was kept, its arrays in memory that threads share.
 *
 * @throws SyntaxError for what is no such file; RangeError for one that is cut short; what the file system throws; InterruptedError when the signal fires
 */
export async function readPackedFile(path: string, signal?: AbortSignal): Promise<unknown> {
  const file = await open(path, 'r');
  try {
    const { size } = await file.stat();
    const head = Buffer.alloc(headBytes);
    if (size < headBytes) throw new SyntaxError('This file was not written by opsmith, or cut short.');
    await filled(file, head, 0, signal);
    const textBytes = Number(head.readBigUInt64LE(mark.length));
    const behind = headBytes + textBytes;
    if (!head.subarray(0, mark.length).equals(mark) || behind > size)
      throw new SyntaxError('This file was not written by opsmith, or cut short.');
    const body = Buffer.alloc(textBytes);
    await filled(file, body, headBytes, signal);
    await aTurn(signal);
    const wanted: { at: number; bytes: Uint8Array }[] = [];
    const data = unpacked(JSON.parse(body.toString('utf8')), (at, bytes) => {
      if (!(at >= 0 && bytes >= 0 && behind + at + bytes <= size))
        throw new RangeError('The file was cut short.');
      const memory = new SharedArrayBuffer(bytes);
      wanted.push({ at, bytes: new Uint8Array(memory) });
      return memory;
    });
    for (const { at, bytes } of wanted) await filled(file, bytes, behind + at, signal);
    return data;
  } finally {
    await file.close();
  }
}

async function written(file: FileHandle, bytes: Uint8Array, signal?: AbortSignal): Promise<void> {
  for (let done = 0; done < bytes.length; ) {
    if (signal?.aborted) throw new InterruptedError();
    const { bytesWritten } = await file.write(bytes, done, Math.min(mostAtOnce, bytes.length - done));
    done += bytesWritten;
  }
}

async function filled(file: FileHandle, bytes: Uint8Array, at: number, signal?: AbortSignal): Promise<void> {
  for (let done = 0; done < bytes.length; ) {
    if (signal?.aborted) throw new InterruptedError();
    const { bytesRead } = await file.read(bytes, done, Math.min(mostAtOnce, bytes.length - done), at + done);
    if (bytesRead === 0) throw new RangeError('The file was cut short.');
    done += bytesRead;
  }
}
