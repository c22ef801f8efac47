/** Source text to flat tree. */
import { Parser, type Tree } from 'web-tree-sitter';
import { InternalError, LimitError } from '../errors/index.ts';
import { flattenByCursor } from './flatten-cursor.ts';
import { flattenFromHeap } from './flatten-heap.ts';
import { type Grammar, loadGrammar, loadRuntime, type RuntimeMemory } from './grammar.ts';
import { TreeBuffer } from './tree-buffer.ts';

/** Seconds a single file may take to parse: thousands of times what ordinary code needs. */
const parseLimitMs = 30_000;

/** A grammar that is ready to parse: parsing itself is synchronous. */
export class GrammarParser {
  readonly grammar: Grammar;
  readonly #memory: RuntimeMemory;
  readonly #parser: Parser;

  private constructor(grammar: Grammar, memory: RuntimeMemory) {
    this.grammar = grammar;
    this.#memory = memory;
    this.#parser = new Parser();
    this.#parser.setLanguage(grammar.language);
  }

  static async load(name: string): Promise<GrammarParser> {
    const parser = new GrammarParser(await loadGrammar(name), await loadRuntime());
    if (parser.grammar.productions !== null && !parser.readsMemoryRightly())
      parser.grammar.productions = null;
    return parser;
  }

  /**
   * Parses `source` (without a byte-order mark) into `buffer`, which is overwritten.
   * Text that does not fit the grammar is kept under `ERROR` nodes.
   *
   * @throws LimitError when it takes longer than half a minute.
   */
  parseInto(source: string, buffer: TreeBuffer): void {
    const tree = this.#parse(source);
    try {
      const { productions } = this.grammar;
      buffer.kinds = this.grammar.kinds;
      buffer.fields = this.grammar.fields;
      if (productions && flattenFromHeap(tree, this.grammar, productions, this.#memory, source, buffer))
        return;
      flattenByCursor(tree, this.grammar, source, buffer);
    } finally {
      tree.delete();
    }
  }

  #parse(source: string): Tree {
    const deadline = performance.now() + parseLimitMs;
    const options = { progressCallback: () => performance.now() > deadline };
    const tree = this.#parser.parse(source, null, options);
    if (tree) return tree;
    this.#parser.reset();
    throw new LimitError(
      'metrics.parseSeconds',
      `Parsing took longer than ${parseLimitMs / 1000} s and was stopped.`,
    );
  }

  /** Whether both ways of reading a small tree agree: with a field, an alias, a comment, an error, a line break in a token. */
  private readsMemoryRightly(): boolean {
    const source =
      'a = { b: c(1, "d") };\n// e\n/* f\n */ # g\nfunction h(i) { return i.j && !k }\nif (\n) ] end\n';
    const tree = this.#parse(source);
    const heap = new TreeBuffer(64);
    const cursor = new TreeBuffer(64);
    try {
      const { productions } = this.grammar;
      if (!productions) throw new InternalError('The layout is compared only where it is known.');
      if (!flattenFromHeap(tree, this.grammar, productions, this.#memory, source, heap)) return false;
      flattenByCursor(tree, this.grammar, source, cursor);
      return sameTree(heap, cursor);
    } finally {
      tree.delete();
    }
  }
}

const parsers = new Map<string, Promise<GrammarParser>>();

/** The parser of a grammar; made at most once a thread. */
export function loadParser(grammar: string): Promise<GrammarParser> {
  let parser = parsers.get(grammar);
  if (!parser) {
    parser = GrammarParser.load(grammar);
    parsers.set(grammar, parser);
  }
  return parser;
}

const columns = ['symbol', 'field', 'start', 'end', 'line', 'endLine', 'parent', 'next', 'flags'] as const;

/** Whether two trees are the same, row by row. */
export function sameTree(left: TreeBuffer, right: TreeBuffer): boolean {
  if (left.count !== right.count) return false;
  return columns.every((column) => {
    for (let row = 0; row < left.count; row++) {
      if (left[column][row] !== right[column][row]) return false;
    }
    return true;
  });
}
