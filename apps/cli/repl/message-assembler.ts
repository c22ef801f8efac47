/** What a line did: it finished a message, it needs more lines, or it was empty. */
export type Assembled =
  | { kind: 'message'; text: string }
  | { kind: 'more'; within: 'fence' | 'line' }
  | { kind: 'nothing' };

/** Puts lines together to messages: a fenced block is open until it is closed, a backslash at the end goes on in the next line. */
export interface MessageAssembler {
  push(line: string): Assembled;
  /** What stands when the input ends: an unfinished message, or null. */
  end(): string | null;
  /** Forgets the lines of an unfinished message. */
  reset(): void;
  readonly isOpen: boolean;
}

// A fence opens at the end of a line, so that `review this: ```js` works as people type it.
const opening = /(?:^|(?<=[\s:]))(?<fence>`{3,}|~{3,})(?<language>[\w+#.-]*)\s*$/;

export function createMessageAssembler(): MessageAssembler {
  let lines: string[] = [];
  let fence: string | null = null;
  let goesOn = false;

  const reset = () => {
    lines = [];
    fence = null;
    goesOn = false;
  };
  const finish = (): string | null => {
    const text = lines.join('\n').replace(/^\n+|\s+$/g, '');
    reset();
    return text === '' ? null : text;
  };

  return {
    push(line) {
      if (fence !== null) {
        lines.push(line);
        if (!isClosing(line, fence)) return { kind: 'more', within: 'fence' };
      } else {
        const opened = opening.exec(line);
        if (opened !== null) {
          const before = line.slice(0, opened.index).trimEnd();
          if (before !== '') lines.push(before);
          fence = opened.groups!.fence!;
          lines.push(fence + opened.groups!.language);
          return { kind: 'more', within: 'fence' };
        }
        goesOn = /(?<!\\)(?:\\\\)*\\$/.test(line);
        lines.push(goesOn ? line.slice(0, -1) : line);
        if (goesOn) return { kind: 'more', within: 'line' };
      }
      const text = finish();
      return text === null ? { kind: 'nothing' } : { kind: 'message', text };
    },
    end: finish,
    reset,
    get isOpen() {
      return fence !== null || goesOn;
    },
  };
}

/** CommonMark: at least as many of the same character, and nothing else. */
function isClosing(line: string, fence: string): boolean {
  const trimmed = line.trim();
  return trimmed.length >= fence.length && trimmed === fence[0]!.repeat(trimmed.length);
}
