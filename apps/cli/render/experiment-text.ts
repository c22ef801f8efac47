import type { Experiment, MetricPoint } from '../../../src/experiments/index.ts';
import { formatBytes, formatSeconds } from '../terminal/format.ts';
import type { Screen } from '../terminal/screen.ts';
import { printable } from '../terminal/style.ts';
import { renderTable } from '../terminal/table.ts';
import { wrap } from '../terminal/width.ts';
import { formatMetric } from './experiments-text.ts';
import { statusMark } from './run-text.ts';

/** Metrics of one value more than that get a small drawing of their course. */
const sparkSteps = 3;

/** One run with all that is known of it. */
export function renderExperiment(run: Experiment, series: readonly MetricPoint[], screen: Screen): string[] {
  const { style, columns } = screen;
  const seconds = run.endedAt === null ? null : (Date.parse(run.endedAt) - Date.parse(run.startedAt)) / 1000;
  const lines = wrap(
    `${style.bold(run.id)} · ${printable(run.name)} · ${printable(run.kind)} · ${statusMark(run.status, style)} · ${run.startedAt}${seconds === null ? '' : `, ${formatSeconds(seconds)}`}`,
    columns,
  );
  const facts: [string, string][] = [];
  if (run.parent !== null) facts.push(['part of', run.parent]);
  if (run.children.length > 0)
    facts.push(['parts', `${run.children.length}: \`opsmith experiments list --parent ${run.id}\``]);
  if (run.isCrewRun) facts.push(['the crew', `\`opsmith runs show ${run.id}\` says what it did`]);
  if (run.data !== null) {
    const { fingerprint, path, rows } = run.data;
    facts.push([
      'data',
      [path, rows === undefined ? null : `${rows} rows`, `sha256 ${fingerprint.slice(0, 16)}…`]
        .filter((part) => part != null)
        .join(', '),
    ]);
  }
  facts.push([
    'code',
    run.code === null
      ? 'no git repository'
      : `${run.code.commit.slice(0, 12)}${run.code.isDirty ? ' with changes that were not committed' : ''}`,
  ]);
  if (run.seed !== null) facts.push(['seed', run.seed]);
  facts.push([
    'versions',
    Object.entries(run.versions)
      .map(([name, version]) => `${name} ${version}`)
      .join(', '),
  ]);
  facts.push([
    'machine',
    `${run.machine.host}, ${run.machine.processor}, ${run.machine.cores} cores, ${formatBytes(run.machine.memoryBytes)}`,
  ]);
  if (run.command !== null) facts.push(['again with', run.command]);
  for (const [name, value] of facts) {
    const [first = '', ...rest] = wrap(printable(value), Math.max(20, columns - 11));
    lines.push(`${style.dim(name.padEnd(10))} ${first}`, ...rest.map((line) => `${' '.repeat(11)}${line}`));
  }
  const table = (title: string, rows: string[][], titles: Parameters<typeof renderTable>[0]) => {
    if (rows.length > 0) lines.push('', style.bold(title), ...renderTable(titles, rows, { columns, style }));
  };
  table(
    'Metrics',
    Object.entries(run.metrics).map(([name, value]) => [
      printable(name),
      formatMetric(value),
      style.dim(course(series, name, screen)),
    ]),
    [{ title: 'metric' }, { title: 'last', align: 'right', shrink: 0 }, { title: 'course', shrink: 3 }],
  );
  table(
    'Parameters',
    Object.entries(run.parameters).map(([name, value]) => [
      printable(name),
      printable(typeof value === 'string' ? value : JSON.stringify(value)),
    ]),
    [{ title: 'parameter' }, { title: 'value', shrink: 2 }],
  );
  table(
    'Tags',
    Object.entries(run.tags).map(([name, value]) => [printable(name), printable(value)]),
    [{ title: 'tag' }, { title: 'value', shrink: 2 }],
  );
  table(
    'Artifacts',
    run.artifacts.map(({ name, bytes, sha256, path, isCopy }) => [
      printable(name),
      formatBytes(bytes),
      sha256.slice(0, 12),
      isCopy ? path : `${path} (not copied)`,
    ]),
    [
      { title: 'artifact', shrink: 2 },
      { title: 'size', align: 'right', shrink: 0 },
      { title: 'sha256', shrink: 0 },
      { title: 'where', keeps: 'end', shrink: 3 },
    ],
  );
  if (run.notes.length > 0)
    lines.push(
      '',
      style.bold('Notes'),
      ...run.notes.flatMap(({ at, text }) =>
        wrap(`${style.dim(at.slice(0, 16))} ${printable(text)}`, columns),
      ),
    );
  return lines;
}

const heights = '▁▂▃▄▅▆▇█';

/** How a metric went, in at most 24 characters; nothing where it has too few values. */
function course(series: readonly MetricPoint[], metric: string, { hasUnicode }: Screen): string {
  const values = series
    .filter(({ name, value }) => name === metric && Number.isFinite(value))
    .map(({ value }) => value);
  if (values.length < sparkSteps) return '';
  const count = Math.min(24, values.length);
  const chosen = Array.from(
    { length: count },
    (_, index) => values[Math.round((index * (values.length - 1)) / (count - 1))]!,
  );
  const [low, high] = [Math.min(...chosen), Math.max(...chosen)];
  if (!hasUnicode)
    return `${values.length} values, ${formatMetric(values[0])} to ${formatMetric(values.at(-1))}`;
  return `${chosen.map((value) => heights[high === low ? 3 : Math.round(((value - low) / (high - low)) * 7)]).join('')} ${values.length} values`;
}
