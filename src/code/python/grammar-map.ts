/** The parser's numbers for kinds and fields, as the symbols and fields of the grammar. */
import { type GrammarMap, mapGrammar } from '../direct/grammar-map.ts';
import { grammarTables } from '../direct/grammar-tables.ts';
import { Field, Kind } from './node-kinds.ts';
import { isNamedToken, tokenNames } from './tokens.ts';

/** The map for the grammar of Python. */
export function pythonMap(): GrammarMap {
  const extras = [Kind.comment, Kind.lineContinuation];
  return mapGrammar(grammarTables('python')!, {
    tokenNames,
    isNamedToken,
    kinds: Kind,
    fields: Field,
    extras,
  });
}
