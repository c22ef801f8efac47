/**
 * The rows of a tree as a direct parser leaves them, and how they go from one thread to another: those of many texts behind each other in
 * blocks of memory, which are handed over.
 */

/** A tree, children before their parents; every array has at least `count` entries, the root's the last. */
export interface TreeRows {
  /** The parser's numbers of tokens and other kinds. */
  readonly kinds: Uint16Array;
  /** The parser's numbers of fields. */
  readonly fields: Uint8Array;
  readonly starts: Uint32Array;
  readonly ends: Uint32Array;
  /** Nodes of the subtree, its root included. */
  readonly sizes: Uint32Array;
  readonly count: number;
}

/** Where a tree lies: the place of its block, the offset of its first byte in it, and its number of nodes. */
export interface PackedTree {
  block: number;
  at: number;
  count: number;
}

const bytesOfRow = 4 + 4 + 4 + 2 + 1;
/** Room for a batch of files of usual length; a longer tree has a block of its own. */
const blockBytes = 1 << 20;

/** Trees behind each other, in as many blocks as it takes. */
export class RowPacker {
  /** What was packed, to be handed over. */
  readonly blocks: ArrayBuffer[];
  #used = 0;

  /** Writes over a block that was used before, where there is one. */
  constructor(used: ArrayBuffer | undefined) {
    this.blocks = used === undefined ? [] : [used];
  }

  /** Copies a tree behind those that are there. */
  add({ kinds, fields, starts, ends, sizes, count }: TreeRows): PackedTree {
    // The next one begins at a multiple of four again.
    const bytes = (count * bytesOfRow + 3) & ~3;
    const last = this.blocks.at(-1);
    if (last === undefined || this.#used + bytes > last.byteLength) {
      this.blocks.push(new ArrayBuffer(Math.max(blockBytes, bytes)));
      this.#used = 0;
    }
    const packed = { block: this.blocks.length - 1, at: this.#used, count };
    this.#used += bytes;
    const into = unpackRows(this.blocks, packed);
    into.starts.set(starts.subarray(0, count));
    into.ends.set(ends.subarray(0, count));
    into.sizes.set(sizes.subarray(0, count));
    into.kinds.set(kinds.subarray(0, count));
    into.fields.set(fields.subarray(0, count));
    return packed;
  }
}

/** A tree where it lies in its block. */
export function unpackRows(
  blocks: readonly ArrayBuffer[],
  { block: place, at, count }: PackedTree,
): TreeRows {
  const block = blocks[place]!;
  return {
    starts: new Uint32Array(block, at, count),
    ends: new Uint32Array(block, at + count * 4, count),
    sizes: new Uint32Array(block, at + count * 8, count),
    kinds: new Uint16Array(block, at + count * 12, count),
    fields: new Uint8Array(block, at + count * 14, count),
    count,
  };
}
