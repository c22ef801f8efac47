/**
 * What a text must hold for a regular expression to match it: read off the expression, so that nothing has to be kept beside it.
 */

/**
 * Literals, lower case, one of which is in every text that the pattern matches, in whatever case; null where the pattern does not say.
 * Each has at least three characters.
 */
export function requiredTexts({ source, flags }: RegExp): readonly string[] | null {
  // With these flags other letters than a to z count as a to z.
  if (/[uv]/.test(flags) && flags.includes('i')) return null;
  return new Reader(source).alternatives();
}

const shortest = 3;
/** More alternatives than that are looked for no faster than the pattern. */
const mostTexts = 60;

class Reader {
  readonly #source: string;
  #at = 0;

  constructor(source: string) {
    this.#source = source;
  }

  /** Up to the end, or to the parenthesis that closes the group. */
  alternatives(): string[] | null {
    const found: string[] = [];
    let isKnown = true;
    for (;;) {
      const best = this.#sequence();
      if (best === null) isKnown = false;
      else found.push(...best);
      if (this.#source[this.#at] !== '|') break;
      this.#at += 1;
    }
    return isKnown && found.length <= mostTexts ? found : null;
  }

  /** One alternative: the best of what each of its parts requires. */
  #sequence(): string[] | null {
    let best: string[] | null = null;
    let run = '';
    const take = (texts: string[] | null): void => {
      if (texts === null || texts.some(({ length }) => length < shortest)) return;
      if (best === null || rank(texts) > rank(best)) best = texts;
    };
    const endRun = (): void => {
      if (run !== '') take([run]);
      run = '';
    };
    while (this.#at < this.#source.length && !'|)'.includes(this.#source[this.#at]!)) {
      const { literal, texts } = this.#atom();
      const { optional, repeated } = this.#quantifier();
      if (optional || literal === null) {
        endRun();
        if (!optional) take(texts);
        continue;
      }
      run += literal;
      if (repeated) endRun();
    }
    endRun();
    return best;
  }

  #quantifier(): { optional: boolean; repeated: boolean } {
    const [whole = '', least] = /^(?:[*+?]|\{(\d+)(?:,\d*)?\})\??/.exec(this.#source.slice(this.#at)) ?? [];
    this.#at += whole.length;
    return {
      optional:
        whole.startsWith('*') || whole.startsWith('?') || (least !== undefined && Number(least) === 0),
      repeated: whole !== '',
    };
  }

  /** A character that stands for itself, or what a group requires. */
  #atom(): { literal: string | null; texts: string[] | null } {
    const character = this.#source[this.#at++]!;
    if (character === '(') return { literal: null, texts: this.#group() };
    if (character === '[') return { literal: this.#set(), texts: null };
    if (character === '\\') return { literal: this.#escape(), texts: null };
    return { literal: '.^$'.includes(character) ? null : plain(character), texts: null };
  }

  #group(): string[] | null {
    const mark = /^\?(?:<?[=!]|:|<\w+>)/.exec(this.#source.slice(this.#at))?.[0] ?? '';
    this.#at += mark.length;
    // `(?i:` and its like are not read.
    const isOdd = mark === '' && this.#source[this.#at] === '?';
    const texts = this.alternatives();
    this.#at += 1;
    return isOdd || /[=!]$/.test(mark) ? null : texts;
  }

  /** The one letter of a set that says it in both cases. */
  #set(): string | null {
    const from = this.#at;
    while (this.#at < this.#source.length && this.#source[this.#at] !== ']')
      this.#at += this.#source[this.#at] === '\\' ? 2 : 1;
    const inside = this.#source.slice(from, this.#at++);
    const [first, second] = inside;
    const isLetter = inside.length === 2 && /[a-z]/i.test(first!) && first !== second;
    return isLetter && first!.toLowerCase() === second!.toLowerCase() ? first!.toLowerCase() : null;
  }

  #escape(): string | null {
    const character = this.#source[this.#at++] ?? '';
    if (!/[a-zA-Z0-9]/.test(character)) return plain(character);
    const more = /^(?:x[\da-f]{2}|u[\da-f]{4}|u\{[\da-f]+\}|c[a-z]|[pP]\{[^}]*\}|k<[^>]*>|\d+)/i.exec(
      this.#source.slice(this.#at - 1),
    )?.[0];
    if (more !== undefined) this.#at += more.length - 1;
    return null;
  }
}

/** As it is looked for; null for what has no place in ASCII, where cases are plain. */
function plain(character: string): string | null {
  return character.length === 1 && character >= ' ' && character <= '~' ? character.toLowerCase() : null;
}

/** Longer is rarer, and few are quicker than many. */
function rank(texts: readonly string[]): number {
  return Math.min(...texts.map(({ length }) => length), 8) - texts.length / mostTexts;
}
