/**
 * What a grammar says about the children of each of its productions, read once from the runtime's memory: the alias and
 * the field of a child by its place. The layout is that of `TSLanguage` in tree-sitter 0.25's `parser.h` on wasm32.
 */
import type { Language } from 'web-tree-sitter';
import type { RuntimeMemory } from './runtime.ts';

export interface Productions {
  /** Children that the tables know of, a production: the row length of `aliases` and `fields`. */
  readonly width: number;
  /** Symbol under which the child shows, 0 for its own; by production × width + place. */
  readonly aliases: Uint16Array;
  /** Field of the child, 0 for none; by production × width + place. */
  readonly fields: Uint8Array;
  /** 1 where the production has an alias or a field at all. */
  readonly notable: Uint8Array;
  /** Symbols as the outside sees them, by internal symbol. */
  readonly publicSymbols: Uint16Array;
  /** Bit 0 visible, bit 1 named; by symbol. */
  readonly metadata: Uint8Array;
}

/** Offsets in `TSLanguage`, in bytes. */
const at = {
  abiVersion: 0,
  symbolCount: 4,
  aliasCount: 8,
  productionCount: 28,
  fieldCount: 32,
  aliasWidth: 36,
  symbolNames: 56,
  fieldNames: 60,
  fieldSlices: 64,
  fieldEntries: 68,
  symbolMetadata: 72,
  publicSymbols: 76,
  aliasSequences: 84,
} as const;

/** The tables, or null when the memory does not look like the layout above (another version of the runtime). */
export function readProductions(
  memory: RuntimeMemory,
  language: Language,
  kinds: readonly string[],
  fieldNames: readonly string[],
): Productions | null {
  const address = (language as unknown as { 0: number })[0];
  const word = (offset: number): number => memory.HEAPU32[(address + offset) >> 2]!;
  const symbolCount = word(at.symbolCount) + word(at.aliasCount);
  const expected =
    word(at.abiVersion) === language.abiVersion &&
    symbolCount === language.nodeTypeCount &&
    word(at.fieldCount) === language.fieldCount &&
    sameNames(memory, word(at.symbolNames), kinds, 0, symbolCount) &&
    sameNames(memory, word(at.fieldNames), fieldNames, 1, fieldNames.length);
  if (!expected || fieldNames.length > 255) return null;

  const productionCount = word(at.productionCount);
  const aliasWidth = memory.HEAPU16[(address + at.aliasWidth) >> 1]!;
  const entries = word(at.fieldEntries);
  const slices = word(at.fieldSlices) >> 1;
  const hasFields = language.fieldCount > 0;
  let width = aliasWidth;
  const eachField = (visit: (production: number, place: number, field: number) => void): void => {
    for (let production = 0; hasFields && production < productionCount; production++) {
      const first = memory.HEAPU16[slices + production * 2]!;
      const length = memory.HEAPU16[slices + production * 2 + 1]!;
      for (let entry = first; entry < first + length; entry++) {
        const entryAddress = entries + entry * 4;
        const inherited = memory.HEAPU8[entryAddress + 3]! !== 0;
        if (!inherited) {
          visit(production, memory.HEAPU8[entryAddress + 2]!, memory.HEAPU16[entryAddress >> 1]!);
        }
      }
    }
  };
  eachField((_production, place) => {
    width = Math.max(width, place + 1);
  });

  const aliases = new Uint16Array(productionCount * width);
  const fields = new Uint8Array(productionCount * width);
  const notable = new Uint8Array(productionCount);
  eachField((production, place, field) => {
    // The first entry wins, as in ts_tree_cursor_current_field_id.
    fields[production * width + place] ||= field;
    notable[production] = 1;
  });
  const sequences = word(at.aliasSequences) >> 1;
  for (let production = 1; production < productionCount; production++) {
    for (let place = 0; place < aliasWidth; place++) {
      const alias = memory.HEAPU16[sequences + production * aliasWidth + place]!;
      if (alias === 0) continue;
      aliases[production * width + place] = alias;
      notable[production] = 1;
    }
  }

  const metadata = new Uint8Array(symbolCount);
  const metadataAddress = word(at.symbolMetadata);
  for (let symbol = 0; symbol < symbolCount; symbol++) {
    const visible = memory.HEAPU8[metadataAddress + symbol * 3]!;
    const named = memory.HEAPU8[metadataAddress + symbol * 3 + 1]!;
    metadata[symbol] = (visible ? 1 : 0) | (named ? 2 : 0);
  }
  const publicSymbols = word(at.publicSymbols) >> 1;
  return {
    width,
    aliases,
    fields,
    notable,
    publicSymbols: memory.HEAPU16.slice(publicSymbols, publicSymbols + symbolCount),
    metadata,
  };
}

function sameNames(
  memory: RuntimeMemory,
  pointers: number,
  names: readonly string[],
  from: number,
  to: number,
): boolean {
  if (pointers <= 0 || pointers % 4 !== 0 || pointers + to * 4 > memory.HEAPU8.length) return false;
  for (let index = from; index < to; index++) {
    const start = memory.HEAPU32[(pointers >> 2) + index]!;
    const name = Buffer.from(names[index]!, 'utf8');
    if (start + name.length >= memory.HEAPU8.length || memory.HEAPU8[start + name.length] !== 0) return false;
    if (name.compare(memory.HEAPU8, start, start + name.length) !== 0) return false;
  }
  return true;
}
