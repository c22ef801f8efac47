/** A word of a command line, and where it began. */
export interface Word {
  text: string;
  /** Index of its first character (of its quote, if it has one). */
  start: number;
  quote: '"' | "'" | null;
  /** Its quote was never closed. */
  isOpen: boolean;
}

/**
 * Splits a line at spaces as a shell does, but for people's sentences too: a quote holds spaces where it begins a word ("don't" begins none),
 * a backslash before a space or quote keeps it. A quote that is never closed runs to the end.
 */
export function splitWords(line: string): Word[] {
  const words: Word[] = [];
  let word: Word | null = null;
  for (let at = 0; at < line.length; at += 1) {
    const character = line[at]!;
    if (word?.isOpen) {
      if (character === word.quote) word.isOpen = false;
      else word.text += character;
    } else if (character === ' ' || character === '\t') {
      if (word !== null) words.push(word);
      word = null;
    } else if (word === null && (character === '"' || character === "'")) {
      word = { text: '', start: at, quote: character, isOpen: true };
    } else {
      word ??= { text: '', start: at, quote: null, isOpen: false };
      const isKept = character === '\\' && /[ "'\\]/.test(line[at + 1] ?? '');
      if (isKept) at += 1;
      word.text += line[at];
    }
  }
  if (word !== null) words.push(word);
  return words;
}
