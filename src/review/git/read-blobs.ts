/** Contents of files as git keeps them, many in one call of `git cat-file --batch`. */
import type { Git } from '../../host/index.ts';

/** The content of a blob, or why it is not to be had. */
export type Blob = { content: Buffer } | { missing: 'gone' | 'too-large'; bytes: number };

/** The blobs by id. Contents over `largestBytes` are passed over without being kept. */
export async function readBlobs(
  git: Git,
  ids: readonly string[],
  largestBytes: number,
): Promise<Map<string, Blob>> {
  const wanted = [...new Set(ids)];
  const blobs = new Map<string, Blob>();
  if (wanted.length === 0) return blobs;
  const reader = createBatchReader(largestBytes, (id, blob) => blobs.set(id, blob));
  await git.stream(['cat-file', '--batch'], reader, `${wanted.join('\n')}\n`);
  return blobs;
}

const lineFeed = 10;

/** Reads `id type size LF content LF` and `id missing LF`, in whatever chunks they come. */
function createBatchReader(
  largestBytes: number,
  onBlob: (id: string, blob: Blob) => void,
): (chunk: Buffer) => void {
  let header = '';
  let id = '';
  let size = 0;
  /** Bytes of the content still to come, with the line feed behind it; 0 between contents. */
  let left = 0;
  let pieces: Buffer[] = [];
  return (chunk) => {
    for (let at = 0; at < chunk.length; ) {
      if (left > 0) {
        const piece = chunk.subarray(at, Math.min(chunk.length, at + left));
        if (size <= largestBytes) pieces.push(Buffer.from(piece));
        left -= piece.length;
        at += piece.length;
        if (left > 0) continue;
        const isKept = size <= largestBytes;
        onBlob(
          id,
          isKept
            ? { content: Buffer.concat(pieces).subarray(0, size) }
            : { missing: 'too-large', bytes: size },
        );
        pieces = [];
        continue;
      }
      const stop = chunk.indexOf(lineFeed, at);
      header += chunk.toString('latin1', at, stop < 0 ? chunk.length : stop);
      if (stop < 0) return;
      at = stop + 1;
      const [name = '', kind = '', bytes] = header.split(' ');
      header = '';
      if (bytes === undefined || kind === 'missing') onBlob(name, { missing: 'gone', bytes: 0 });
      else {
        id = name;
        size = Number(bytes);
        left = size + 1;
      }
    }
  };
}
