/** Pasted text of several lines, kept aside while a short mark stands for it in the line that is being edited. */
export interface Pastes {
  /** Keeps the text and gives the mark to put into the line. */
  keep(text: string): string;
  /**
   * The line with every mark replaced by what was pasted. A paste that stands beside typed words becomes a fenced block, so that words and
   * code can be told apart; one that stands alone is the message as it is.
   */
  expand(line: string): string;
  /** Whether the line holds a mark. */
  isMarked(line: string): boolean;
}

const mark = /\[paste #(\d+): \d+ lines?\]/g;

export function createPastes(): Pastes {
  const texts = new Map<string, string>();
  return {
    keep(text) {
      const number = String(texts.size + 1);
      texts.set(number, text);
      const lines = text.split('\n').length;
      return `[paste #${number}: ${lines} ${lines === 1 ? 'line' : 'lines'}]`;
    },
    expand(line) {
      const marks = [...line.matchAll(mark)].filter(([, number]) => texts.has(number!));
      if (marks.length === 0) return line;
      if (marks.length === 1 && line.trim() === marks[0]![0]) return texts.get(marks[0]![1]!)!;
      return line
        .replace(mark, (whole, number: string) => {
          const text = texts.get(number);
          return text === undefined ? whole : `\n${fenced(text)}\n`;
        })
        .split(/\n/)
        .map((part) => part.trimEnd())
        .join('\n')
        .trim();
    },
    isMarked: (line) => [...line.matchAll(mark)].some(([, number]) => texts.has(number!)),
  };
}

function fenced(text: string): string {
  const longest = Math.max(2, ...[...text.matchAll(/`{3,}/g)].map(([ticks]) => ticks.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}\n${text}\n${fence}`;
}
