/** The parser's numbers for kinds and fields, as the symbols and fields of the grammar. */
import { type GrammarMap, grammarName, mapGrammar, type NodeName } from '../direct/grammar-map.ts';
import { grammarTables } from '../direct/grammar-tables.ts';
import { Field, Kind } from './node-kinds.ts';
import { isNamedToken, tokenNames } from './tokens.ts';

/** The map for the grammar of Python. */
export function pythonMap(): GrammarMap {
  const nodes = new Map<number, NodeName>();
  tokenNames.forEach((name, token) => {
    nodes.set(token, { name, isNamed: isNamedToken(token) });
  });
  for (const [key, kind] of Object.entries(Kind)) {
    const isExtra = kind === Kind.comment || kind === Kind.lineContinuation;
    nodes.set(kind, { name: grammarName(key), isNamed: true, isExtra });
  }
  const fields = Object.entries(Field).map(([key, field]) => (field === 0 ? '' : grammarName(key)));
  return mapGrammar(grammarTables('python')!, nodes, fields);
}
