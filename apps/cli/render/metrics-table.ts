import type { FileMetrics, MeasuredFile } from '../../../src/code/index.ts';
import type { SortKey } from '../commands/metrics.ts';
import { count, formatNumber, formatShare } from '../terminal/format.ts';
import type { Screen } from '../terminal/screen.ts';
import { printable, type Style } from '../terminal/style.ts';
import { renderTable } from '../terminal/table.ts';
import { wrap } from '../terminal/width.ts';

export interface MetricsTableOptions {
  sort?: SortKey;
  /** Most files in the first table, and most functions in the second. */
  top?: number;
}

/** The measurements for people: a table of files, a table of the functions that are hardest to follow, what did not parse. */
export function renderMetrics(
  files: readonly MeasuredFile[],
  screen: Screen,
  options: MetricsTableOptions = {},
): string[] {
  const { sort = 'path', top = 30 } = options;
  const sorted = [...files].sort(comparators[sort]);
  const shown = sorted.slice(0, top);
  const lines = renderFiles(shown, screen);
  if (sorted.length > shown.length)
    lines.push(
      screen.style.dim(
        `… and ${count(sorted.length - shown.length, 'more file', 'more files')} (--top shows more)`,
      ),
    );
  const functions = renderFunctions(files, screen, Math.min(top, 10));
  if (functions.length > 0) lines.push('', ...functions);
  const problems = files.flatMap(({ path, errors }) =>
    errors
      .slice(0, 5)
      .flatMap((error) =>
        wrap(
          `${screen.style.yellow('!')} ${printable(path)}:${error.line}: ${printable(error.message)}`,
          screen.columns,
        ),
      ),
  );
  if (problems.length > 0) lines.push('', ...problems);
  if (files.length > 1) lines.push('', ...wrap(summaryLine(files, screen.style), screen.columns));
  return lines;
}

const comparators: Readonly<Record<SortKey, (a: MeasuredFile, b: MeasuredFile) => number>> = {
  path: (a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0),
  sloc: (a, b) => b.metrics.sloc - a.metrics.sloc,
  cyclomatic: (a, b) => b.metrics.cyclomatic - a.metrics.cyclomatic,
  cognitive: (a, b) => b.metrics.cognitive - a.metrics.cognitive,
  maintainability: (a, b) => a.metrics.maintainabilityIndex - b.metrics.maintainabilityIndex,
  duplication: (a, b) => (b.metrics.duplication ?? 0) - (a.metrics.duplication ?? 0),
  debt: (a, b) => (b.metrics.technicalDebtRatio ?? 0) - (a.metrics.technicalDebtRatio ?? 0),
};

function renderFiles(files: readonly MeasuredFile[], screen: Screen): string[] {
  const { style } = screen;
  const isWide = screen.columns >= 64;
  const hasCoverage = files.some((file) => file.metrics.testCoverage !== null);
  const right = (title: string) => ({ title, align: 'right' as const, shrink: 0 });
  const columns = [
    { title: 'file', keeps: 'end' as const },
    ...(isWide ? [{ title: 'language', shrink: 0 }] : []),
    right('sloc'),
    right('cyclo'),
    right('cogn'),
    right('maint'),
    ...(isWide ? [right('dup'), right('debt'), right('safe')] : []),
    ...(hasCoverage ? [right('cover')] : []),
  ];
  const rows = files.map(({ path, language, metrics }) => [
    printable(path),
    ...(isWide ? [style.dim(language)] : []),
    formatNumber(metrics.sloc),
    formatNumber(metrics.cyclomatic),
    formatNumber(metrics.cognitive),
    graded(metrics.maintainabilityIndex, 20, 10, metrics.maintainabilityIndex.toFixed(0), style),
    ...(isWide ? rarerCells(metrics, style) : []),
    ...(hasCoverage ? [formatShare(metrics.testCoverage)] : []),
  ]);
  return renderTable(columns, rows, { columns: screen.columns, style });
}

function rarerCells(metrics: FileMetrics, style: Style): string[] {
  const { duplication, technicalDebtRatio, securityScore } = metrics;
  return [
    graded(-(duplication ?? 0), -0.1, -0.3, formatShare(duplication), style),
    graded(-(technicalDebtRatio ?? 0), -0.1, -0.5, formatShare(technicalDebtRatio), style),
    graded(securityScore ?? 1, 0.9, 0.6, securityScore?.toFixed(2) ?? '–', style),
  ];
}

/** The functions worst to follow; a file whose functions are all simple has none to show. */
function renderFunctions(files: readonly MeasuredFile[], screen: Screen, most: number): string[] {
  const { style } = screen;
  const all = files.flatMap((file) => file.functions.map((measured) => ({ file, measured })));
  const worst = all
    .sort(
      (a, b) => b.measured.cognitive - a.measured.cognitive || b.measured.cyclomatic - a.measured.cyclomatic,
    )
    .slice(0, most);
  if (worst.length === 0) return [];
  const isWide = screen.columns >= 64;
  const right = (title: string) => ({ title, align: 'right' as const, shrink: 0 });
  const title =
    all.length > worst.length ? `function (${worst.length} of ${formatNumber(all.length)})` : 'function';
  const columns = [
    { title },
    ...(isWide ? [{ title: 'place', shrink: 2, keeps: 'end' as const }, right('sloc')] : []),
    right('cyclo'),
    right('cogn'),
    ...(isWide ? [right('nest'), right('params')] : []),
  ];
  const rows = worst.map(({ file, measured }) => {
    const { name, line, sloc, cyclomatic, cognitive, nesting, parameters } = measured;
    return [
      isWide ? printable(name) : `${printable(name)} ${style.dim(`:${line}`)}`,
      ...(isWide ? [style.dim(`${printable(file.path)}:${line}`), formatNumber(sloc)] : []),
      gradedDown(cyclomatic, 10, 20, style),
      gradedDown(cognitive, 15, 30, style),
      ...(isWide ? [gradedDown(nesting, 3, 5, style), gradedDown(parameters, 5, 8, style)] : []),
    ];
  });
  return renderTable(columns, rows, { columns: screen.columns, style });
}

/** Yellow below `good`, red below `bad`; maintainability has Visual Studio's thresholds, 20 and 10. */
function graded(value: number, good: number, bad: number, text: string, style: Style): string {
  if (value >= good) return text;
  return value < bad ? style.red(text) : style.yellow(text);
}

function gradedDown(value: number, good: number, bad: number, style: Style): string {
  return graded(-value, -good, -bad, formatNumber(value), style);
}

function summaryLine(files: readonly MeasuredFile[], style: Style): string {
  const sum = (value: (file: MeasuredFile) => number) =>
    files.reduce((total, file) => total + value(file), 0);
  const facts = [
    count(
      sum((file) => file.functions.length),
      'function',
    ),
    `${formatNumber(sum((file) => file.metrics.sloc))} lines of code`,
    `cyclomatic ${formatNumber(sum((file) => file.metrics.cyclomatic))}`,
    `cognitive ${formatNumber(sum((file) => file.metrics.cognitive))}`,
  ];
  return `${style.bold(count(files.length, 'file'))}: ${facts.join(', ')}`;
}
