import type { Column, ColumnKind } from '../table.ts';

/** Texts as codes and a dictionary in the order in which they come; null is missing. */
export function encodedTexts(name: string, kind: ColumnKind, texts: readonly (string | null)[]): Column {
  const places = new Map<string, number>();
  const codes = new Int32Array(texts.length);
  let missing = 0;
  texts.forEach((text, row) => {
    if (text === null) {
      codes[row] = -1;
      missing += 1;
      return;
    }
    let code = places.get(text);
    if (code === undefined) {
      code = places.size;
      places.set(text, code);
    }
    codes[row] = code;
  });
  return { name, kind, missing, type: 'texts', codes, dictionary: [...places.keys()] };
}
