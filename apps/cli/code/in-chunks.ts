const chunkLength = 256 * 1024;

/** Pieces of text put together to what is worth a write of its own; a text as it is. */
export function* inChunks(text: string | Iterable<string>): Generator<string> {
  if (typeof text === 'string') {
    yield text;
    return;
  }
  let pieces: string[] = [];
  let length = 0;
  for (const piece of text) {
    pieces.push(piece);
    length += piece.length;
    if (length < chunkLength) continue;
    yield pieces.join('');
    pieces = [];
    length = 0;
  }
  if (pieces.length > 0) yield pieces.join('');
}
