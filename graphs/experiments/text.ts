import type { Experiment, ExperimentComparison, ExperimentLine } from '../../src/experiments/index.ts';

/** So many rows at most: an answer is read. */
const mostRows = 20;

/** Runs as a Markdown table. */
export function listText(lines: readonly ExperimentLine[]): string {
  if (lines.length === 0) return 'No run is like that.';
  const names = [...new Set(lines.flatMap(({ metrics }) => Object.keys(metrics)))].slice(0, 4);
  const rows = lines
    .slice(0, mostRows)
    .map((line) => [
      `\`${line.id}\``,
      cell(line.name),
      line.status,
      ...names.map((name) => numberText(line.metrics[name])),
    ]);
  const more = lines.length > mostRows ? `\n\nand ${lines.length - mostRows} more` : '';
  return `${table(['run', 'experiment', 'status', ...names.map(cell)], rows)}${more}`;
}

/** A run in Markdown. */
export function experimentText(run: Experiment): string {
  const facts = [
    `\`${run.id}\` of **${cell(run.name)}** (${cell(run.kind)}), ${run.status}`,
    ...Object.entries(run.metrics)
      .slice(0, mostRows)
      .map(([name, value]) => `- ${cell(name)}: ${numberText(value)}`),
  ];
  return facts.join('\n');
}

/** What differs, and what is beyond noise. */
export function comparisonText({ runs, differences, metrics }: ExperimentComparison): string {
  const titles = runs.map(({ id }) => `\`${id}\``);
  const parts: string[] = [];
  if (differences.length === 0) parts.push('They were given the same.');
  else
    parts.push(
      table(
        ['what', 'name', ...titles],
        differences
          .slice(0, mostRows)
          .map(({ kind, name, values }) => [kind, cell(name), ...values.map((value) => cell(value ?? '–'))]),
      ),
    );
  parts.push(
    table(
      ['metric', ...titles],
      metrics.slice(0, mostRows).map(({ name, values, tests, verdicts }) => [
        cell(name),
        ...values.map((value, at) => {
          const test = tests[at];
          if (test === null || test === undefined || !test.isComparable) return numberText(value);
          return `${numberText(value)} (${verdicts[at] === 'unclear' ? 'within noise' : `${verdicts[at]} beyond noise`})`;
        }),
      ]),
    ),
  );
  return parts.join('\n\n');
}

function numberText(value: number | null | undefined): string {
  if (value === null || value === undefined) return '–';
  return Number.isNaN(value) ? 'not a number' : String(Number(value.toPrecision(5)));
}

function table(titles: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(titles), line(titles.map(() => '---')), ...rows.map(line)].join('\n');
}

function cell(text: string): string {
  return text.replace(/\s+/g, ' ').replace(/[\\|`*_[\]<>]/g, (character) => `\\${character}`);
}
