/**
 * Writes a parsed tree into flat arrays through tree-sitter's public `TreeCursor`: slow (several calls into
 * WebAssembly a node), right by definition. It is the yardstick for `flatten-heap.ts`, and stands in for it.
 */
import type { Tree } from 'web-tree-sitter';
import type { Grammar } from './grammar.ts';
import { NodeFlag } from './syntax-tree.ts';
import type { TreeBuffer } from './tree-buffer.ts';

/** Fills `buffer` with the nodes of `tree` in preorder. */
export function flattenByCursor(tree: Tree, grammar: Grammar, source: string, buffer: TreeBuffer): void {
  buffer.source = source;
  buffer.hasLines = true;
  const errorSymbol = grammar.kinds.length - 1;
  const cursor = tree.walk();
  const ancestors: number[] = [];
  let count = 0;
  try {
    for (;;) {
      if (count === buffer.capacity) buffer.reserve(count * 2);
      const node = cursor.currentNode;
      const row = count++;
      const endRow = cursor.endPosition.row;
      buffer.symbol[row] = Math.min(node.typeId, errorSymbol);
      buffer.field[row] = cursor.currentFieldId;
      buffer.start[row] = cursor.startIndex;
      buffer.end[row] = cursor.endIndex;
      buffer.line[row] = cursor.startPosition.row + 1;
      const endsWithBreak =
        endRow > cursor.startPosition.row && source.charCodeAt(cursor.endIndex - 1) === 10;
      buffer.endLine[row] = endsWithBreak ? endRow : endRow + 1;
      buffer.parent[row] = ancestors.at(-1) ?? -1;
      buffer.flags[row] =
        (node.isNamed ? NodeFlag.named : 0) |
        (node.typeId > errorSymbol ? NodeFlag.error : 0) |
        (node.isMissing ? NodeFlag.missing : 0) |
        (node.isExtra ? NodeFlag.extra : 0);
      if (cursor.gotoFirstChild()) {
        ancestors.push(row);
        continue;
      }
      buffer.next[row] = count;
      while (!cursor.gotoNextSibling()) {
        const parent = ancestors.pop();
        if (parent === undefined) {
          buffer.count = count;
          return;
        }
        buffer.next[parent] = count;
        cursor.gotoParent();
      }
    }
  } finally {
    cursor.delete();
  }
}
