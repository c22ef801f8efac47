import type { EvalReport, Rate, SuiteReport } from '../../../evals/index.ts';
import { count, formatSeconds, formatShare } from '../terminal/format.ts';
import type { Screen } from '../terminal/screen.ts';
import { printable } from '../terminal/style.ts';
import { renderTable } from '../terminal/table.ts';
import { wrap } from '../terminal/width.ts';

const failuresShown = 15;
const tagsShown = 12;
/** More evaluators than this are lines of a table, not columns. */
const mostSideBySide = 4;
/** Of a failed case's input, in characters: some inputs are whole functions. */
const longestInput = 300;
/** How a data set marks the cases that nothing was tuned on, and the others. */
const partTags: readonly string[] = ['tune', 'held-out'];

/** An evaluation for people: each suite's rates by evaluator and tag, the first failures, and the baseline. */
export function renderEvaluation(report: EvalReport, screen: Screen): string[] {
  const lines = report.suites.flatMap((suite) => [...renderSuite(suite, screen), '']);
  if (report.baseline !== null) lines.push(...renderBaseline(report.baseline, screen));
  while (lines.at(-1) === '') lines.pop();
  return lines;
}

function renderSuite(suite: SuiteReport, screen: Screen): string[] {
  const { style, columns } = screen;
  const cost = suite.cost === null ? 'cost unknown' : `$${suite.cost.toFixed(2)}`;
  const facts = `${suite.model}, ${suite.dataset}, ${formatSeconds(suite.seconds)}, ${cost}`;
  // Where the policy stepped in for a model, the rates are not that model's alone.
  const deciders = Object.entries(suite.decidedBy).map(([who, cases]) => `${who} ${cases}`);
  const evaluators = Object.keys(suite.metrics);
  const titles = [{ title: 'cases with', shrink: 0 }, ...['cases', ...evaluators].map(right)];
  const table =
    evaluators.length > mostSideBySide
      ? renderTable(
          [{ title: 'judged by', shrink: 0 }, right('cases'), right('passed'), { title: 'worst with' }],
          rowsByEvaluator(suite),
          { columns, style },
        )
      : renderTable(titles, rowsOf(suite), { columns, style });
  return [
    `${style.bold(suite.suite)}: ${suite.passed} of ${count(suite.cases, 'case')} passed (${formatShare(suite.score, 1)})`,
    ...wrap(style.dim(facts), columns),
    ...(deciders.length === 0 ? [] : wrap(style.dim(`decided by: ${deciders.join(', ')}`), columns)),
    '',
    ...table,
    ...renderFailures(suite, screen),
  ];
}

/** A line an evaluator: its rate, and the tags whose cases pass it least. */
function rowsByEvaluator({ metrics }: SuiteReport): string[][] {
  return Object.entries(metrics).map(([name, { all, byTag }]) => {
    const worst = Object.entries(byTag)
      .filter(([, { rate }]) => rate !== null && rate < 1)
      .sort(([, a], [, b]) => a.rate! - b.rate!)
      .slice(0, 3)
      .map(([tag, { rate }]) => `${tag} ${formatShare(rate, 0)}`);
    return [name, String(all.cases), withInterval(all), worst.join(', ')];
  });
}

/** All cases, the parts that were and were not tuned on, and the tags whose cases do not all pass, the worst first. */
function rowsOf({ metrics }: SuiteReport): string[][] {
  const [first] = Object.values(metrics);
  if (first === undefined) return [];
  const worst = (tag: string) =>
    Math.min(...Object.values(metrics).map(({ byTag }) => byTag[tag]?.rate ?? 1));
  const tags = Object.keys(first.byTag);
  const parts = tags.filter((tag) => partTags.includes(tag));
  const imperfect = tags.filter((tag) => !partTags.includes(tag) && worst(tag) < 1);
  const shown = imperfect.sort((a, b) => worst(a) - worst(b)).slice(0, tagsShown);
  return [
    ['(all)', String(first.all.cases), ...Object.values(metrics).map(({ all }) => withInterval(all))],
    ...[...parts, ...shown].map((tag) => [
      tag,
      String(first.byTag[tag]?.cases ?? 0),
      ...Object.values(metrics).map(({ byTag }) => withInterval(byTag[tag])),
    ]),
  ];
}

function renderFailures({ failures }: SuiteReport, { style, columns }: Screen): string[] {
  if (failures.length === 0) return [];
  const lines = [''];
  // Who has read a held-out case can no longer tune without it.
  const open = failures.filter(({ tags }) => !tags.includes('held-out'));
  for (const { id, input, failed } of open.slice(0, failuresShown)) {
    lines.push(...wrap(`${style.red(id)} ${shortened(printable(input).replaceAll('\n', ' '))}`, columns));
    for (const { evaluator, reason } of failed)
      lines.push(
        ...wrap(`${evaluator}: ${printable(reason)}`, columns - 4).map((line) => `    ${style.dim(line)}`),
      );
  }
  const left = open.length - failuresShown;
  if (left > 0) lines.push(style.dim(`… and ${count(left, 'more failure')}; --json has them all.`));
  const heldOut = failures.length - open.length;
  if (heldOut > 0)
    lines.push(
      style.dim(
        `${count(heldOut, 'failure')} in the held-out part, not shown so that nothing is tuned on them.`,
      ),
    );
  return lines;
}

function renderBaseline(baseline: NonNullable<EvalReport['baseline']>, { style, columns }: Screen): string[] {
  return baseline.suites.flatMap(({ suite, before, change, newlyFailing, newlyPassing, worse }) => {
    if (before === null || change === null) return [`${suite}: not in ${baseline.file}`];
    const direction = `${change >= 0 ? '+' : ''}${(change * 100).toFixed(1)} points`;
    const lists = [
      ...(newlyFailing.length > 0 ? [`fail now: ${newlyFailing.join(', ')}`] : []),
      ...(newlyPassing.length > 0 ? [`pass now: ${newlyPassing.join(', ')}`] : []),
    ];
    const head = `${suite}: ${formatShare(before.score, 1)} before, ${worse ? style.red(direction) : style.green(direction)}`;
    return wrap([head, ...lists].join('; '), columns);
  });
}

function shortened(text: string): string {
  return text.length > longestInput ? `${text.slice(0, longestInput)}…` : text;
}

const right = (title: string) => ({ title, align: 'right' as const });

/** A rate with the interval that holds the true one with 95% confidence. */
function withInterval(rate: Rate | undefined): string {
  if (rate === undefined || rate.rate === null) return '–';
  const interval =
    rate.low === null || rate.high === null ? '' : ` (${percent(rate.low)}-${percent(rate.high)})`;
  return `${formatShare(rate.rate, 1)}${interval}`;
}

const percent = (share: number) => (share * 100).toFixed(0);
