/** The parser as a whole. */
import { type DirectParser, directParser } from '../direct/direct-parser.ts';
import { grammarMapOf } from './grammar-map.ts';
import { Context } from './literals.ts';
import { Kind } from './node-kinds.ts';
import { Token } from './tokens.ts';
import { TypedStatements } from './typed-statements.ts';

class Parser extends TypedStatements {
  parse(source: string): void {
    this.open(source);
    this.context = Context.endsAtLine;
    this.depth = 0;
    this.unsettled = 0;
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
    this.closeRoot(Kind.program);
  }
}

/** One for all grammars: it is compiled and warm for the others too. */
let parser: Parser | null = null;
const parsers = new Map<string, DirectParser | null>();

/**
 * The parser for a grammar; null for one that it does not know. It is not sure of text with errors and of rare constructs.
 */
export function ecmascriptParser(grammar: string): DirectParser | null {
  let found = parsers.get(grammar);
  if (found !== undefined) return found;
  const map = grammarMapOf(grammar);
  found = map && directParser(map, () => prepared(grammar));
  parsers.set(grammar, found);
  return found;
}

function prepared(grammar: string): Parser {
  parser ??= new Parser();
  parser.typed = grammar !== 'javascript';
  parser.elements = grammar !== 'typescript';
  return parser;
}
