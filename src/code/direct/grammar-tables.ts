/**
 * Kinds and fields of the grammars that are parsed directly, by number, as their WebAssembly modules list them, so that
 * a file can be parsed and measured without loading one. `test/src/code/direct/grammar-tables.test.ts` compares them
 * with the modules and, run with `UPDATE_TABLES=1`, writes `generated-tables.ts`.
 */
import type { GrammarNames } from '../grammar-names.ts';
import { generatedTables } from './generated-tables.ts';

/** What there is to know of a grammar without loading it. */
export interface GrammarTables extends GrammarNames {
  /** 1 for the symbols that nodes have, by symbol: others of the same name are shown as one of these. */
  readonly shown: Uint8Array;
}

/**
 * Tables as text: words by number. A colon stands before the name of a named kind, an exclamation mark before that of a kind
 * that is never shown, and an open box for a space.
 */
export function tablesToText(tables: GrammarTables): { kinds: string; fields: string } {
  const kinds = tables.kinds.map((kind, symbol) => {
    const text = `${tables.named[symbol] === 1 ? ':' : ''}${kind.replaceAll(' ', '␣')}`;
    return tables.shown[symbol] === 1 ? text : `!${text}`;
  });
  return { kinds: kinds.join(' '), fields: tables.fields.slice(1).join(' ') };
}

/** The checked-in tables of a grammar; null for grammars that are not parsed directly. */
export function grammarTables(name: string): GrammarTables | null {
  const text = generatedTables[name];
  if (!text) return null;
  const words = text.kinds.trim().split(/\s+/);
  const shownWord = /^!(?=:?[\w<{?/])/;
  const namedWord = /^:(?=\w)/;
  const names = words.map((word) => word.replace(shownWord, ''));
  return {
    name,
    kinds: names.map((word) => word.replace(namedWord, '').replaceAll('␣', ' ')),
    named: Uint8Array.from(names, (word) => (namedWord.test(word) ? 1 : 0)),
    shown: Uint8Array.from(words, (word) => (shownWord.test(word) ? 0 : 1)),
    fields: ['', ...text.fields.trim().split(/\s+/)],
  };
}
