/** Kinds that patterns name, as grammar symbols: walks ask a table of bytes rather than a pattern at each node. */
const known = new WeakMap<readonly string[], Map<RegExp, Uint8Array>>();

/** 1 for the symbols whose kinds the pattern matches, by symbol; the same table at every call with the same pattern object. */
export function symbolsOf(kinds: readonly string[], pattern: RegExp): Uint8Array {
  let byPattern = known.get(kinds);
  if (byPattern === undefined) {
    byPattern = new Map();
    known.set(kinds, byPattern);
  }
  let symbols = byPattern.get(pattern);
  if (symbols === undefined) {
    symbols = Uint8Array.from(kinds, (kind) => (pattern.test(kind) ? 1 : 0));
    byPattern.set(pattern, symbols);
  }
  return symbols;
}
