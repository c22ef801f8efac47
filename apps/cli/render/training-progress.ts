import type { RunEvent } from '../../../src/observe/index.ts';
import { formatNumber, formatSeconds } from '../terminal/format.ts';
import type { Screen } from '../terminal/screen.ts';

/** What a training task has come to so far, and how much of its time is left: the same in `opsmith train` and in a conversation. */
export interface TrainingProgress {
  listen(event: RunEvent): void;
  /** How much of the budget is used, as a bar with words; null where no training task is planned. */
  time(): string | null;
  /** The best candidate so far and the latest scores; no lines before the first. */
  best(): string[];
}

const shownCandidates = 4;
/** Beside a title a narrow terminal has room for a short bar. */
const bar = { wide: 24, narrow: 10, wideFrom: 100 };
/** Seconds of a task that names none. */
const usualBudget = 60;
/** What is planned of a whole task and of nothing else together. */
const ofTask = ['train_model', 'tune_model', 'validate_model'];

/** Follows the events of a run. */
export function createTrainingProgress(screen: Screen): TrainingProgress {
  const { style } = screen;
  const began = Date.now();
  let budget: number | null = null;
  let candidates = 0;
  let best: { family: string; metric: string; score: number } | null = null;
  let latest: string[] = [];

  return {
    listen(event) {
      if (event.type === 'plan') {
        const actions = new Set(event.steps.map(({ action }) => action));
        if (!ofTask.every((action) => actions.has(action))) return;
        const given = event.steps
          .map((step) => step.arguments.timeBudget)
          .find((each) => typeof each === 'number');
        budget = given ?? usualBudget;
      } else if (event.type === 'candidate') {
        candidates += 1;
        const { family, metric, score, isBest } = event;
        if (score === null) return;
        if (isBest) best = { family, metric, score };
        latest = [`${family} ${formatNumber(score, 4)}`, ...latest].slice(0, shownCandidates);
      }
    },
    time() {
      if (budget === null) return null;
      const seconds = (Date.now() - began) / 1_000;
      const width = screen.columns >= bar.wideFrom ? bar.wide : bar.narrow;
      const filled = Math.min(width, Math.round((seconds / budget) * width));
      const [full, empty] = screen.hasUnicode ? ['█', '░'] : ['#', '.'];
      const drawn = style.cyan(full!.repeat(filled)) + style.dim(empty!.repeat(width - filled));
      const left = Math.max(0, budget - seconds);
      return `${drawn} ${formatSeconds(seconds)} of ${formatSeconds(budget)}, ${formatSeconds(left)} left`;
    },
    best() {
      if (best === null) return [];
      const after = `after ${candidates} ${candidates === 1 ? 'candidate' : 'candidates'}`;
      return [
        `  ${style.bold('best so far')} ${best.family} ${style.green(formatNumber(best.score, 4))} ${best.metric} ${style.dim(after)}`,
        style.dim(`  ${latest.join(' · ')}`),
      ];
    },
  };
}
