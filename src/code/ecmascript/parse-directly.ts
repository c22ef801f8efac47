/** The parser as a whole. */
import type { GrammarMap } from '../direct/grammar-map.ts';
import { giveUp } from '../direct/postorder.ts';
import type { TreeBuffer } from '../tree-buffer.ts';
import { grammarMapOf } from './grammar-map.ts';
import { Context } from './literals.ts';
import { Kind } from './node-kinds.ts';
import { Token } from './tokens.ts';
import { TypedStatements } from './typed-statements.ts';

class Parser extends TypedStatements {
  /** Parses the text that was opened. */
  program(): void {
    const { text } = this;
    if (text[0] === 35 && text[1] === 33) {
      let at = 2;
      while (text[at] !== 10 && at < this.length) at++;
      this.leaf(Kind.hashBangLine, 0, at);
      this.end = at;
    }
    this.next();
    while (this.token !== Token.end) this.statement();
    this.mark();
    if (this.unsettled !== 0) this.fail();
    this.close(Kind.program, 0);
    const root = this.count - 1;
    this.ends[root] = this.length;
    if (root === 0) this.starts[root] = this.length;
  }
}

let parser: Parser | null = null;
const maps = new Map<string, GrammarMap | null>();

/**
 * Parses a text (without a byte-order mark) into `buffer` as the grammar of that name does; false where it is not sure to,
 * with nothing to rely on in the buffer: for text with errors, for rare constructs, and for grammars that it does not know.
 */
export function parseDirectly(grammar: string, source: string, buffer: TreeBuffer): boolean {
  let map = maps.get(grammar);
  if (map === undefined) {
    map = grammarMapOf(grammar);
    maps.set(grammar, map);
  }
  if (!map) return false;
  parser ??= new Parser();
  try {
    parser.typed = grammar !== 'javascript';
    parser.elements = grammar !== 'typescript';
    parser.open(source);
    parser.context = Context.endsAtLine;
    parser.depth = 0;
    parser.unsettled = 0;
    parser.program();
    return parser.writeInto(buffer, map, source);
  } catch (thrown) {
    // A stack that overflows is a text too deep for this parser.
    if (thrown === giveUp || thrown instanceof RangeError) return false;
    throw thrown;
  } finally {
    parser.release();
  }
}
