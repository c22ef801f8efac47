/** What declarations and selectors need to know of a grammar: names by number. */
export interface GrammarNames {
  readonly name: string;
  /** Names by symbol; the last entry is `ERROR`, for what could not be parsed. */
  readonly kinds: readonly string[];
  /** 1 for the symbols of named nodes, by symbol. */
  readonly named: Uint8Array;
  /** Names by field; entry 0 is the empty string. */
  readonly fields: readonly string[];
}
