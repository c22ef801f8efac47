/** A direct parser's own numbers for kinds and fields, as the symbols and fields of a grammar. */
import { NodeFlag } from '../syntax-tree.ts';
import type { GrammarTables } from './grammar-tables.ts';

export interface GrammarMap {
  readonly tables: GrammarTables;
  /** Symbol by the parser's number; 0 where the grammar has no such node. */
  readonly symbols: Uint16Array;
  /** `NodeFlag` bits by the parser's number. */
  readonly flags: Uint8Array;
  /** Field by the parser's number. */
  readonly fields: Uint8Array;
}

/** A kind of node by the name that the grammar gives it. */
export interface NodeName {
  /** Empty for a number that is never a node. */
  readonly name: string;
  readonly isNamed: boolean;
  readonly isExtra?: boolean;
}

/** The map for a grammar from the names of nodes and fields by number; a field that the grammar lacks is none. */
export function mapGrammar(
  tables: GrammarTables,
  nodes: ReadonlyMap<number, NodeName>,
  fieldNames: readonly string[],
): GrammarMap {
  const size = Math.max(...nodes.keys()) + 1;
  const symbols = new Uint16Array(size);
  const flags = new Uint8Array(size);
  for (const [number, { name, isNamed, isExtra }] of nodes) {
    const found = tables.kinds.findIndex(
      (kind, symbol) =>
        kind === name && tables.named[symbol] === (isNamed ? 1 : 0) && tables.shown[symbol] === 1,
    );
    if (name !== '') symbols[number] = Math.max(0, found);
    flags[number] = (isNamed ? NodeFlag.named : 0) | (isExtra ? NodeFlag.extra : 0);
  }
  const fields = Uint8Array.from(fieldNames, (name) =>
    name === '' ? 0 : Math.max(0, tables.fields.indexOf(name)),
  );
  return { tables, symbols, flags, fields };
}

/** The grammars' name for a kind or a field: `callExpression` is their `call_expression`. */
export function grammarName(key: string): string {
  return key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
