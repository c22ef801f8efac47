import type { MeasuredFile } from '../../../src/code/index.ts';
import { count, formatNumber } from '../terminal/format.ts';
import type { Screen } from '../terminal/screen.ts';
import { printable } from '../terminal/style.ts';
import { type Column, renderTable } from '../terminal/table.ts';

type Figures = Readonly<Record<string, number | null>>;

/** A workspace's own metrics: a table of files, and one of the functions that have figures of their own. At most `top` rows each. */
export function renderCustomMetrics(files: readonly MeasuredFile[], screen: Screen, top: number): string[] {
  const ofFiles = files.map(({ path, custom = {} }) => ({ name: printable(path), custom }));
  const ofFunctions = files.flatMap(({ path, functions }) =>
    functions.flatMap(({ name, line, custom }) =>
      custom === undefined ? [] : [{ name: printable(`${name} ${path}:${line}`), custom }],
    ),
  );
  const tables = [
    renderFigures('file', ofFiles, screen, top),
    renderFigures('function', ofFunctions, screen, top),
  ].filter((table) => table.length > 0);
  return tables.length === 0
    ? ['There are no metrics of your own here; docs/custom-rules.md says how to add one.']
    : tables.flatMap((table, index) => (index === 0 ? table : ['', ...table]));
}

function renderFigures(
  title: string,
  rows: readonly { name: string; custom: Figures }[],
  { columns, style }: Screen,
  top: number,
): string[] {
  const metrics = [...new Set(rows.flatMap(({ custom }) => Object.keys(custom)))].sort();
  if (metrics.length === 0) return [];
  const titles: Column[] = [
    { title, keeps: 'end' },
    ...metrics.map((metric) => ({ title: metric, align: 'right' as const, shrink: 0 })),
  ];
  const cells = rows
    .slice(0, top)
    .map(({ name, custom }) => [name, ...metrics.map((metric) => shown(custom[metric]))]);
  const rest = rows.length - cells.length;
  return [
    ...renderTable(titles, cells, { columns, style }),
    ...(rest > 0
      ? [style.dim(`… and ${count(rest, `more ${title}`, `more ${title}s`)} (--top shows more)`)]
      : []),
  ];
}

/** Nothing where the metric is not of this file, a dash where it has no value. */
function shown(figure: number | null | undefined): string {
  if (figure === undefined) return '';
  return figure === null ? '-' : formatNumber(figure, Number.isInteger(figure) ? 0 : 2);
}
