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

/** What a parser numbers. */
export interface ParserNumbers {
  /** Texts of the tokens by number; empty for a number that is never a node. */
  readonly tokenNames: readonly string[];
  /** Whether the grammar has a name for a token: `true`, where `if` is only a text. */
  readonly isNamedToken: (token: number) => boolean;
  /** The other kinds, and the fields, by the grammar's names without underscores. */
  readonly kinds: Readonly<Record<string, number>>;
  readonly fields: Readonly<Record<string, number>>;
  /** Kinds that may stand anywhere. */
  readonly extras: readonly number[];
}

/** A kind of node by the name that the grammar gives it. */
interface NodeName {
  readonly name: string;
  readonly isNamed: boolean;
  readonly isExtra: boolean;
}

/** The map from a parser's numbers to a grammar; a field that the grammar lacks is none. */
export function mapGrammar(
  tables: GrammarTables,
  { tokenNames, isNamedToken, kinds, fields: fieldNumbers, extras }: ParserNumbers,
): GrammarMap {
  const nodes = new Map<number, NodeName>();
  tokenNames.forEach((name, token) => {
    nodes.set(token, { name, isNamed: isNamedToken(token), isExtra: false });
  });
  for (const [key, kind] of Object.entries(kinds))
    nodes.set(kind, { name: grammarName(key), isNamed: true, isExtra: extras.includes(kind) });
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
  const fields = Uint8Array.from(Object.entries(fieldNumbers), ([key, field]) =>
    field === 0 ? 0 : Math.max(0, tables.fields.indexOf(grammarName(key))),
  );
  return { tables, symbols, flags, fields };
}

/** The grammars' name for a kind or a field: `callExpression` is their `call_expression`. */
function grammarName(key: string): string {
  return key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
