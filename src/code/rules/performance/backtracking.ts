/** What an atom of a pattern can match: enough to see whether two of them can take the same character. */
interface Atom {
  text: string;
  /** A group's alternatives, each a sequence; null for a single character, class or escape. */
  alternatives: Atom[][] | null;
  min: 0 | 1;
  unbounded: boolean;
  /** Possessive, atomic and lookaround groups never give back what they took. */
  fixed: boolean;
}

/**
 * The part of a regular expression that can backtrack without end, or null: a repeated group that can match the same
 * text in many ways, `(a+)+` or `(\w|\d)*`, with something after it that may fail.
 * Weideman et al., Analyzing Matching Time Behavior of Backtracking Regular Expression Matchers, 2016 (the EDA case, in part).
 */
export function catastrophicPart(pattern: string): string | null {
  if (pattern.length > 2000) return null;
  const parser = { pattern, at: 0, depth: 0 };
  const alternatives = parseAlternatives(parser);
  if (alternatives === null || parser.at < pattern.length) return null;
  for (const sequence of alternatives) {
    const found = inSequence(sequence, false);
    if (found !== null) return found;
  }
  return null;
}

interface Parser {
  pattern: string;
  at: number;
  depth: number;
}

function parseAlternatives(parser: Parser): Atom[][] | null {
  const alternatives: Atom[][] = [[]];
  if (parser.depth > 20) return null;
  while (parser.at < parser.pattern.length && parser.pattern[parser.at] !== ')') {
    if (parser.pattern[parser.at] === '|') {
      parser.at += 1;
      alternatives.push([]);
      continue;
    }
    const atom = parseAtom(parser);
    if (atom === null) return null;
    alternatives.at(-1)!.push(atom);
  }
  return alternatives;
}

function parseAtom(parser: Parser): Atom | null {
  const { pattern } = parser;
  const start = parser.at;
  const character = pattern[start]!;
  let alternatives: Atom[][] | null = null;
  let fixed = false;
  if (character === '(') {
    const head = /^\((\?(:|=|!|<=|<!|>|P?<\w+>|'\w+'|[a-zA-Z-]+:|#))?/.exec(pattern.slice(start))![0];
    fixed = /^\(\?(=|!|<=|<!|>|#)/.test(head);
    parser.at += head.length;
    parser.depth += 1;
    alternatives = parseAlternatives(parser);
    parser.depth -= 1;
    if (alternatives === null || pattern[parser.at] !== ')') return null;
    parser.at += 1;
  } else if (character === '[') {
    const set = /^\[\^?\]?(\\[\s\S]|\[:\w+:\]|[^\]\\])*\]/.exec(pattern.slice(start));
    if (set === null) return null;
    parser.at += set[0].length;
  } else if (character === '\\') {
    parser.at +=
      /^\\([pP]\{[^}]*\}|u\{[^}]*\}|u[0-9a-fA-F]{4}|x[0-9a-fA-F]{2}|[\s\S])/.exec(pattern.slice(start))?.[0]
        .length ?? 2;
  } else {
    parser.at += 1;
  }
  const text = pattern.slice(start, parser.at);
  const quantifier = /^(\*|\+|\?|\{\d+(,\d*)?\})([?+]?)/.exec(pattern.slice(parser.at));
  if (quantifier === null)
    return {
      text,
      alternatives,
      min: /^[\^$]$|^\\[bBAzZG]$/.test(text) || fixed ? 0 : 1,
      unbounded: false,
      fixed,
    };
  parser.at += quantifier[0].length;
  const range = /^\{(\d+)(,(\d*))?\}$/.exec(quantifier[1]!);
  const unbounded =
    quantifier[1] === '*' ||
    quantifier[1] === '+' ||
    (range !== null && range[2] !== undefined && (range[3] === '' || Number(range[3]) > 30));
  const min = quantifier[1] === '*' || quantifier[1] === '?' || range?.[1] === '0' ? 0 : 1;
  return { text: text + quantifier[0], alternatives, min, unbounded, fixed: fixed || quantifier[3] === '+' };
}

/** A group that ends by taking all that belongs to a word: the end of the word, asked for behind it, is always there. */
const takesWholeWords = /(\\w|\[(A-Za-z|a-zA-Z)0-9_\])[*+]\)[*+]$/;

/** Looks for the problem in a sequence; `mayFail`: something after the whole sequence can fail. */
function inSequence(sequence: readonly Atom[], mayFail: boolean): string | null {
  for (let index = 0; index < sequence.length; index += 1) {
    const atom = sequence[index]!;
    if (atom.fixed || atom.alternatives === null) continue;
    const fails =
      mayFail ||
      sequence
        .slice(index + 1)
        .some(
          (after) =>
            after.min === 1 ||
            /^(\$|\\[zZ])$/.test(after.text) ||
            (after.text === '\\b' && !takesWholeWords.test(atom.text)),
        );
    if (atom.unbounded && fails && isAmbiguous(atom.alternatives)) return atom.text;
    for (const inner of atom.alternatives) {
      const found = inSequence(inner, fails);
      if (found !== null) return found;
    }
  }
  return null;
}

/** Whether repeating these alternatives can match one text in more than one way. */
function isAmbiguous(alternatives: readonly (readonly Atom[])[]): boolean {
  for (const sequence of alternatives) {
    // One atom repeats without bound and everything beside it may be empty: `(a+)+`, `(a*b?)*`.
    const repeated = sequence.filter((atom) => atom.unbounded && !atom.fixed);
    const needed = sequence.filter((atom) => atom.min === 1 && !(atom.unbounded && atom === repeated[0]));
    if (repeated.length > 0 && needed.length === 0 && !sequence.some((atom) => /^(\^|\$)$/.test(atom.text))) {
      if (repeated[0]!.alternatives === null || repeated[0]!.alternatives.some((each) => each.length > 0))
        return true;
    }
  }
  const singles = alternatives.map((sequence) =>
    sequence.length === 1 &&
    sequence[0]!.alternatives === null &&
    !sequence[0]!.unbounded &&
    sequence[0]!.min === 1
      ? sequence[0]!.text
      : null,
  );
  for (let left = 0; left < singles.length; left += 1) {
    for (let right = left + 1; right < singles.length; right += 1) {
      if (singles[left] !== null && singles[right] !== null && overlap(singles[left]!, singles[right]!))
        return true;
    }
  }
  return false;
}

const probes = [...'aZ5_ -.\t\n/"\'=,:;@#'];

/** Whether two single-character atoms share a character, tried on a handful of them. */
function overlap(left: string, right: string): boolean {
  if (left === right) return true;
  if (/^\\[bBAzZ]|[\^$]$/.test(left) || /^\\[bBAzZ]|[\^$]$/.test(right)) return false;
  try {
    const a = new RegExp(`^(?:${left})$`);
    const b = new RegExp(`^(?:${right})$`);
    return probes.some((probe) => a.test(probe) && b.test(probe));
  } catch {
    // A construct that JavaScript does not know: nothing can be said.
    return false;
  }
}
