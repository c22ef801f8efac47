/** The parser's numbers for kinds and fields, as the symbols and fields of one of the grammars. */
import { type GrammarMap, grammarName, mapGrammar, type NodeName } from '../direct/grammar-map.ts';
import { grammarTables } from '../direct/grammar-tables.ts';
import { Field, Kind } from './node-kinds.ts';
import { Token, tokenNames } from './tokens.ts';

/** The map for a grammar; null for a grammar that the parser does not know. */
export function grammarMapOf(name: string): GrammarMap | null {
  const tables = grammarTables(name);
  if (!tables) return null;
  const nodes = new Map<number, NodeName>();
  tokenNames.forEach((text, token) => {
    nodes.set(token, { name: text, isNamed: token >= Token.this && token <= Token.undefined });
  });
  for (const [key, kind] of Object.entries(Kind)) {
    nodes.set(kind, { name: grammarName(key), isNamed: true, isExtra: kind === Kind.comment });
  }
  const fields = Object.entries(Field).map(([key, field]) => (field === 0 ? '' : grammarName(key)));
  return mapGrammar(tables, nodes, fields);
}
