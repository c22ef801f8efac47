import { formatNumber } from '../terminal/format.ts';
import { createLiveRegion } from '../terminal/live-region.ts';
import type { Screen } from '../terminal/screen.ts';

/** One line on a terminal that says how far work has come; elsewhere nothing. */
export interface ProgressLine {
  update(done: number, total: number): void;
  clear(): void;
}

const quietMs = 300;
const everyMs = 80;

/** Makes a progress line; work that is over at once shows none. */
export function createProgressLine(screen: Screen, doing: string): ProgressLine {
  const region = createLiveRegion(screen);
  let nextAt = Date.now() + quietMs;
  return {
    update(done, total) {
      const now = Date.now();
      if (now < nextAt) return;
      nextAt = now + everyMs;
      const width = Math.max(8, Math.min(30, screen.columns - 40));
      const filled = Math.round((total === 0 ? 1 : done / total) * width);
      const [full, empty] = screen.hasUnicode ? ['█', '░'] : ['#', '.'];
      const bar = screen.style.cyan(full!.repeat(filled)) + screen.style.dim(empty!.repeat(width - filled));
      region.show([`${bar} ${doing} ${formatNumber(done)} of ${formatNumber(total)}`]);
    },
    clear: region.clear,
  };
}
