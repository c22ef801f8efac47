/**
 * The rows of a tree as a direct parser leaves them, and how they go from one thread to another: those of many texts behind each other in
 * one block of memory, which is handed over.
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

/** Where a tree lies in a block: the offset of its first byte, and its number of nodes. */
export interface PackedTree {
  at: number;
  count: number;
}

const bytesOfRow = 4 + 4 + 4 + 2 + 1;
const firstBlock = 1 << 20;

/** Trees behind each other in a block that grows. */
export class RowPacker {
  #block: ArrayBuffer;
  #used = 0;

  /** Writes over a block that was used before, where there is one. */
  constructor(block: ArrayBuffer = new ArrayBuffer(firstBlock)) {
    this.#block = block;
  }

  /** What was packed, to be handed over. */
  get block(): ArrayBuffer {
    return this.#block;
  }

  /** Copies a tree behind those that are there. */
  add({ kinds, fields, starts, ends, sizes, count }: TreeRows): PackedTree {
    const at = this.#used;
    // The next one begins at a multiple of four again.
    this.#used += (count * bytesOfRow + 3) & ~3;
    if (this.#used > this.#block.byteLength) this.#grow();
    const packed = { at, count };
    const into = unpackRows(this.#block, packed);
    into.starts.set(starts.subarray(0, count));
    into.ends.set(ends.subarray(0, count));
    into.sizes.set(sizes.subarray(0, count));
    into.kinds.set(kinds.subarray(0, count));
    into.fields.set(fields.subarray(0, count));
    return packed;
  }

  #grow(): void {
    const larger = new ArrayBuffer(this.#used * 2);
    new Uint8Array(larger).set(new Uint8Array(this.#block));
    this.#block = larger;
  }
}

/** A tree where it lies in its block. */
export function unpackRows(block: ArrayBuffer, { at, count }: PackedTree): TreeRows {
  return {
    starts: new Uint32Array(block, at, count),
    ends: new Uint32Array(block, at + count * 4, count),
    sizes: new Uint32Array(block, at + count * 8, count),
    kinds: new Uint16Array(block, at + count * 12, count),
    fields: new Uint8Array(block, at + count * 14, count),
    count,
  };
}
