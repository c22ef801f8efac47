/** The token at hand, and the rows that it is written into: what the scanners have in common. */
import { SourceRows } from './source-rows.ts';

export abstract class TokenRows extends SourceRows {
  /** The token at hand, by the scanner's numbers of which 0 is the end, and where it stands. */
  token = 0;
  start = 0;
  end = 0;
  /** How many nodes, comments mostly, stand before the token at hand and are not in the tree yet. */
  pending = 0;

  /** Goes on to the next token. */
  abstract next(): void;

  /** Writes the first `count` of the nodes that are pending. */
  abstract flush(count: number): void;

  /** Where a node that begins with the token at hand begins in the rows: what is pending comes first. */
  mark(): number {
    if (this.pending !== 0) this.flush(this.pending);
    return this.count;
  }

  /** Writes the token at hand as a leaf of a kind, and goes on to the next. */
  take(kind: number): void {
    if (this.pending !== 0) this.flush(this.pending);
    this.leaf(kind, this.start, this.end);
    this.next();
  }

  /** Takes a token that must be there. */
  expect(token: number): void {
    if (this.token !== token) this.fail();
    this.take(token);
  }
}
