/** The parser's own numbers for kinds and fields, as the symbols and fields of one of the grammars. */
import { NodeFlag } from '../syntax-tree.ts';
import { type GrammarTables, grammarTables } from './grammar-tables.ts';
import { Field, grammarName, Kind, kindCount } from './node-kinds.ts';
import { Token, tokenNames } from './tokens.ts';

export interface GrammarMap {
  readonly tables: GrammarTables;
  /** Symbol by `Token` or `Kind`; 0 where the grammar has no such node. */
  readonly symbols: Uint16Array;
  /** `NodeFlag` bits by `Token` or `Kind`. */
  readonly flags: Uint8Array;
  /** Field by `Field`. */
  readonly fields: Uint8Array;
}

/** The map for a grammar; null for a grammar that the parser does not know. */
export function grammarMapOf(name: string): GrammarMap | null {
  const tables = grammarTables(name);
  if (!tables) return null;
  const symbols = new Uint16Array(kindCount);
  const flags = new Uint8Array(kindCount);
  const find = (kind: string, named: number) =>
    Math.max(
      0,
      tables.kinds.findIndex(
        (each, symbol) => each === kind && tables.named[symbol] === named && tables.shown[symbol] === 1,
      ),
    );
  tokenNames.forEach((text, token) => {
    const isNamed = token >= Token.this && token <= Token.undefined;
    if (text !== '') symbols[token] = find(text, isNamed ? 1 : 0);
    flags[token] = isNamed ? NodeFlag.named : 0;
  });
  for (const [key, kind] of Object.entries(Kind)) {
    symbols[kind] = find(grammarName(key), 1);
    flags[kind] = NodeFlag.named | (kind === Kind.comment ? NodeFlag.extra : 0);
  }
  const fields = new Uint8Array(Object.keys(Field).length);
  for (const [key, field] of Object.entries(Field)) {
    fields[field] = field === 0 ? 0 : Math.max(0, tables.fields.indexOf(grammarName(key)));
  }
  return { tables, symbols, flags, fields };
}
