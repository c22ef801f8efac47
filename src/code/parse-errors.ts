/** What did not parse, in words. */
import { NodeFlag, type NodeIndex, type SyntaxTree } from './syntax-tree.ts';
import type { ParseError } from './types.ts';

/** More than these are counted, not listed: a binary file or another language would give thousands. */
const mostErrors = 50;
const longestQuote = 40;

export class ErrorCollector {
  #tree!: SyntaxTree;
  #errors: ParseError[] = [];
  #more = 0;
  /** Row after the error that we are in: errors inside it are part of it. */
  #end = 0;

  reset(tree: SyntaxTree): void {
    this.#tree = tree;
    this.#errors = [];
    this.#more = 0;
    this.#end = 0;
  }

  /** Takes a node that is flagged as an error or as missing. */
  add(node: NodeIndex): void {
    if (node < this.#end) return;
    this.#end = this.#tree.next[node]!;
    if (this.#errors.length === mostErrors) {
      this.#more++;
      return;
    }
    this.#errors.push({ line: this.#tree.line[node]!, message: this.#describe(node) });
  }

  /** The errors in the order of the text. */
  list(): ParseError[] {
    const last = this.#errors.at(-1);
    if (this.#more > 0 && last) {
      this.#errors.push({ line: last.line, message: `${this.#more} more syntax errors after this one.` });
    }
    return this.#errors;
  }

  #describe(node: NodeIndex): string {
    const { flags, kinds, symbol, start, end, source } = this.#tree;
    if ((flags[node]! & NodeFlag.missing) !== 0) {
      return `Syntax error: ${quoted(kinds[symbol[node]!]!)} is missing.`;
    }
    const text = source.slice(start[node], Math.min(end[node]!, start[node]! + 4 * longestQuote));
    const line = text.split('\n', 1)[0]!.trim();
    return line === '' ? 'Syntax error.' : `Syntax error: unexpected ${quoted(line)}.`;
  }
}

function quoted(text: string): string {
  return JSON.stringify(text.length > longestQuote ? `${text.slice(0, longestQuote)}…` : text);
}
