/**
 * Writes a parsed tree into flat arrays straight from the runtime's memory, in one pass with no call into WebAssembly.
 *
 * It reads the structures of tree-sitter 0.25's `subtree.h` as wasm32 lays them out, and shows the nodes that a
 * `TreeCursor` shows: hidden nodes give way to their children, aliases stand for what they rename, and a field goes to
 * the child that it names through hidden nodes. `web-tree-sitter` is pinned for this reason; `parse.ts` compares the two
 * ways when a grammar is loaded and keeps to the cursor where they differ, and a test compares them over many files.
 */
import type { Tree } from 'web-tree-sitter';
import type { Grammar } from './grammar.ts';
import type { Productions } from './productions.ts';
import type { RuntimeMemory } from './runtime.ts';
import { NodeFlag } from './syntax-tree.ts';
import type { TreeBuffer } from './tree-buffer.ts';

// SubtreeInlineData (8 bytes; bit 0 of the first word is set, a pointer's is not):
// is_inline, visible, named, extra, has_changes, is_missing, is_keyword; symbol: 8; parse_state: 16 |
// padding_columns: 8; padding_rows: 4; lookahead_bytes: 4; padding_bytes: 8; size_bytes: 8.
// SubtreeHeapData, in words: 1 padding bytes, 2 padding rows, 4 size bytes, 5 size rows, 9 child count,
// 10 symbol: 16 and parse state: 16, 11 flags, 12 visible children, 16 (upper half) production.
// The children, 8 bytes each, end where it begins.
const heapVisible = 1;
const heapNamed = 2;
const heapExtra = 4;
const heapMissing = 1 << 9;
const errorSymbolInside = 0xffff;

/** Frames of the walk: the nodes, hidden ones too, whose children are being visited. */
class Frames {
  capacity = 256;
  /** Word of the next child, word after the last. */
  child = new Uint32Array(this.capacity);
  stop = new Uint32Array(this.capacity);
  /** Row of the production in the alias and field tables, and the place in it: extras take none. -1: nothing notable. */
  production = new Int32Array(this.capacity);
  place = new Uint32Array(this.capacity);
  /** Row of the node in the tree, -1 for a hidden one; and of the nearest visible one. */
  row = new Int32Array(this.capacity);
  parent = new Int32Array(this.capacity);
  /** Field that falls to the children of a hidden node. */
  field = new Uint8Array(this.capacity);

  grow(): void {
    this.capacity *= 2;
    for (const name of ['child', 'stop', 'place'] as const) {
      const larger = new Uint32Array(this.capacity);
      larger.set(this[name]);
      this[name] = larger;
    }
    for (const name of ['production', 'row', 'parent'] as const) {
      const larger = new Int32Array(this.capacity);
      larger.set(this[name]);
      this[name] = larger;
    }
    const field = new Uint8Array(this.capacity);
    field.set(this.field);
    this.field = field;
  }
}

const frames = new Frames();

