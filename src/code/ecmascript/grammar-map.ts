/** The parser's numbers for kinds and fields, as the symbols and fields of one of the grammars. */
import { type GrammarMap, mapGrammar } from '../direct/grammar-map.ts';
import { grammarTables } from '../direct/grammar-tables.ts';
import { Field, Kind } from './node-kinds.ts';
import { Token, tokenNames } from './tokens.ts';

/** The map for a grammar; null for a grammar that the parser does not know. */
export function grammarMapOf(name: string): GrammarMap | null {
  const tables = grammarTables(name);
  if (!tables) return null;
  const isNamedToken = (token: number) => token >= Token.this && token <= Token.undefined;
  return mapGrammar(tables, { tokenNames, isNamedToken, kinds: Kind, fields: Field, extras: [Kind.comment] });
}
