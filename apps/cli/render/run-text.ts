import type { RunEvent } from '../../../src/observe/index.ts';
import type { RunRecord } from '../../../src/store/index.ts';
import { formatAgo, formatNumber, formatSeconds } from '../terminal/format.ts';
import { renderMarkdown } from '../terminal/markdown.ts';
import type { Screen } from '../terminal/screen.ts';
import { oneLine, type Style } from '../terminal/style.ts';
import { renderTable } from '../terminal/table.ts';
import { wrap } from '../terminal/width.ts';

/** `+  0.00s` and two spaces. */
const timeColumns = 10;

/** A run's status in its colour. */
export function statusMark(status: RunRecord['status'], style: Style): string {
  if (status === 'done') return style.green(status);
  if (status === 'failed' || status === 'limited' || status === 'interrupted') return style.red(status);
  return status === 'cancelled' ? style.dim(status) : style.yellow(status);
}

/** Runs as a table, in their order. */
export function renderRuns(runs: readonly RunRecord[], screen: Screen): string[] {
  const { style } = screen;
  const columns = [
    { title: 'run', shrink: 0 },
    { title: 'kind', shrink: 3 },
    { title: 'status', shrink: 0 },
    { title: 'began', shrink: 2 },
    { title: 'thread', shrink: 4 },
    { title: 'what', shrink: 1 },
  ];
  const rows = runs.map((run) => [
    run.id,
    run.kind,
    statusMark(run.status, style),
    style.dim(formatAgo(run.startedAt)),
    style.dim(run.thread ?? ''),
    oneLine(inputText(run.input)),
  ]);
  return renderTable(columns, rows, { columns: screen.columns, style });
}

/** One run with everything that happened in it. */
export function renderRun(run: RunRecord, events: readonly RunEvent[], screen: Screen): string[] {
  const { style, columns } = screen;
  const seconds = run.endedAt === null ? null : (Date.parse(run.endedAt) - Date.parse(run.startedAt)) / 1000;
  const facts = [
    `${style.bold(run.id)} · ${run.kind} · ${statusMark(run.status, style)}`,
    `${run.startedAt}${seconds === null ? '' : `, ${formatSeconds(seconds)}`}`,
    ...(run.thread === null ? [] : [`thread ${run.thread}`]),
  ];
  const start = Date.parse(run.startedAt);
  const lines = wrap(facts.join(' · '), columns);
  for (const event of events) {
    const at = style.dim(`+${((Date.parse(event.at) - start) / 1000).toFixed(2).padStart(6)}s`);
    const described = describeEvent(event, screen).flatMap((line) => wrap(line, columns - timeColumns));
    const [first, ...rest] = described;
    if (first === undefined) continue;
    lines.push(`${at}  ${first}`, ...rest.map((line) => (line === '' ? '' : ' '.repeat(timeColumns) + line)));
  }
  if (run.status === 'interrupted')
    lines.push(`The process that worked on it is gone. \`opsmith runs resume ${run.id}\` goes on from here.`);
  return lines;
}

function describeEvent(event: RunEvent, screen: Screen): string[] {
  const { style } = screen;
  switch (event.type) {
    case 'run-start':
      return [`${style.bold('asked')} ${oneLine(event.input)}`];
    case 'plan':
      return [
        `${style.bold('plan')} by ${event.decidedBy}: ${oneLine(event.reason)}`,
        ...event.steps.map((step) =>
          oneLine(`${step.agent} ${step.action} ${JSON.stringify(step.arguments)}`),
        ),
      ];
    case 'agent-start':
      return [
        `${style.cyan(event.agent)} ${event.action} ${style.dim(oneLine(JSON.stringify(event.arguments)))}`,
      ];
    case 'tool-start':
      return [style.dim(`${event.tool} begins`)];
    case 'tool-end': {
      const mark = event.ok ? style.green('ok') : style.red('failed');
      return [
        `${event.tool} ${mark} ${style.dim(`(${formatSeconds(event.seconds)})`)} ${oneLine(event.summary)}`,
      ];
    }
    case 'progress':
      return [style.dim(oneLine(event.message))];
    case 'candidate':
      return [
        `${event.isBest ? style.green('best') : style.dim('tried')} ${event.family} ${event.metric} ${event.score === null ? 'failed' : formatNumber(event.score, 4)} ${style.dim(`(${formatSeconds(event.seconds)})`)}`,
      ];
    case 'agent-performance':
      return [
        `${style.cyan(event.agent)} took ${formatSeconds(event.seconds)}${event.contribution === null ? '' : ` and is worth ${formatNumber(event.contribution, 4)} of ${event.metric}`}`,
      ];
    case 'decision':
      return [`${event.name} decided by ${event.decidedBy}: ${oneLine(event.reason)}`];
    case 'interrupt':
      return [`${style.yellow('asks')} ${oneLine(event.question)}`];
    case 'answer': {
      const look = { columns: screen.columns - timeColumns, style, hasUnicode: screen.hasUnicode };
      return [`${style.bold('answer')} by ${event.decidedBy}`, ...renderMarkdown(event.text, look)];
    }
    case 'error':
      return [`${style.red('error')} ${event.code}: ${oneLine(event.message)}`];
    case 'run-end':
      return [
        `${style.bold('end')} ${statusMark(event.status, style)} after ${formatSeconds(event.seconds)}`,
      ];
    case 'token':
      return [];
  }
}

function inputText(input: unknown): string {
  if (typeof input === 'object' && input !== null && 'text' in input && typeof input.text === 'string')
    return input.text;
  return typeof input === 'string' ? input : (JSON.stringify(input) ?? '');
}
