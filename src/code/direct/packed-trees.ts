/**
 * How trees go from one thread to another: those of many texts behind each other in blocks of memory, which are handed over. A parser writes
 * them there at once, so that nothing is copied, and whoever gets them looks at them where they lie.
 */
import type { GrammarNames } from '../grammar-names.ts';
import type { SyntaxTree } from '../syntax-tree.ts';
import { TreeBuffer } from '../tree-buffer.ts';

/** Where a tree lies: the place of its block, the offset of its first byte in it, and its number of nodes. */
export interface PackedTree {
  block: number;
  at: number;
  count: number;
}

/** What there is of a tree in its block: all but lines. */
type Columns = Pick<SyntaxTree, 'symbol' | 'field' | 'start' | 'end' | 'parent' | 'next' | 'flags'>;

const bytesOfRow = 4 + 4 + 4 + 4 + 2 + 1 + 1;
/** Bytes with room for a batch of files of usual length; a longer tree has a block of its own. */
export const blockBytes = 5 << 18;

/** A buffer whose trees, without their lines, are kept behind each other, in as many blocks as it takes. */
export class TreePacker extends TreeBuffer {
  /** What was packed, to be handed over. */
  readonly blocks: ArrayBuffer[];
  #used = 0;

  /** Writes over a block that was used before, where there is one. */
  constructor(used: ArrayBuffer | undefined) {
    super(0);
    this.wantsLines = false;
    this.blocks = used === undefined ? [] : [used];
  }

  /** Makes room for a tree behind those that were kept; what was written and not kept is overwritten. */
  override reserve(count: number): void {
    const bytes = count * bytesOfRow;
    const last = this.blocks.at(-1);
    if (last === undefined || this.#used + bytes > last.byteLength) {
      this.blocks.push(new ArrayBuffer(Math.max(blockBytes, bytes)));
      this.#used = 0;
    }
    Object.assign(this, columnsAt(this.blocks.at(-1)!, this.#used, count));
  }

  /** Keeps the tree that was written last. */
  keep(): PackedTree {
    const { count } = this;
    const packed = { block: this.blocks.length - 1, at: this.#used, count };
    // The next one begins at a multiple of four again, which a row's bytes are.
    this.#used += count * bytesOfRow;
    return packed;
  }
}

/** A tree where it lies in its block; it has no lines. */
export function unpackTree(
  blocks: readonly ArrayBuffer[],
  { block, at, count }: PackedTree,
  source: string,
  { kinds, fields }: GrammarNames,
): SyntaxTree {
  const columns = columnsAt(blocks[block]!, at, count);
  // Nobody asks for lines; numbers in their place are there to be read past quickly.
  const { start: line, end: endLine } = columns;
  return { source, count, kinds, fields, hasLines: false, line, endLine, ...columns };
}

function columnsAt(block: ArrayBuffer, at: number, count: number): Columns {
  return {
    start: new Uint32Array(block, at, count),
    end: new Uint32Array(block, at + count * 4, count),
    parent: new Int32Array(block, at + count * 8, count),
    next: new Uint32Array(block, at + count * 12, count),
    symbol: new Uint16Array(block, at + count * 16, count),
    field: new Uint8Array(block, at + count * 18, count),
    flags: new Uint8Array(block, at + count * 19, count),
  };
}
