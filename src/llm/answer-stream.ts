/** Which text of an answer is shown while a model still writes it. */
export interface StreamedField {
  /** A text property of the answer's JSON object. */
  field: string;
  /** What is wrong with the text so far; the same check as the whole answer's, so that nothing is shown that it would refuse. */
  check: (textSoFar: string) => readonly string[];
  /** Receives whole sentences. */
  onText: (sentences: string) => void;
  /** What was received so far is void: the answer was refused or broke, and another may follow. */
  onRestart: () => void;
}

/** The pieces of a model's answer in, checked sentences of one of its texts out. */
export interface AnswerStream {
  push(piece: string): void;
  /** Another answer begins: the last one is void. */
  restart(): void;
}

const escapes: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', b: '\b', f: '\f' };
/** The end of a sentence or line: what comes before it can be judged. */
const sentenceEnd = /(?:[.!?…:][)\]"'”’`*_]*\s|\n)/g;
/** Longest answer that is followed; the rest comes with the whole. Characters. */
const longestFollowed = 100_000;

/**
 * Follows the JSON of an answer as it grows, and lets through the sentences of one field that hold. Text that does not hold stops it:
 * then the check of the whole answer has the last word.
 */
export function createAnswerStream({ field, check, onText, onRestart }: StreamedField): AnswerStream {
  const opening = new RegExp(`"${field}"\\s*:\\s*"`);
  let raw = '';
  /** Where in `raw` the undecoded rest of the field's text begins; -1 before it has begun. */
  let at = -1;
  let text = '';
  let shown = 0;
  let isOver = false;

  const decode = (): void => {
    while (at < raw.length) {
      const char = raw[at]!;
      if (char === '"') {
        isOver = true;
        return;
      }
      if (char !== '\\') {
        text += char;
        at += 1;
        continue;
      }
      const kind = raw[at + 1];
      const length = kind === 'u' ? 6 : 2;
      if (at + length > raw.length) return;
      text +=
        kind === 'u'
          ? String.fromCharCode(Number.parseInt(raw.slice(at + 2, at + 6), 16))
          : (escapes[kind!] ?? kind);
      at += length;
    }
  };
  const show = (): void => {
    const end = isOver ? text.length : lastBoundary(text, shown);
    if (end <= shown) return;
    if (check(text.slice(0, end)).length > 0) {
      isOver = true;
      return;
    }
    onText(shown === 0 ? text.slice(0, end).trimStart() : text.slice(shown, end));
    shown = end;
  };

  return {
    push(piece) {
      if (isOver || raw.length > longestFollowed) return;
      raw += piece;
      if (at < 0) {
        const thought = raw.lastIndexOf('<think>');
        if (thought >= 0 && raw.indexOf('</think>', thought) < 0) return;
        const from = raw.lastIndexOf('</think>') + 1;
        const found = opening.exec(raw.slice(from));
        if (found === null) return;
        at = from + found.index + found[0].length;
      }
      decode();
      show();
    },
    restart() {
      if (shown > 0) onRestart();
      raw = '';
      text = '';
      at = -1;
      shown = 0;
      isOver = false;
    },
  };
}

/** Where the last finished sentence ends; a name in backticks is not cut in two. */
function lastBoundary(text: string, from: number): number {
  let end = from;
  for (const match of text.slice(from).matchAll(sentenceEnd)) {
    const place = from + match.index + match[0].length;
    if (text.slice(0, place).split('`').length % 2 === 1) end = place;
  }
  return end;
}
