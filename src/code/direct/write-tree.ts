/** The pass that turns a tree's rows into preorder, and into the symbols of its grammar. */
import { type LineStarts, lineStartsOf } from '../code-units.ts';
import { grown } from '../token-counter.ts';
import type { TreeBuffer } from '../tree-buffer.ts';
import type { GrammarMap } from './grammar-map.ts';
import type { TreeRows } from './postorder.ts';

/** Frames of the pass: row of the parent, and the row before its subtree. */
let parents = new Int32Array(256);
let befores = new Int32Array(256);

/** In place of lines that nobody asks for. */
const noLines: LineStarts = { starts: new Uint32Array(1), count: 1 };

/** Writes a tree, whose root came last, into `buffer`: parents first. False if the grammar has no such node. */
export function writeTree(rows: TreeRows, buffer: TreeBuffer, map: GrammarMap, source: string): boolean {
  const { kinds, fields, starts, ends, sizes, count } = rows;
  buffer.source = source;
  buffer.kinds = map.tables.kinds;
  buffer.fields = map.tables.fields;
  buffer.count = count;
  const hasLines = buffer.wantsLines;
  buffer.hasLines = hasLines;
  buffer.reserve(count);
  const { symbol, field, start, end, parent, next, flags, endLine } = buffer;
  const { symbols, flags: flagsOf, fields: fieldsOf } = map;
  const lines = hasLines ? lineStartsOf(source) : noLines;
  let lineIndex = lines.count - 1;
  let depth = 0;
  let parentRow = -1;
  let before = -1;
  for (let index = count - 1; index >= 0; index--) {
    while (index <= before) {
      depth--;
      parentRow = parents[depth]!;
      before = befores[depth]!;
    }
    const size = sizes[index]!;
    const kind = kinds[index]!;
    const row = index - size + 1 + depth;
    const own = symbols[kind]!;
    if (own === 0) return false;
    symbol[row] = own;
    flags[row] = flagsOf[kind]!;
    field[row] = fieldsOf[fields[index]!]!;
    start[row] = starts[index]!;
    const stop = ends[index]!;
    end[row] = stop;
    parent[row] = parentRow;
    next[row] = row + size;
    // Ends fall from here to the front, so that lines are counted backwards; a line break ends the line that it is on.
    if (hasLines) {
      while (lines.starts[lineIndex]! >= stop && lineIndex > 0) lineIndex--;
      endLine[row] = lineIndex + 1;
    }
    if (size > 1) {
      if (depth === parents.length) deepen();
      parents[depth] = parentRow;
      befores[depth] = before;
      depth++;
      parentRow = row;
      before = index - size;
    }
  }
  if (!hasLines) return true;
  const { line } = buffer;
  lineIndex = 0;
  for (let row = 0; row < count; row++) {
    const from = start[row]!;
    while (lineIndex + 1 < lines.count && lines.starts[lineIndex + 1]! <= from) lineIndex++;
    line[row] = lineIndex + 1;
  }
  // A file without a token has a root without length, after its last line break.
  if (end[0] === start[0]) endLine[0] = line[0]!;
  return true;
}

function deepen(): void {
  parents = grown(parents);
  befores = grown(befores);
}