/** Fills `buffer` with the nodes of `tree` in preorder; false (and nothing to rely on) if the root is not as expected. */
export function flattenFromHeap(
  tree: Tree,
  grammar: Grammar,
  productions: Productions,
  memory: RuntimeMemory,
  source: string,
  buffer: TreeBuffer,
): boolean {
  const heap = memory.HEAPU32;
  const root = heap[(tree as unknown as { 0: number })[0] >> 2]!;
  if (root === 0 || (root & 3) !== 0) return false;

  const errorSymbol = grammar.kinds.length - 1;
  const { width, aliases, fields: fieldTable, notable, publicSymbols, metadata } = productions;
  // Rows are written through locals: the buffer's properties change when it grows.
  buffer.reserve(heap[(root >> 2) + 14]! + 2);
  let { symbol, field, start, end, line, endLine, parent, next, flags, capacity } = buffer;
  let { child: frameChild, stop: frameStop, production: frameProduction, place: framePlace } = frames;
  let { row: frameRow, parent: frameParent, field: frameField } = frames;

  let count = 0;
  let position = 0;
  let line0 = 1;
  let depth = -1;
  // The root is visited as the only child of nothing: its word is the first of the tree's own structure.
  let word = (tree as unknown as { 0: number })[0] >> 2;
  let alias = 0;
  let ownField = 0;
  let parentRow = -1;

  for (;;) {
    const first = heap[word]!;
    let bits: number;
    let inner: number;
    let paddingBytes: number;
    let paddingRows: number;
    let sizeBytes: number;
    let sizeRows = 0;
    let children = 0;
    let visibleChildren = 0;
    let missing: number;
    if ((first & 1) !== 0) {
      const second = heap[word + 1]!;
      bits = (first >>> 1) & 7;
      missing = (first >>> 5) & 1;
      inner = (first >>> 8) & 0xff;
      paddingRows = (second >>> 8) & 0xf;
      paddingBytes = (second >>> 16) & 0xff;
      sizeBytes = second >>> 24;
    } else {
      const data = first >> 2;
      const heapBits = heap[data + 11]!;
      bits = heapBits & 7;
      missing = (heapBits & heapMissing) !== 0 ? 1 : 0;
      inner = heap[data + 10]! & 0xffff;
      paddingBytes = heap[data + 1]!;
      paddingRows = heap[data + 2]!;
      sizeBytes = heap[data + 4]!;
      sizeRows = heap[data + 5]!;
      children = heap[data + 9]!;
      if (children > 0) visibleChildren = heap[data + 12]!;
    }

    let row = -1;
    const isRoot = depth < 0;
    if (alias !== 0 || (bits & heapVisible) !== 0 || isRoot) {
      if (count === capacity) {
        buffer.reserve(count * 2);
        ({ symbol, field, start, end, line, endLine, parent, next, flags, capacity } = buffer);
      }
      row = count++;
      const startByte = position + paddingBytes;
      const stopIndex = (startByte + sizeBytes) >>> 1;
      const startLine = line0 + paddingRows;
      symbol[row] = inner === errorSymbolInside ? errorSymbol : publicSymbols[alias !== 0 ? alias : inner]!;
      field[row] = ownField;
      start[row] = startByte >>> 1;
      end[row] = stopIndex;
      line[row] = startLine;
      endLine[row] =
        sizeRows !== 0 && source.charCodeAt(stopIndex - 1) === 10
          ? startLine + sizeRows - 1
          : startLine + sizeRows;
      parent[row] = parentRow;
      const named = alias !== 0 ? (metadata[alias]! & 2) !== 0 : (bits & heapNamed) !== 0;
      flags[row] =
        (named ? NodeFlag.named : 0) |
        (inner === errorSymbolInside ? NodeFlag.error : 0) |
        (missing !== 0 ? NodeFlag.missing : 0) |
        ((bits & heapExtra) !== 0 ? NodeFlag.extra : 0);
    }

    if (visibleChildren > 0) {
      depth++;
      if (depth === frames.capacity) {
        frames.grow();
        ({ child: frameChild, stop: frameStop, production: frameProduction, place: framePlace } = frames);
        ({ row: frameRow, parent: frameParent, field: frameField } = frames);
      }
      const data = first >> 2;
      const production = heap[data + 16]! >>> 16;
      frameChild[depth] = data - children * 2;
      frameStop[depth] = data;
      frameProduction[depth] =
        production < notable.length && notable[production] !== 0 ? production * width : -1;
      framePlace[depth] = 0;
      frameRow[depth] = row;
      frameParent[depth] = row >= 0 ? row : parentRow;
      frameField[depth] = row >= 0 ? 0 : ownField;
    } else {
      position += paddingBytes + sizeBytes;
      line0 += paddingRows + sizeRows;
      if (row >= 0) next[row] = count;
    }

    // On to the next child of the innermost node that has one left.
    while (depth >= 0 && frameChild[depth] === frameStop[depth]) {
      const finished = frameRow[depth]!;
      if (finished >= 0) next[finished] = count;
      depth--;
    }
    if (depth < 0) break;
    word = frameChild[depth]!;
    frameChild[depth] = word + 2;
    parentRow = frameParent[depth]!;
    alias = 0;
    ownField = 0;
    const head = heap[word]!;
    const extra = (head & 1) !== 0 ? (head & 8) !== 0 : (heap[(head >> 2) + 11]! & heapExtra) !== 0;
    if (!extra) {
      ownField = frameField[depth]!;
      const production = frameProduction[depth]!;
      const place = framePlace[depth]!;
      if (production >= 0 && place < width) {
        alias = aliases[production + place]!;
        const named = fieldTable[production + place]!;
        if (named !== 0) ownField = named;
      }
      framePlace[depth] = place + 1;
    }
  }
  buffer.source = source;
  buffer.hasLines = true;
  buffer.count = count;
  return true;
}
