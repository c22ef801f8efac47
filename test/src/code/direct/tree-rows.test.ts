import { describe, expect, it } from 'vitest';
import { RowPacker, type TreeRows, unpackRows } from '../../../../src/code/direct/tree-rows.ts';

/** Rows with numbers of their own, in arrays longer than the tree. */
function rowsOf(count: number, first: number): TreeRows {
  const number = (_: unknown, row: number) => first + row * 7;
  return {
    kinds: Uint16Array.from({ length: count + 3 }, number),
    fields: Uint8Array.from({ length: count + 3 }, number),
    starts: Uint32Array.from({ length: count + 3 }, number),
    ends: Uint32Array.from({ length: count + 3 }, number),
    sizes: Uint32Array.from({ length: count + 3 }, number),
    count,
  };
}

describe('rows of trees in blocks', () => {
  it.each([undefined, new ArrayBuffer(8)])('come out as they went in, with %o to begin with', (block) => {
    const trees = [1, 3, 0, 4, 250_001, 2].map((count, index) => rowsOf(count, index * 1_000));
    const packer = new RowPacker(block);
    const packed = trees.map((tree) => packer.add(tree));
    // A tree that is too long for the others' block has one of its own.
    expect(new Set(packed.map((each) => each.block)).size).toBeGreaterThan(1);
    for (const [index, tree] of trees.entries()) {
      const { count, ...arrays } = unpackRows(packer.blocks, packed[index]!);
      expect(count).toBe(tree.count);
      for (const [name, numbers] of Object.entries(arrays)) {
        const expected = tree[name as 'kinds'].subarray(0, count);
        expect(Buffer.compare(bytesOf(numbers), bytesOf(expected)), name).toBe(0);
      }
    }
  });
});

function bytesOf({ buffer, byteOffset, byteLength }: ArrayBufferView): Buffer {
  return Buffer.from(buffer as ArrayBuffer, byteOffset, byteLength);
}
