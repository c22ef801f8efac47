import type { ComparedMetric, ExperimentComparison } from '../../../src/experiments/index.ts';
import type { Screen } from '../terminal/screen.ts';
import { printable, type Style } from '../terminal/style.ts';
import { renderTable } from '../terminal/table.ts';
import { wrap } from '../terminal/width.ts';
import { formatMetric } from './experiments-text.ts';

/** A comparison of runs: what differs, the metrics, and what the folds say. */
export function renderComparison(
  { runs, differences, metrics }: ExperimentComparison,
  screen: Screen,
): string[] {
  const { style, columns } = screen;
  // Values give way before names: what is cut to a few letters names nothing.
  const titles = runs.map(({ id }) => ({ title: id, shrink: 2 }));
  const lines: string[] = [];
  lines.push(style.bold('What differs'));
  if (differences.length === 0)
    lines.push(
      'Nothing of what they were given: parameters, data, code, versions, machine and seed are the same.',
    );
  else
    lines.push(
      ...renderTable(
        [{ title: 'what', shrink: 0 }, { title: 'name', shrink: 1 }, ...titles],
        differences.map(({ kind, name, values }) => [
          style.dim(kind),
          printable(name),
          ...values.map((value) => (value === null ? style.dim('–') : printable(value))),
        ]),
        { columns, style },
      ),
    );
  if (metrics.length === 0) return [...lines, '', 'They have no metrics.'];
  lines.push(
    '',
    style.bold('Metrics'),
    ...renderTable(
      [{ title: 'metric', shrink: 1 }, ...titles.map((title) => ({ ...title, align: 'right' as const }))],
      metrics.map(({ name, values, verdicts }) => [
        printable(name),
        ...values.map((value, at) => marked(formatMetric(value), verdicts[at] ?? null, style)),
      ]),
      { columns, style },
    ),
    '',
    style.bold('Beyond noise?'),
  );
  const open = new Map<string, string[]>();
  for (const metric of metrics) {
    const { said, reasons } = sentences(metric, runs);
    for (const line of said) lines.push(...wrap(printable(line), columns));
    for (const why of reasons) open.set(why, [...(open.get(why) ?? []), metric.name]);
  }
  // Most runs have many metrics, and folds of one: why the others are open is told once.
  for (const [why, names] of open)
    lines.push(...wrap(printable(`${some(names)}: can't be told, since ${why}.`), columns));
  return lines;
}

const namedAtMost = 4;

/** Names, or how many they are where nobody would read them all. */
function some(names: readonly string[]): string {
  return names.length <= namedAtMost
    ? names.join(', ')
    : `${names.length} metrics (${names[0]} to ${names.at(-1)})`;
}

function marked(text: string, verdict: ComparedMetric['verdicts'][number], style: Style): string {
  if (verdict === 'better') return style.green(`${text} +`);
  return verdict === 'worse' ? style.red(`${text} -`) : text;
}

/** What the folds say, for each run against the first, and why they say nothing. */
function sentences(
  { name, tests, verdicts }: ComparedMetric,
  runs: ExperimentComparison['runs'],
): { said: string[]; reasons: Set<string> } {
  const reasons = new Set<string>();
  const said = tests.flatMap((test, at) => {
    if (test === null) return [];
    if (!test.isComparable) {
      reasons.add(test.why);
      return [];
    }
    const { difference, low, high, pValue, folds } = test;
    const p = pValue < 0.001 ? 'p < 0.001' : `p = ${pValue.toFixed(3)}`;
    const figures = `${signed(difference)} (95% interval ${signed(low)} to ${signed(high)}, ${p}, ${folds} folds)`;
    const verdict = verdicts[at];
    return [
      verdict === 'unclear'
        ? `${name}: ${runs[at]!.id} is within the noise of ${runs[0]!.id}: ${figures}.`
        : `${name}: ${runs[at]!.id} is ${verdict} than ${runs[0]!.id} beyond noise: ${figures}.`,
    ];
  });
  return { said, reasons };
}

function signed(value: number): string {
  return `${value < 0 ? '' : '+'}${formatMetric(value)}`;
}
