/** What the direct parsers are to those who use them. */
import type { TreeBuffer } from '../tree-buffer.ts';
import type { GrammarMap } from './grammar-map.ts';
import { giveUp } from './postorder.ts';
import type { SourceRows } from './source-rows.ts';
import type { TreeRows } from './tree-rows.ts';
import { writeTree } from './write-tree.ts';

/** A parser that writes rows; it throws `giveUp` where it is not sure. */
export interface RowParser extends SourceRows {
  /** Parses a text (without a byte-order mark) from its beginning to its end. */
  parse(source: string): void;
}

/** A parser for one grammar. */
export interface DirectParser {
  /** What `take` makes of a text's rows, or null where the parser is not sure of the text; the rows hold only while it is made. */
  withRows<Result>(source: string, take: (rows: TreeRows) => Result): Result | null;
  /** Parses a text into `buffer`; false where it is not sure of it, with nothing to rely on in the buffer. */
  parseInto(source: string, buffer: TreeBuffer): boolean;
  /** Writes the tree of rows that were made of the text here or in another thread; false as above. */
  writeInto(rows: TreeRows, source: string, buffer: TreeBuffer): boolean;
}

/** A parser for a grammar: `prepare` gives the parser of rows as it is for this grammar. */
export function directParser(map: GrammarMap, prepare: () => RowParser): DirectParser {
  const withRows = <Result>(source: string, take: (rows: TreeRows) => Result): Result | null => {
    const parser = prepare();
    try {
      parser.parse(source);
      return take(parser);
    } catch (thrown) {
      // A stack that overflows is a text too deep for this parser.
      if (thrown === giveUp || thrown instanceof RangeError) return null;
      throw thrown;
    } finally {
      parser.release();
    }
  };
  const writeInto = (rows: TreeRows, source: string, buffer: TreeBuffer) =>
    writeTree(rows, buffer, map, source);
  return {
    withRows,
    writeInto,
    parseInto: (source, buffer) => withRows(source, (rows) => writeInto(rows, source, buffer)) ?? false,
  };
}
