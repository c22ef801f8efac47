/** Regular expressions of others, in time that grows with the text alone: RE2's, which never go back. */
import { RE2JS, RE2JSException } from 're2js';

/** Longer ones are lists of words that belong in a rule of their own each. */
const longestPattern = 2_000;

/** Instructions of an expression that take as long as one step of matching. */
const instructionsPerStep = 20;

/** A pattern that can't be used, and why; `message` completes "the regular expression …". */
export class RegexError extends Error {}

/** A match of a pattern in a text. */
export interface RegexMatch {
  start: number;
  end: number;
  /** Offsets of the groups with names, `(?P<NAME>…)`, that took part. */
  groups: ReadonlyMap<string, { start: number; end: number }>;
}

/** A pattern of RE2's syntax; any text is searched in linear time. */
export class LinearRegex {
  readonly #pattern: RE2JS;
  readonly groupNames: readonly string[];
  /** What one character of a text may take at worst, in steps of a search: the size of the pattern with its repetitions written out. */
  readonly stepsPerCharacter: number;

  /** @throws RegexError for a pattern that is not RE2's: look-around and back-references are what it lacks. */
  constructor(pattern: string) {
    if (pattern.length > longestPattern)
      throw new RegexError(`is ${pattern.length} characters long, and may have ${longestPattern}.`);
    try {
      this.#pattern = RE2JS.compile(pattern, RE2JS.MULTILINE);
    } catch (thrown) {
      if (!(thrown instanceof RE2JSException)) throw thrown;
      const reason = thrown.message.replace(/^error parsing regexp: /, '');
      const lacks = /\(\?[=!<]|\\[1-9]/.test(pattern)
        ? ' Look-around and back-references are left out of this syntax (RE2), so that no expression can hang.'
        : '';
      throw new RegexError(`${JSON.stringify(pattern)} does not parse: ${reason}.${lacks}`);
    }
    this.groupNames = Object.keys(this.#pattern.namedGroups());
    this.stepsPerCharacter = this.#pattern.programSize() / instructionsPerStep;
  }

  /** Whether the pattern is somewhere in the text. */
  test(text: string): boolean {
    return this.#pattern.matcher(text).find();
  }

  /** The matches in their order, none in another; empty ones are left out. */
  *matches(text: string): Generator<RegexMatch> {
    const matcher = this.#pattern.matcher(text);
    while (matcher.find()) {
      if (matcher.end() === matcher.start()) continue;
      const groups = new Map<string, { start: number; end: number }>();
      for (const name of this.groupNames) {
        if (matcher.start(name) >= 0)
          groups.set(name, { start: matcher.start(name), end: matcher.end(name) });
      }
      yield { start: matcher.start(), end: matcher.end(), groups };
    }
  }
}
