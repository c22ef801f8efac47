/**
 * The nodes of a tree as a parser finishes them: children before their parents, each with the size of its subtree. A node that
 * takes in what stands to its left (`a.b`, `a + b`) is then simply written after it; one pass turns the rows into preorder (`write-tree.ts`).
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

/** Thrown, and caught where a parser begins, where the text is not surely understood; no `Error`, which would be dear. */
export const giveUp = Symbol('give up');

/** More nodes than this are given back after use. */
const keptNodes = 2_000_000;

export class Postorder implements TreeRows {
  kinds = new Uint16Array(4096);
  fields = new Uint8Array(4096);
  starts = new Uint32Array(4096);
  ends = new Uint32Array(4096);
  sizes = new Uint32Array(4096);
  count = 0;
  #capacity = 4096;

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
}
