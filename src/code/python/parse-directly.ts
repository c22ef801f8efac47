/** The parser as a whole. */
import { type DirectParser, directParser } from '../direct/direct-parser.ts';
import { pythonMap } from './grammar-map.ts';
import { Kind } from './node-kinds.ts';
import { Statements } from './statements.ts';
import { Token } from './tokens.ts';

class Parser extends Statements {
  parse(source: string): void {
    this.open(source);
    this.depth = 0;
    this.starAt = -1;
    this.lineIndent = 0;
    this.nextLine();
    while (this.token !== Token.end) this.statement();
    this.mark();
    this.closeRoot(Kind.module);
  }
}

let python: DirectParser | null = null;

/**
 * The parser for the grammar of Python. It is not sure of text with errors and of rare constructs.
 */
export function pythonParser(): DirectParser {
  if (python !== null) return python;
  const parser = new Parser();
  python = directParser(pythonMap(), () => parser);
  return python;
}
