/**
 * The nodes of a tree as a parser finishes them: children before their parents, each with the size of its subtree. A node that
 * takes in what stands to its left (`a.b`, `a + b`) is then simply written after it; one pass turns the rows into preorder.
 */
import { lineStartsOf } from '../code-units.ts';
import type { TreeBuffer } from '../tree-buffer.ts';
import type { GrammarMap } from './grammar-map.ts';

/** Thrown, and caught where a parser begins, where the text is not surely understood; no `Error`, which would be dear. */
export const giveUp = Symbol('give up');

/** More nodes than this are given back after use. */
const keptNodes = 2_000_000;

export class Postorder {
  /** The parser's numbers of tokens and other kinds. */
  kinds = new Uint16Array(4096);
  /** The parser's numbers of fields. */
  fields = new Uint8Array(4096);
  starts = new Uint32Array(4096);
  ends = new Uint32Array(4096);
  /** Nodes of the subtree, its root included. */
  sizes = new Uint32Array(4096);
  count = 0;
  #capacity = 4096;

  /** Frames of the pass that turns the rows around: row of the parent, and the row before its subtree. */
  #parents = new Int32Array(256);
  #befores = new Int32Array(256);

  /** Writes a node without children. */
  leaf(kind: number, start: number, end: number): void {
    if (this.count === this.#capacity) this.#grow();
    const row = this.count++;
    this.kinds[row] = kind;
    this.fields[row] = 0;
    this.starts[row] = start;
    this.ends[row] = end;
    this.sizes[row] = 1;
  }

  /** Writes the parent of all nodes from row `first` on, which is the leaf that it begins with. */
  close(kind: number, first: number): void {
    if (this.count === this.#capacity) this.#grow();
    const row = this.count++;
    this.kinds[row] = kind;
    this.fields[row] = 0;
    this.starts[row] = this.starts[first]!;
    this.ends[row] = this.ends[row - 1]!;
    this.sizes[row] = row - first + 1;
  }

  /** Names the node written last by its parent's field. */
  name(field: number): void {
    this.fields[this.count - 1] = field;
  }

  /** The kind of the node written last. */
  lastKind(): number {
    return this.kinds[this.count - 1]!;
  }

  /** Gives up. */
  fail(): never {
    throw giveUp;
  }

  #grow(): void {
    this.#resize(this.#capacity * 2);
  }

  #resize(capacity: number): void {
    this.#capacity = capacity;
    const { kinds, fields, starts, ends, sizes } = this;
    this.kinds = new Uint16Array(capacity);
    this.fields = new Uint8Array(capacity);
    this.starts = new Uint32Array(capacity);
    this.ends = new Uint32Array(capacity);
    this.sizes = new Uint32Array(capacity);
    if (kinds.length > capacity) return;
    this.kinds.set(kinds);
    this.fields.set(fields);
    this.starts.set(starts);
    this.ends.set(ends);
    this.sizes.set(sizes);
  }

  /** Gives memory back that one big file took. */
  release(): void {
    this.count = 0;
    if (this.#capacity > keptNodes) this.#resize(4096);
  }

  /** Writes the finished tree, whose root came last, into `buffer`; false if the grammar has no such node. */
  writeInto(buffer: TreeBuffer, map: GrammarMap, source: string): boolean {
    const { kinds, fields, starts, ends, sizes, count } = this;
    buffer.source = source;
    buffer.kinds = map.tables.kinds;
    buffer.fields = map.tables.fields;
    buffer.count = count;
    const hasLines = buffer.wantsLines;
    buffer.hasLines = hasLines;
    buffer.reserve(count);
    const { symbol, field, start, end, parent, next, flags, endLine } = buffer;
    const { symbols, flags: flagsOf, fields: fieldsOf } = map;
    const lines = lineStartsOf(source);
    let lineIndex = lines.count - 1;
    let depth = 0;
    let parentRow = -1;
    let before = -1;
    for (let index = count - 1; index >= 0; index--) {
      while (index <= before) {
        depth--;
        parentRow = this.#parents[depth]!;
        before = this.#befores[depth]!;
      }
      const size = sizes[index]!;
      const kind = kinds[index]!;
      const row = index - size + 1 + depth;
      const own = symbols[kind]!;
      if (own === 0) return false;
      symbol[row] = own;
      flags[row] = flagsOf[kind]!;
      field[row] = fieldsOf[fields[index]!]!;
      start[row] = starts[index]!;
      const stop = ends[index]!;
      end[row] = stop;
      parent[row] = parentRow;
      next[row] = row + size;
      // Ends fall from here to the front, so that lines are counted backwards; a line break ends the line that it is on.
      if (hasLines) {
        while (lines.starts[lineIndex]! >= stop && lineIndex > 0) lineIndex--;
        endLine[row] = lineIndex + 1;
      }
      if (size > 1) {
        if (depth === this.#parents.length) this.#deepen();
        this.#parents[depth] = parentRow;
        this.#befores[depth] = before;
        depth++;
        parentRow = row;
        before = index - size;
      }
    }
    if (!hasLines) return true;
    const { line } = buffer;
    lineIndex = 0;
    for (let row = 0; row < count; row++) {
      const from = start[row]!;
      while (lineIndex + 1 < lines.count && lines.starts[lineIndex + 1]! <= from) lineIndex++;
      line[row] = lineIndex + 1;
    }
    // A file without a token has a root without length, after its last line break.
    if (end[0] === start[0]) endLine[0] = line[0]!;
    return true;
  }

  #deepen(): void {
    const parents = new Int32Array(this.#parents.length * 2);
    const befores = new Int32Array(this.#parents.length * 2);
    parents.set(this.#parents);
    befores.set(this.#befores);
    this.#parents = parents;
    this.#befores = befores;
  }
}
