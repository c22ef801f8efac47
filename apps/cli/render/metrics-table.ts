import type { FunctionMetrics, MeasuredFile } from '../../../src/code/index.ts';
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
  return lines;
}

const comparators: Readonly<Record<SortKey, (a: MeasuredFile, b: MeasuredFile) => number>> = {
  path: (a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0),
  sloc: (a, b) => b.metrics.sloc - a.metrics.sloc,
  cyclomatic: (a, b) => b.metrics.cyclomatic - a.metrics.cyclomatic,
  cognitive: (a, b) => b.metrics.cognitive - a.metrics.cognitive,
  maintainability: (a, b) => a.metrics.maintainabilityIndex - b.metrics.maintainabilityIndex,
  duplication: (a, b) => b.metrics.duplication - a.metrics.duplication,
  debt: (a, b) => b.metrics.technicalDebtRatio - a.metrics.technicalDebtRatio,
};

function renderFiles(files: readonly MeasuredFile[], screen: Screen): string[] {
  const { style } = screen;
  const hasCoverage = files.some((file) => file.metrics.testCoverage !== null);
  const right = (title: string) => ({ title, align: 'right' as const, shrink: 0 });
  const columns = [
    { title: 'file', shrink: 1 },
    { title: 'language', shrink: 2 },
    right('sloc'),
    right('cyclo'),
    right('cogn'),
    right('maint'),
    right('dup'),
    right('debt'),
    right('safe'),
    ...(hasCoverage ? [right('cover')] : []),
  ];
  const rows = files.map(({ path, language, metrics }) => [
    printable(path),
    style.dim(language),
    formatNumber(metrics.sloc),
    formatNumber(metrics.cyclomatic),
    formatNumber(metrics.cognitive),
    graded(metrics.maintainabilityIndex, 40, 20, metrics.maintainabilityIndex.toFixed(0), style),
    graded(1 - metrics.duplication, 0.9, 0.7, formatShare(metrics.duplication), style),
    graded(1 - metrics.technicalDebtRatio, 0.9, 0.5, formatShare(metrics.technicalDebtRatio), style),
    graded(metrics.securityScore, 0.9, 0.6, metrics.securityScore.toFixed(2), style),
    ...(hasCoverage ? [formatShare(metrics.testCoverage)] : []),
  ]);
  return renderTable(columns, rows, { columns: screen.columns, style });
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
  const right = (title: string) => ({ title, align: 'right' as const, shrink: 0 });
  const columns = [
    {
      title:
        all.length > worst.length ? `function (${worst.length} of ${formatNumber(all.length)})` : 'function',
      shrink: 1,
    },
    { title: 'place', shrink: 2 },
    right('sloc'),
    right('cyclo'),
    right('cogn'),
    right('nest'),
    right('params'),
  ];
  const rows = worst.map(
    ({ file, measured }) =>
      [
        printable(measured.name),
        style.dim(`${printable(file.path)}:${measured.line}`),
        formatNumber(measured.sloc),
        gradedDown(measured.cyclomatic, 10, 20, style),
        gradedDown(measured.cognitive, 15, 30, style),
        gradedDown(measured.nesting, 3, 5, style),
        gradedDown(measured.parameters, 5, 8, style),
      ] satisfies Record<number, string>,
  );
  return renderTable(columns, rows, { columns: screen.columns, style });
}

/** Green where higher is better and it is at least `good`, red below `bad`. */
function graded(value: number, good: number, bad: number, text: string, style: Style): string {
  if (value >= good) return text;
  return value < bad ? style.red(text) : style.yellow(text);
}

function gradedDown(value: FunctionMetrics['sloc'], good: number, bad: number, style: Style): string {
  return graded(-value, -good, -bad, formatNumber(value), style);
}
