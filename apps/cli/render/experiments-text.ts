import type { ExperimentLine } from '../../../src/experiments/index.ts';
import { formatAgo } from '../terminal/format.ts';
import type { Screen } from '../terminal/screen.ts';
import { oneLine, printable } from '../terminal/style.ts';
import { renderTable } from '../terminal/table.ts';
import { statusMark } from './run-text.ts';

/** Runs as a table, in their order, with the metrics asked for, else the three that most of them have, what was optimised for first. */
export function renderExperiments(
  lines: readonly ExperimentLine[],
  screen: Screen,
  metrics?: readonly string[],
): string[] {
  const { style, columns } = screen;
  const shown = metrics ?? usualMetrics(lines);
  // What is the same in every line needs no column of its own.
  const hasKinds = new Set(lines.map(({ kind }) => kind)).size > 1;
  const titles = [
    { title: 'run', shrink: 0 },
    { title: 'experiment', shrink: 2 },
    ...(hasKinds ? [{ title: 'kind', shrink: 3 }] : []),
    { title: 'status', shrink: 0 },
    { title: 'began', shrink: 2 },
    ...shown.map((name) => ({ title: printable(name), align: 'right' as const, shrink: 0 })),
    { title: 'parameters', shrink: 5 },
  ];
  const rows = lines.map((line) => [
    line.id,
    oneLine(line.name),
    ...(hasKinds ? [oneLine(line.kind)] : []),
    statusMark(line.status, style),
    style.dim(formatAgo(line.startedAt)),
    ...shown.map((name) => formatMetric(line.metrics[name])),
    style.dim(oneLine(parametersOf(line))),
  ]);
  return renderTable(titles, rows, { columns, style });
}

/** A metric with five significant digits; empty where there is none. */
export function formatMetric(value: number | null | undefined): string {
  if (value === undefined || value === null) return '';
  if (!Number.isFinite(value)) return Number.isNaN(value) ? 'not a number' : value > 0 ? '∞' : '-∞';
  if (Number.isInteger(value) && Math.abs(value) < 1e9) return String(value);
  return String(Number(value.toPrecision(5)));
}

function usualMetrics(lines: readonly ExperimentLine[]): string[] {
  const counts = new Map<string, number>();
  for (const { metrics } of lines)
    for (const name of Object.keys(metrics)) counts.set(name, (counts.get(name) ?? 0) + 1);
  const goals = new Set(
    lines.flatMap(({ parameters: { metric } }) => (typeof metric === 'string' ? metric : [])),
  );
  const isGoal = (name: string) => Number(goals.has(name.slice(name.lastIndexOf('.') + 1)));
  return [...counts]
    .sort((a, b) => isGoal(b[0]) - isGoal(a[0]) || b[1] - a[1])
    .slice(0, 3)
    .map(([name]) => name);
}

function parametersOf({ parameters, tags }: ExperimentLine): string {
  return [
    ...Object.entries(parameters).map(
      ([name, value]) => `${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`,
    ),
    ...Object.entries(tags).map(([name, value]) => `#${name}=${value}`),
  ].join(' ');
}
