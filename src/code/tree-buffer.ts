/** The growing arrays that a tree is written into; used again for file after file in a worker. */
import type { SyntaxTree } from './syntax-tree.ts';

export class TreeBuffer implements SyntaxTree {
  source = '';
  /** Whether lines are wanted; a parser may leave them out where they are not. */
  wantsLines = true;
  hasLines = true;
  count = 0;
  kinds: readonly string[] = [];
  fields: readonly string[] = [];
  symbol!: Uint16Array;
  field!: Uint8Array;
  start!: Uint32Array;
  end!: Uint32Array;
  line!: Uint32Array;
  endLine!: Uint32Array;
  parent!: Int32Array;
  next!: Uint32Array;
  flags!: Uint8Array;

  constructor(capacity = 1024) {
    this.allocate(capacity);
  }

  get capacity(): number {
    return this.symbol.length;
  }

  /** Makes room for `capacity` nodes and keeps the rows written so far. */
  reserve(capacity: number): void {
    if (capacity <= this.capacity) return;
    const { symbol, field, start, end, line, endLine, parent, next, flags } = this;
    this.allocate(capacity);
    this.symbol.set(symbol);
    this.field.set(field);
    this.start.set(start);
    this.end.set(end);
    this.line.set(line);
    this.endLine.set(endLine);
    this.parent.set(parent);
    this.next.set(next);
    this.flags.set(flags);
  }

  private allocate(capacity: number): void {
    this.symbol = new Uint16Array(capacity);
    this.field = new Uint8Array(capacity);
    this.start = new Uint32Array(capacity);
    this.end = new Uint32Array(capacity);
    this.line = new Uint32Array(capacity);
    this.endLine = new Uint32Array(capacity);
    this.parent = new Int32Array(capacity);
    this.next = new Uint32Array(capacity);
    this.flags = new Uint8Array(capacity);
  }
}
