import { formatSeconds } from '../terminal/format.ts';
import { renderMarkdown } from '../terminal/markdown.ts';
import type { Screen } from '../terminal/screen.ts';
import { oneLine } from '../terminal/style.ts';
import { cut } from '../terminal/width.ts';
import { createLiveLines, type RunView } from './live-view.ts';
import { createMarkdownStream } from './markdown-stream.ts';
import { createTrainingProgress } from './training-progress.ts';

export interface TurnViewOptions {
  out: Screen;
  err: Screen;
  /** What a person can press, said beside the spinner. */
  hint?: string;
  /** What is shown before the first event. */
  opening?: string;
  /** False where standard output is for a JSON document: then the view keeps to standard error. */
  showsAnswer?: boolean;
}

/** Shows a run while it goes on: a spinner with who is at work and for how long, and the answer as it is written. */
export interface TurnView extends RunView {
  /** Ends the view and prints the answer, as far as it isn't on the screen yet: laid out for a terminal, else as Markdown. */
  finish(answer: string | null): void;
}

interface Worker {
  label: string;
  action: string;
  doing: string | null;
  since: number;
}

export function createTurnView(options: TurnViewOptions): TurnView {
  const { out, err, hint, opening = 'planning', showsAnswer = true } = options;
  const startedAt = Date.now();
  const streams = out.canRedraw && showsAnswer;
  const screen = streams ? out : err;
  const stream = createMarkdownStream(out);
  const workers = new Map<string, Worker>();
  const { style } = screen;
  const training = createTrainingProgress(screen);
  let steps = 0;

  const { region, spinner, start, stop } = createLiveLines(screen, (own) => {
    if (streams) own.commit(stream.takeFinished());
    const preview = streams ? stream.preview() : [];
    return [...preview, ...statusLines()];
  });
  const statusLines = (): string[] => {
    const mark = spinner();
    const end = hint === undefined ? '' : style.dim(` · ${hint}`);
    const now = Date.now();
    if (workers.size === 0)
      return [`${mark} ${stream.text === '' ? opening : 'writing'} · ${clock(now - startedAt)}${end}`];
    const time = training.time();
    const lines = [...workers.values()].map(({ label, doing, since }, index) => {
      const what = doing === null ? '' : style.dim(` · ${doing}`);
      return `${mark} ${label} · ${clock(now - since)}${what}${index === workers.size - 1 ? end : ''}`;
    });
    return [...lines, ...training.best(), ...(time === null ? [] : [`  ${time}`])];
  };
  start();

  return {
    listen(event) {
      training.listen(event);
      switch (event.type) {
        case 'plan':
          steps += event.steps.length;
          break;
        case 'agent-start':
          workers.set(event.step, {
            label: `${style.bold(event.agent)} ${event.action.replaceAll('_', ' ')}`,
            action: event.action,
            doing: null,
            since: Date.now(),
          });
          break;
        case 'tool-start': {
          const worker = workers.get(event.step);
          if (worker && event.tool !== worker.action) worker.doing = event.tool.replaceAll('_', ' ');
          break;
        }
        case 'tool-end': {
          // A step is over with the end of its action; other tools are what an agent uses on the way.
          if (workers.get(event.step)?.action !== event.tool) break;
          workers.delete(event.step);
          // Of one step the answer tells all that there is; of several, each says when it is done.
          if (steps < 2 || !screen.canRedraw) break;
          const mark = event.ok ? style.green('✓') : style.red('✗');
          const said = `${event.tool.replaceAll('_', ' ')}: ${plainLine(event.summary)} (${formatSeconds(event.seconds)})`;
          region.commit([cut(`${mark} ${style.dim(said)}`, screen.columns)]);
          break;
        }
        case 'progress': {
          const worker = workers.get(event.step ?? '');
          const share = event.total === undefined ? '' : ` ${event.done ?? 0} of ${event.total}`;
          if (worker) worker.doing = `${oneLine(event.message)}${share}`;
          break;
        }
        case 'token':
          if (event.restart) stream.restart();
          stream.push(event.text);
          break;
      }
    },
    pause: stop,
    resume: start,
    finish(answer) {
      stop();
      if (answer === null || answer.trim() === '') {
        if (streams) region.commit(stream.end());
        return;
      }
      if (!out.isTerminal) return out.line(answer.trimEnd());
      const said = stream.text.trimEnd();
      if (streams && said !== '' && answer.startsWith(said)) {
        stream.push(answer.slice(answer.startsWith(stream.text) ? stream.text.length : said.length));
        return region.commit(stream.end());
      }
      const look = { columns: out.columns, style: out.style, hasUnicode: out.hasUnicode };
      for (const line of renderMarkdown(answer, look)) out.line(line);
    },
  };
}

/** A line of Markdown as it reads without its marks. */
const plainLine = (text: string) => oneLine(text).replace(/[`*]+|^#+ /g, '');

const clock = (ms: number) => `${Math.floor(ms / 1000)} s`;
