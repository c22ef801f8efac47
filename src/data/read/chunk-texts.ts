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

/** Columns of texts one behind the other, as one: named as the first is. */
export function joinedTexts(parts: readonly Column[]): Column {
  const { name, kind } = parts[0]!;
  const codes = new Int32Array(
    parts.reduce((sum, part) => sum + (part.type === 'texts' ? part.codes.length : 0), 0),
  );
  const places = new Map<string, number>();
  let end = 0;
  let missing = 0;
  for (const part of parts) {
    if (part.type !== 'texts') continue;
    const codeOf = part.dictionary.map((text) => {
      const known = places.get(text) ?? places.size;
      places.set(text, known);
      return known;
    });
    for (const code of part.codes) codes[end++] = codeOf[code] ?? -1;
    missing += part.missing;
  }
  return { name, kind, missing, type: 'texts', codes, dictionary: [...places.keys()] };
}

/** The same column with its dictionary in the order of the texts' code points, as a database has it. */
export function sortedTexts(column: Column): Column {
  if (column.type !== 'texts') return column;
  const order = column.dictionary
    .map((text, code) => ({ text, code }))
    .sort((one, other) => byCodePoints(one.text, other.text));
  const places = new Int32Array(order.length);
  for (const [place, { code }] of order.entries()) places[code] = place;
  return {
    ...column,
    codes: column.codes.map((code) => (code < 0 ? -1 : places[code]!)),
    dictionary: order.map(({ text }) => text),
  };
}

/** Code units tell the order but for letters beyond the first 65,536, whose surrogates come before some that are smaller. */
function byCodePoints(one: string, other: string): number {
  let at = 0;
  while (at < one.length && one.charCodeAt(at) === other.charCodeAt(at)) at++;
  return (one.codePointAt(at) ?? -1) - (other.codePointAt(at) ?? -1);
}
