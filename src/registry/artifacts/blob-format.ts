/**
 * How a file of an artifact lies on the disk. All integers are big-endian.
 *
 * | bytes | what |
 * |---|---|
 * | 4 | `OPSB` |
 * | 1 | format: 1 |
 * | 1 | compression: 0 none, 1 zstd |
 * | 1 | encryption: 0 none, 1 AES-256-GCM |
 * | 1 | 0 |
 * | 8 | bytes of the contents |
 * | 12 | nonce; zeros where nothing is encrypted |
 * | … | the contents, compressed, then encrypted |
 * | 16 | GCM tag; zeros where nothing is encrypted |
 * | 32 | SHA-256 of all bytes before |
 *
 * The file's name is the SHA-256 of the contents. The hash at its end finds what that one cannot: a changed bit that the decompressor overlooks.
 */
export const headerBytes = 28;
export const tagBytes = 16;
export const footerBytes = tagBytes + 32;

export interface BlobHeader {
  isCompressed: boolean;
  isEncrypted: boolean;
  /** Of the contents. */
  bytes: number;
  nonce: Buffer;
}

const magic = Buffer.from('OPSB');

export function writeHeader({ isCompressed, isEncrypted, bytes, nonce }: BlobHeader): Buffer {
  const header = Buffer.alloc(headerBytes);
  magic.copy(header);
  header.set([1, isCompressed ? 1 : 0, isEncrypted ? 1 : 0, 0], 4);
  header.writeBigUInt64BE(BigInt(bytes), 8);
  nonce.copy(header, 16);
  return header;
}

/** Null for what is no header of this format. */
export function readHeader(header: Buffer): BlobHeader | null {
  if (header.length < headerBytes || !header.subarray(0, 4).equals(magic)) return null;
  const [format, compression, encryption, zero] = header.subarray(4, 8);
  const bytes = header.readBigUInt64BE(8);
  if (format !== 1 || compression! > 1 || encryption! > 1 || zero !== 0) return null;
  if (bytes > BigInt(Number.MAX_SAFE_INTEGER)) return null;
  return {
    isCompressed: compression === 1,
    isEncrypted: encryption === 1,
    bytes: Number(bytes),
    nonce: Buffer.from(header.subarray(16, 28)),
  };
}
