import { formatSeconds } from '../terminal/format.ts';
import type { Screen } from '../terminal/screen.ts';
import { oneLine, printable } from '../terminal/style.ts';
import { cut } from '../terminal/width.ts';
import { createLiveLines, type RunView } from './live-view.ts';
import { createTrainingProgress } from './training-progress.ts';

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

/** Makes the view on a screen; where the cursor can't be moved it shows nothing. */
export function createTrainingView(screen: Screen, title: string): TrainingView {
  const { style } = screen;
  const rows = new Map<string, Row>();
  const actions = new Map<string, string>();
  const began = Date.now();
  const progress = createTrainingProgress(screen);

  const { region, spinner, start, stop } = createLiveLines(screen, () => [
    headline(),
    ...[...rows.values()].map(line),
    ...progress.best(),
  ]);
  const headline = () => {
    const time = progress.time() ?? formatSeconds((Date.now() - began) / 1_000);
    return `${style.bold('training')} ${printable(title)} · ${time}`;
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
  start();

  return {
    listen(event) {
      progress.listen(event);
      switch (event.type) {
        case 'plan':
          for (const [place, step] of event.steps.entries()) {
            rows.set(String(place + 1), {
              agent: step.agent,
              since: null,
              seconds: null,
              ok: true,
              said: '',
            });
          }
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
