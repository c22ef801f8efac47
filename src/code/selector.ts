/** Selectors of the declaration format, resolved against a grammar; see `declaration.ts` for the notation. */
import { InternalError } from '../errors/index.ts';
import type { Selector } from './declaration.ts';
import type { GrammarNames } from './grammar-names.ts';
import { NodeFlag, type NodeIndex, type SyntaxTree } from './syntax-tree.ts';

/** What a node must have or not have: a field (or, where there is no such field, a direct child of that kind), a text. */
interface Condition {
  /** Field number, or -1 where `symbols` name a kind of child. */
  field: number;
  symbols: ReadonlySet<number>;
  negated: boolean;
  text: string | null;
}

/** What must hold for a node of the right kind. */
interface Test {
  conditions: readonly Condition[];
  /** Field by which the parent must name the node; 0 for any. */
  field: number;
  /** What the parent must be, then its parent, and so on. */
  ancestors: readonly { symbols: ReadonlySet<number>; conditions: readonly Condition[] }[];
}

interface Rule<Value> {
  test: Test;
  value: Value;
}

/** Stands in `SymbolTable.values` for a symbol whose value depends on where the node is. */
export const depends = 255;

/** A value by symbol, or by symbol and place in the tree; 0 where no selector fits. */
export class SymbolTable {
  /** The value by symbol, or `depends`. */
  readonly values: Uint8Array;
  readonly #rules: (Rule<number>[] | undefined)[];
  readonly #otherwise: Uint8Array;

  /** Entries with conditions come before those without, otherwise the first that fits wins. Values are 1..254. */
  constructor(grammar: GrammarNames, entries: Iterable<readonly [Selector, number]>, subject: string) {
    const size = grammar.kinds.length;
    this.values = new Uint8Array(size);
    this.#otherwise = new Uint8Array(size);
    this.#rules = new Array<Rule<number>[] | undefined>(size);
    for (const [selector, value] of entries) {
      const { symbols, test } = parseSelector(grammar, selector, subject);
      for (const symbol of symbols) {
        if (test) {
          const rules = this.#rules[symbol] ?? [];
          rules.push({ test, value });
          this.#rules[symbol] = rules;
        } else if (this.#otherwise[symbol] === 0) {
          this.#otherwise[symbol] = value;
        } else if (this.#otherwise[symbol] !== value) {
          throw new InternalError(`${subject}: ${JSON.stringify(selector)} is declared twice.`);
        }
      }
    }
    for (let symbol = 0; symbol < size; symbol++) {
      this.values[symbol] = this.#rules[symbol] ? depends : this.#otherwise[symbol]!;
    }
  }

  /** The value of a node. */
  of(tree: SyntaxTree, node: NodeIndex): number {
    const value = this.values[tree.symbol[node]!]!;
    return value === depends ? this.#decide(tree, node) : value;
  }

  #decide(tree: SyntaxTree, node: NodeIndex): number {
    const symbol = tree.symbol[node]!;
    for (const { test, value } of this.#rules[symbol]!) {
      if (fits(tree, node, test)) return value;
    }
    return this.#otherwise[symbol]!;
  }
}

const selectorForm = /^(?:(\w+):)?("[^"]+"|\w+|\*|[^\w\s"]\S*?)((?:\[[^[\]]+\])*)$/;
const conditionForm = /^(!?)(\w+)(?:(!?=)(.+))?$/;

function parseSelector(
  grammar: GrammarNames,
  selector: Selector,
  subject: string,
): { symbols: number[]; test: Test | null } {
  const parts = selector.split(' > ').map((part) => parsePart(grammar, part, selector, subject));
  const own = parts.pop()!;
  if (parts.some((part) => part.field !== 0)) {
    throw new InternalError(`${subject}: ${selector}: a field stands before the last part alone.`);
  }
  if (parts.length === 0 && own.field === 0 && own.conditions.length === 0)
    return { symbols: own.symbols, test: null };
  const ancestors = parts.reverse().map((part) => ({
    symbols: new Set(part.symbols),
    conditions: part.conditions,
  }));
  return { symbols: own.symbols, test: { conditions: own.conditions, field: own.field, ancestors } };
}

