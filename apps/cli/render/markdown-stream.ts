import { lexer } from 'marked';
import { renderMarkdown } from '../terminal/markdown.ts';
import type { Screen } from '../terminal/screen.ts';

/** Markdown that arrives in pieces: finished blocks are given out for good, the unfinished end can be shown meanwhile. */
export interface MarkdownStream {
  push(text: string): void;
  /** Forgets what was pushed; what was given out as finished stays where it was put. */
  restart(): void;
  /** Lines of blocks that were finished since the last call. */
  takeFinished(): string[];
  /** Lines of the block that is still being written. */
  preview(): string[];
  /** Lines of all that is left. */
  end(): string[];
  /** Everything that was pushed since the beginning or the last restart. */
  readonly text: string;
}

export function createMarkdownStream(screen: Screen): MarkdownStream {
  let text = '';
  let rest = '';
  let hasBlocks = false;

  const render = (markdown: string): string[] => {
    const lines = renderMarkdown(markdown, {
      columns: screen.columns,
      style: screen.style,
      hasUnicode: screen.hasUnicode,
    });
    if (lines.length === 0) return [];
    return hasBlocks ? ['', ...lines] : lines;
  };
  const take = (markdown: string) => {
    const lines = render(markdown);
    if (lines.length > 0) hasBlocks = true;
    return lines;
  };

  return {
    push(piece) {
      text += piece;
      rest += piece;
    },
    restart() {
      text = '';
      rest = '';
    },
    takeFinished() {
      // The last block may still grow (a list its items, a fence its lines): all before it are done.
      const blocks = lexer(rest);
      const finished = blocks
        .slice(0, -1)
        .map((block) => block.raw)
        .join('');
      if (finished.trim() === '') return [];
      rest = rest.slice(finished.length);
      return take(finished);
    },
    preview: () => render(rest),
    end() {
      const left = rest;
      rest = '';
      return take(left);
    },
    get text() {
      return text;
    },
  };
}
