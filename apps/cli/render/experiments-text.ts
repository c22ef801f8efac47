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
  // Runs that were made for different metrics have few in common: then each says its own.
  const hasGoals = metrics === undefined && new Set(lines.flatMap(goalOf)).size > 1;
  const shown = hasGoals ? [] : (metrics ?? usualMetrics(lines));
  // What is the same in every line needs no column of its own.
  const hasKinds = new Set(lines.map(({ kind }) => kind)).size > 1;
  const titles = [
    { title: 'run', shrink: 0 },
    { title: 'experiment', shrink: 2 },
    ...(hasKinds ? [{ title: 'kind', shrink: 3 }] : []),
    { title: 'status', shrink: 0 },
    { title: 'began', shrink: 2 },
    ...shown.map((name) => ({ title: printable(name), align: 'right' as const, shrink: 0 })),
    ...(hasGoals ? [{ title: 'optimised', shrink: 1 }] : []),
    { title: 'parameters', shrink: 5 },
  ];
  const rows = lines.map((line) => [
    line.id,
    oneLine(line.name),
    ...(hasKinds ? [oneLine(line.kind)] : []),
    statusMark(line.status, style),
    style.dim(formatAgo(line.startedAt)),
    ...shown.map((name) => formatMetric(line.metrics[name])),
    ...(hasGoals ? [goalText(line)] : []),
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

/** The metric that a run was made for, where it says so. */
function goalOf({ parameters: { metric } }: ExperimentLine): string[] {
  return typeof metric === 'string' ? [metric] : [];
}

/** That metric and what it came to, on the rows that nothing was chosen by where they are known. */
function goalText(line: ExperimentLine): string {
  const [goal] = goalOf(line);
  if (goal === undefined) return '';
  const value = line.metrics[`test.${goal}`] ?? line.metrics[goal];
  return `${oneLine(goal)} ${formatMetric(value)}`.trimEnd();
}

function usualMetrics(lines: readonly ExperimentLine[]): string[] {
  const counts = new Map<string, number>();
  for (const { metrics } of lines)
    for (const name of Object.keys(metrics)) counts.set(name, (counts.get(name) ?? 0) + 1);
  const goals = new Set(lines.flatMap(goalOf));
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
