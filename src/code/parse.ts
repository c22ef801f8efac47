/** Source text to flat tree. */
import { Parser, type Tree } from 'web-tree-sitter';
import { InternalError, LimitError } from '../errors/index.ts';
import { flattenByCursor } from './flatten-cursor.ts';
import { flattenFromHeap } from './flatten-heap.ts';
import { type Grammar, loadGrammar, loadRuntime } from './grammar.ts';
import { type RuntimeMemory, withInput } from './runtime.ts';
import { TreeBuffer } from './tree-buffer.ts';

/**
 * What one text may take: ordinary code parses at megabytes a second, in some tens of bytes for each character. Text of
 * another language can make a grammar try so many readings at once that it needs a million times that (C++ read as C#).
 * When the runtime's memory is used up, it aborts and can't be used again, so that it must not come to that.
 */
const limits = {
  /** Milliseconds: at least, for each character, and at most. */
  leastMs: 5_000,
  msPerCharacter: 0.02,
  mostMs: 30_000,
  /** Bytes by which the runtime's memory may grow: at least, and for each character. */
  leastBytes: 256 * 1024 * 1024,
  bytesPerCharacter: 200,
  /** Bytes that the runtime's memory may have in all (it can't have more than 2 GiB). */
  mostBytes: 1_700 * 1024 * 1024,
};

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
   * @throws LimitError when it takes too long (5 to 30 seconds) or too much memory, by the text's length.
   */
  parseInto(source: string, buffer: TreeBuffer, mostMs = limits.mostMs): void {
    const tree = this.#parse(source, mostMs);
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

  #parse(source: string, mostMs = limits.mostMs): Tree {
    const memory = this.#memory;
    const limitMs = Math.min(mostMs, limits.leastMs + limits.msPerCharacter * source.length);
    const deadline = performance.now() + limitMs;
    const mostBytes = Math.min(
      limits.mostBytes,
      memory.HEAPU8.length + limits.leastBytes + limits.bytesPerCharacter * source.length,
    );
    const isTooMuch = () => performance.now() > deadline || memory.HEAPU8.length > mostBytes;
    const tree = withInput({ text: source, isTooMuch }, () => this.#parser.parse(source));
    if (tree) return tree;
    this.#parser.reset();
    if (performance.now() > deadline) {
      throw new LimitError(
        'metrics.parseSeconds',
        `Parsing took longer than ${Math.round(limitMs / 100) / 10} s and was stopped.`,
      );
    }
    throw new LimitError('metrics.parseMemory', 'Parsing took too much memory and was stopped.');
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
