/** What the direct parsers are to those who use them. */
import type { TreeBuffer } from '../tree-buffer.ts';
import type { GrammarMap } from './grammar-map.ts';
import { giveUp } from './postorder.ts';
import type { SourceRows } from './source-rows.ts';
import { writeTree } from './write-tree.ts';

/** A parser that writes rows; it throws `giveUp` where it is not sure. */
export interface RowParser extends SourceRows {
  /** Parses a text (without a byte-order mark) from its beginning to its end. */
  parse(source: string): void;
}

/** A parser for one grammar. */
export interface DirectParser {
  /** Parses a text into `buffer`; false where it is not sure of it, with nothing to rely on in the buffer. */
  parseInto(source: string, buffer: TreeBuffer): boolean;
}

/** A parser for a grammar: `prepare` gives the parser of rows as it is for this grammar. */
export function directParser(map: GrammarMap, prepare: () => RowParser): DirectParser {
  return {
    parseInto(source, buffer) {
      const parser = prepare();
      try {
        parser.parse(source);
        return writeTree(parser, buffer, map, source);
      } catch (thrown) {
        // A stack that overflows is a text too deep for this parser.
        if (thrown === giveUp || thrown instanceof RangeError) return false;
        throw thrown;
      } finally {
        parser.release();
      }
    },
  };
}
