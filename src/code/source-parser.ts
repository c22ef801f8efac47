/**
 * The parser of a language. Python, JavaScript and TypeScript are parsed directly where that is possible, and then no WebAssembly
 * is loaded; all else, and what the direct parser leaves, is parsed by tree-sitter, whose trees are the same.
 */
import { InternalError } from '../errors/index.ts';
import type { DirectParser } from './direct/direct-parser.ts';
import { grammarTables } from './direct/grammar-tables.ts';
import type { GrammarNames } from './grammar-names.ts';
import type { GrammarParser } from './parse.ts';
import type { TreeBuffer } from './tree-buffer.ts';
import type { LanguageName } from './types.ts';

/** The languages whose files are parsed directly but for a few. */
export const directlyParsed: ReadonlySet<LanguageName> = new Set<LanguageName>([
  'python',
  'javascript',
  'jsx',
  'typescript',
  'tsx',
]);

export class SourceParser {
  readonly grammar: GrammarNames;
  readonly #direct: DirectParser | null;
  #full: GrammarParser | null;
  /** Whether a text needed tree-sitter before it was loaded. */
  #lacking = false;

  private constructor(grammar: GrammarNames, direct: DirectParser | null, full: GrammarParser | null) {
    this.grammar = grammar;
    this.#direct = direct;
    this.#full = full;
  }

  /** The parser for a grammar, ready for what it can parse directly; for other grammars, ready for all. */
  static async open(name: string): Promise<SourceParser> {
    const tables = grammarTables(name);
    const direct = await loadDirect(name);
    if (tables && direct) return new SourceParser(tables, direct, null);
    const full = await loadFull(name);
    return new SourceParser(full.grammar, null, full);
  }

  /** Makes the parser ready for every text. */
  async load(): Promise<void> {
    this.#full ??= await loadFull(this.grammar.name);
  }

  /**
   * Parses `source` (without a byte-order mark) into `buffer`, which is overwritten. Call it within `complete`, or after
   * `load`. Text that does not fit the grammar is kept under `ERROR` nodes.
   *
   * @throws LimitError when it takes too long (5 to 30 seconds, or `mostMs`) or too much memory, by the text's length.
   */
  parseInto(source: string, buffer: TreeBuffer, mostMs?: number): void {
    if (this.parseDirectly(source, buffer)) return;
    if (!this.#full) {
      this.#lacking = true;
      throw new InternalError(`The grammar ${this.grammar.name} is needed and was not loaded.`);
    }
    this.#full.parseInto(source, buffer, mostMs);
    // The same names by the same numbers, in the same arrays whichever way a text was parsed.
    buffer.kinds = this.grammar.kinds;
    buffer.fields = this.grammar.fields;
  }

  /** Parses a text directly into `buffer`; false where that can't be done, with nothing to rely on in the buffer. */
  parseDirectly(source: string, buffer: TreeBuffer): boolean {
    return this.#direct?.parseInto(source, buffer) ?? false;
  }

  /** The result of work that parses; the work is done anew where a text in it needed tree-sitter, loaded only then. */
  async complete<Result>(work: () => Result): Promise<Result> {
    this.#lacking = false;
    try {
      const result = work();
      if (!this.#lacking) return result;
    } catch (thrown) {
      if (!this.#lacking) throw thrown;
    }
    await this.load();
    return work();
  }

  /** The result of work that parses, or null where a text in it needs tree-sitter and that is not loaded. */
  attempt<Result extends object>(work: () => Result): Result | null {
    this.#lacking = false;
    try {
      const result = work();
      return this.#lacking ? null : result;
    } catch (thrown) {
      if (this.#lacking) return null;
      throw thrown;
    }
  }
}

/** The direct parser for a grammar; null for grammars without one. */
async function loadDirect(name: string): Promise<DirectParser | null> {
  switch (name) {
    case 'python':
      return (await import('./python/index.ts')).pythonParser();
    case 'javascript':
    case 'typescript':
    case 'tsx':
      return (await import('./ecmascript/index.ts')).ecmascriptParser(name);
    default:
      return null;
  }
}

async function loadFull(name: string): Promise<GrammarParser> {
  const { loadParser } = await import('./parse.ts');
  return loadParser(name);
}
