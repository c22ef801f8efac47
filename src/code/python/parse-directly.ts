/** The parser as a whole. */
import type { GrammarMap } from '../direct/grammar-map.ts';
import { giveUp } from '../direct/postorder.ts';
import type { TreeBuffer } from '../tree-buffer.ts';
import { pythonMap } from './grammar-map.ts';
import { Kind } from './node-kinds.ts';
import { Statements } from './statements.ts';
import { Token } from './tokens.ts';

class Parser extends Statements {
  /** Parses the text that was opened. */
  module(): void {
    this.nextLine();
    while (this.token !== Token.end) this.statement();
    this.mark();
    this.close(Kind.module, 0);
    const root = this.count - 1;
    this.ends[root] = this.length;
    if (root === 0) this.starts[root] = this.length;
  }
}

let parser: Parser | null = null;
let map: GrammarMap | null = null;

/**
 * Parses a text (without a byte-order mark) into `buffer` as the grammar of Python does; false where it is not sure to, with
 * nothing to rely on in the buffer: for text with errors and for rare constructs.
 */
export function parsePython(source: string, buffer: TreeBuffer): boolean {
  parser ??= new Parser();
  map ??= pythonMap();
  try {
    parser.open(source);
    parser.depth = 0;
    parser.starAt = -1;
    parser.lineIndent = 0;
    parser.module();
    return parser.writeInto(buffer, map, source);
  } catch (thrown) {
    // A stack that overflows is a text too deep for this parser.
    if (thrown === giveUp || thrown instanceof RangeError) return false;
    throw thrown;
  } finally {
    parser.release();
  }
}
