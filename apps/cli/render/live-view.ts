import type { RunEvent } from '../../../src/observe/index.ts';
import { createLiveRegion, type LiveRegion } from '../terminal/live-region.ts';
import type { Screen } from '../terminal/screen.ts';

/** What shows a run while it goes on. */
export interface RunView {
  listen(event: RunEvent): void;
  /** Takes what moves away (to ask a question) and brings it back. */
  pause(): void;
  resume(): void;
}

const frames = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];
const plainFrames = ['-', '\\', '|', '/'];
const frameMs = 100;

/** Lines at the end of a screen that are drawn anew ten times a second; nothing where the cursor can't be moved. */
export interface LiveLines {
  region: LiveRegion;
  /** The spinner as it stands now. */
  spinner(): string;
  start(): void;
  stop(): void;
}

/** Shows what `lines` gives, again and again, from `start` to `stop`. */
export function createLiveLines(screen: Screen, lines: (region: LiveRegion) => string[]): LiveLines {
  const region = createLiveRegion(screen);
  const marks = screen.hasUnicode ? frames : plainFrames;
  let timer: NodeJS.Timeout | null = null;
  let frame = 0;
  const draw = () => {
    frame += 1;
    region.show(lines(region));
  };
  return {
    region,
    spinner: () => screen.style.cyan(marks[frame % marks.length]!),
    start() {
      if (!screen.canRedraw || timer !== null) return;
      timer = setInterval(draw, frameMs);
      draw();
    },
    stop() {
      if (timer !== null) clearInterval(timer);
      timer = null;
      region.clear();
    },
  };
}
