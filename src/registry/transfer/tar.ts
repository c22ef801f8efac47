import { InputError } from '../../errors/index.ts';

/** Size of a tar file's blocks. Bytes. */
export const blockBytes = 512;

/** The header of a file in a tar file (POSIX.1-1988, "ustar"), the same for the same name and size. */
export function tarHeader(name: string, bytes: number): Buffer {
  const header = Buffer.alloc(blockBytes);
  const octal = (value: number, width: number) => `${value.toString(8).padStart(width - 1, '0')}\0`;
  header.write(name, 0, 100, 'ascii');
  header.write(octal(0o644, 8), 100, 'ascii');
  header.write(octal(0, 8), 108, 'ascii');
  header.write(octal(0, 8), 116, 'ascii');
  header.write(octal(bytes, 12), 124, 'ascii');
  header.write(octal(0, 12), 136, 'ascii');
  header.write(' '.repeat(8), 148, 'ascii');
  header.write('0', 156, 'ascii');
  header.write('ustar\x0000', 257, 'ascii');
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'ascii');
  return header;
}

/** What fills a file's last block. */
export function tarPadding(bytes: number): Buffer {
  return Buffer.alloc((blockBytes - (bytes % blockBytes)) % blockBytes);
}

/** The end of a tar file. */
export const tarEnd = Buffer.alloc(2 * blockBytes);

/**
 * Reads what `tarHeader` wrote, and nothing else: any other byte in it is a damage.
 *
 * @throws InputError `export-damaged`
 */
export function readTarHeader(header: Buffer, file: string): { name: string; bytes: number } {
  const name = header.subarray(0, 100).toString('ascii').replace(/\0+$/, '');
  const bytes = Number.parseInt(header.subarray(124, 135).toString('ascii'), 8);
  const isSound = /^[\x21-\x7e]+$/.test(name) && Number.isSafeInteger(bytes) && bytes >= 0 && bytes < 8 ** 11;
  if (isSound && tarHeader(name, bytes).equals(header)) return { name, bytes };
  throw exportDamaged(file, 'it is not laid out as `opsmith models export` does it');
}

export function exportDamaged(file: string, what: string, cause?: unknown): InputError {
  return new InputError(
    'export-damaged',
    `${file} is no whole export of a model: ${what}. Nothing was imported; export it again.`,
    { cause, details: { path: file } },
  );
}
