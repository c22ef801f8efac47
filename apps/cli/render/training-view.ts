import { formatNumber, formatSeconds } from '../terminal/format.ts';
import type { Screen } from '../terminal/screen.ts';
import { oneLine, printable } from '../terminal/style.ts';
import { cut } from '../terminal/width.ts';
import { createLiveLines, type RunView } from './live-view.ts';

/** Shows a training task while it goes on: its phases, candidates with their scores as they come, the best so far, and the time that is left. */
export interface TrainingView extends RunView {
  finish(): void;
}

interface Row {
  agent: string;
  since: number | null;
  seconds: number | null;
  ok: boolean;
  said: string;
}

const shownCandidates = 4;
const barWidth = 24;

/** Makes the view on a screen; where the cursor can't be moved it shows nothing. */
export function createTrainingView(screen: Screen, title: string): TrainingView {
  const { style } = screen;
  const rows = new Map<string, Row>();
  const actions = new Map<string, string>();
  const began = Date.now();
  let budget: number | null = null;
  let candidates = 0;
  let best: { family: string; metric: string; score: number } | null = null;
  let latest: string[] = [];

  const { region, spinner, start, stop } = createLiveLines(screen, () => [
    headline(),
    ...[...rows.values()].map(line),
    ...bestLines(),
  ]);
  const headline = () => {
    const seconds = (Date.now() - began) / 1_000;
    const name = `${style.bold('training')} ${printable(title)}`;
    if (budget === null) return `${name} · ${formatSeconds(seconds)}`;
    const filled = Math.min(barWidth, Math.round((seconds / budget) * barWidth));
    const [full, empty] = screen.hasUnicode ? ['█', '░'] : ['#', '.'];
    const bar = style.cyan(full!.repeat(filled)) + style.dim(empty!.repeat(barWidth - filled));
    const left = Math.max(0, budget - seconds);
    return `${name} · ${bar} ${formatSeconds(seconds)} of ${formatSeconds(budget)}, ${formatSeconds(left)} left`;
  };
  const line = ({ agent, since, seconds, ok, said }: Row) => {
    const [done, failed] = screen.hasUnicode ? ['✓', '✗'] : ['+', 'x'];
    const mark =
      seconds !== null ? (ok ? style.green(done!) : style.red(failed!)) : since === null ? ' ' : spinner();
    const took = seconds ?? (since === null ? null : (Date.now() - since) / 1_000);
    const time = took === null ? '' : formatSeconds(took);
    const name = since === null && seconds === null ? style.dim(agent.padEnd(16)) : agent.padEnd(16);
    return `${mark} ${name} ${style.dim(time.padStart(10))}  ${style.dim(said)}`.trimEnd();
  };
  const bestLines = () => {
    if (best === null) return [];
    const after = `after ${candidates} ${candidates === 1 ? 'candidate' : 'candidates'}`;
    return [
      `  ${style.bold('best so far')} ${best.family} ${style.green(formatNumber(best.score, 4))} ${best.metric} ${style.dim(after)}`,
      style.dim(`  ${latest.join(' · ')}`),
    ];
  };
  start();

  return {
    listen(event) {
      switch (event.type) {
        case 'plan':
          for (const [place, step] of event.steps.entries()) {
            const given = step.arguments.timeBudget;
            if (typeof given === 'number') budget = given;
            rows.set(String(place + 1), {
              agent: step.agent,
              since: null,
              seconds: null,
              ok: true,
              said: '',
            });
          }
          budget ??= 60;
          break;
        case 'agent-start': {
          actions.set(event.step, event.action);
          const known = rows.get(event.step);
          rows.set(event.step, {
            agent: known?.agent ?? event.agent,
            since: Date.now(),
            seconds: null,
            ok: true,
            said: '',
          });
          break;
        }
        case 'progress': {
          const row = rows.get(event.step ?? '');
          if (row) row.said = oneLine(event.message);
          break;
        }
        case 'candidate': {
          candidates += 1;
          const { family, metric, score, isBest } = event;
          if (isBest && score !== null) best = { family, metric, score };
          if (score !== null)
            latest = [`${family} ${formatNumber(score, 4)}`, ...latest].slice(0, shownCandidates);
          break;
        }
        case 'tool-end': {
          const row = rows.get(event.step);
          if (!row || actions.get(event.step) !== event.tool) break;
          row.seconds = event.seconds;
          row.ok = event.ok;
          row.said = unmarked(oneLine(event.summary));
          break;
        }
      }
    },
    pause: stop,
    resume: start,
    finish() {
      stop();
      if (!screen.canRedraw) return;
      region.commit([...rows.values()].map((row) => cut(line(row), screen.columns)));
    },
  };
}

/** Without the marks of Markdown, which a line of this view does not draw. */
function unmarked(text: string): string {
  return text.replaceAll(/\*\*|`/g, '');
}
