import type { Screen } from './screen.ts';
import { cut, widthOf } from './width.ts';

/** The last rows of a terminal, drawn over and over while work goes on; what is committed scrolls away above them. */
export interface LiveRegion {
  /** Replaces the region. What is higher than the terminal loses its first lines. */
  show(lines: readonly string[]): void;
  /** Writes lines that stay, above the region. */
  commit(lines: readonly string[]): void;
  /** Takes the region away. */
  clear(): void;
}

/** Makes a region on a screen; where the cursor can't be moved, only what is committed is written. */
export function createLiveRegion(screen: Screen): LiveRegion {
  let drawn: string[] = [];

  // A terminal that became narrower has wrapped what was drawn: the rows are counted at its present width.
  const rowsOf = (line: string) => Math.max(1, Math.ceil(widthOf(line) / (screen.stream.columns || 80)));
  const erase = () => {
    if (drawn.length === 0) return '';
    const rows = drawn.reduce((total, line) => total + rowsOf(line), 0);
    return `${rows > 1 ? `\u001b[${rows - 1}A` : ''}\r\u001b[J`;
  };
  const draw = (lines: readonly string[]) => {
    const width = (screen.stream.columns || 80) - 1;
    drawn = lines.slice(-(screen.rows - 1)).map((line) => cut(line, width));
    return drawn.join('\n');
  };

  return {
    show(lines) {
      if (!screen.canRedraw) return;
      screen.write(erase() + draw(lines));
    },
    commit(lines) {
      if (lines.length === 0) return;
      const kept = drawn;
      screen.write(`${erase()}${lines.join('\n')}\n${screen.canRedraw ? draw(kept) : ''}`);
    },
    clear() {
      if (drawn.length > 0) screen.write(erase());
      drawn = [];
    },
  };
}