function parsePart(
  grammar: GrammarNames,
  part: string,
  selector: Selector,
  subject: string,
): { symbols: number[]; field: number; conditions: Condition[] } {
  const match = selectorForm.exec(part);
  if (!match) throw new InternalError(`${subject}: ${JSON.stringify(selector)} is not a selector.`);
  const [, field, kind, brackets] = match;
  return {
    symbols: symbolsOf(grammar, kind!, selector, subject),
    field: field === undefined ? 0 : fieldOf(grammar, field, selector, subject),
    conditions: [...brackets!.matchAll(/\[([^[\]]+)\]/g)].map(([, text]) =>
      parseCondition(grammar, text!, selector, subject),
    ),
  };
}

function parseCondition(grammar: GrammarNames, text: string, selector: Selector, subject: string): Condition {
  const match = conditionForm.exec(text);
  if (!match)
    throw new InternalError(`${subject}: ${JSON.stringify(selector)}: [${text}] is not a condition.`);
  const [, not, name, operator, value] = match;
  const field = grammar.fields.indexOf(name!);
  return {
    field,
    symbols: new Set(field < 0 ? symbolsOf(grammar, name!, selector, subject) : []),
    negated: not === '!' || operator === '!=',
    text: value ?? null,
  };
}

/** The symbols that a kind stands for: named ones if there are any, else tokens; `"x"` for tokens; `*` for all. */
export function symbolsOf(grammar: GrammarNames, kind: string, selector: string, subject: string): number[] {
  const quoted = kind.length > 2 && kind.startsWith('"');
  const name = quoted ? kind.slice(1, -1) : kind;
  const all: number[] = [];
  for (let symbol = 0; symbol < grammar.kinds.length; symbol++) {
    if (kind === '*' || grammar.kinds[symbol] === name) all.push(symbol);
  }
  const named = quoted || kind === '*' ? [] : all.filter((symbol) => grammar.named[symbol] === 1);
  const symbols = quoted
    ? all.filter((symbol) => grammar.named[symbol] === 0)
    : named.length > 0
      ? named
      : all;
  if (symbols.length === 0) {
    throw new InternalError(
      `${subject}: the grammar ${grammar.name} has no ${JSON.stringify(kind)} (in ${selector}).`,
    );
  }
  return symbols;
}

/**
 * A way from a node to a child: the number of a field, or, where the grammar has no field of the name, the symbol of a
 * kind of child, negative.
 */
export function linkOf(grammar: GrammarNames, name: string, selector: string, subject: string): number {
  const field = grammar.fields.indexOf(name);
  return field > 0 ? field : -symbolsOf(grammar, name, selector, subject)[0]!;
}

/** The number of a field. */
export function fieldOf(grammar: GrammarNames, name: string, selector: string, subject: string): number {
  const field = grammar.fields.indexOf(name);
  if (field < 1) {
    throw new InternalError(
      `${subject}: the grammar ${grammar.name} has no field ${JSON.stringify(name)} (in ${selector}).`,
    );
  }
  return field;
}

function fits(tree: SyntaxTree, node: NodeIndex, test: Test): boolean {
  if (test.field !== 0 && tree.field[node] !== test.field) return false;
  let row = node;
  for (const ancestor of test.ancestors) {
    row = tree.parent[row]!;
    if (row < 0 || !ancestor.symbols.has(tree.symbol[row]!)) return false;
    for (const condition of ancestor.conditions) if (!holds(tree, row, condition)) return false;
  }
  return test.conditions.every((condition) => holds(tree, node, condition));
}

function holds(tree: SyntaxTree, node: NodeIndex, { field, symbols, negated, text }: Condition): boolean {
  const stop = tree.next[node]!;
  for (let child = node + 1; child < stop; child = tree.next[child]!) {
    const meant = field < 0 ? symbols.has(tree.symbol[child]!) : tree.field[child] === field;
    if (
      meant &&
      (tree.flags[child]! & NodeFlag.missing) === 0 &&
      (text === null || isText(tree, child, text))
    ) {
      return !negated;
    }
  }
  return negated;
}

function isText(tree: SyntaxTree, node: NodeIndex, text: string): boolean {
  const start = tree.start[node]!;
  return tree.end[node]! - start === text.length && tree.source.startsWith(text, start);
}
