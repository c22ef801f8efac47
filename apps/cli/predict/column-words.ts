/**
 * Names of columns as they are typed: several words, commas in a word, or both. A name that has a comma itself stands in double quotes inside of the word: `'"a, b",c'`.
 * Empty names are left out.
 */
export function columnWords(words: readonly string[]): string[] {
  return words.flatMap((word) =>
    [...word.matchAll(/\s*(?:"((?:[^"]|"")*)"|([^,]*))\s*(?:,|$)/g)]
      .map(([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain!.trim())
      .filter((name) => name !== ''),
  );
}
