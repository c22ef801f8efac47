import { figure, metricNames, percent, sentence, size, whole, withInterval } from './numbers.ts';
import { checkedReport, taskWords } from './render-report.ts';
import type { FullReport, TrainingReport } from './training-report.ts';

/**
 * A model card in Markdown, after the sections of Mitchell et al. (2019): details, intended use, factors, metrics, data, analyses, caveats.
 * What is not known is said to be so, or left out. Names that came from data are escaped.
 *
 * @throws InputError `bad-report`
 */
export function renderModelCard(data: TrainingReport): string {
  const report = checkedReport(data);
  const { model, warnings, limitations, findings } = report;
  const caveats = [
    ...limitations,
    ...warnings,
    ...findings
      .filter(({ severity }) => severity !== 'low')
      .map(({ title, message, action }) => `${title}: ${message}${action === null ? '' : ` (${action})`}`),
  ];
  return [
    `# ${md(model.name)}${model.version === null ? '' : ` ${md(model.version)}`}`,
    '',
    `${md(sentence(model.description))}. Predicts \`${code(report.problem.target)}\`: ${md(taskWords(report))}.`,
    '',
    '## Details',
    '',
    ...details(report),
    '',
    '## Intended use',
    '',
    report.intendedUse === null
      ? 'Not stated. Whoever deploys this model should say here what it is for, and what it is not for.'
      : md(report.intendedUse),
    '',
    '## Metrics',
    '',
    ...metrics(report),
    '',
    ...dataPart(report),
    ...groupsPart(report),
    ...slicesPart(report),
    ...importancesPart(report),
    '## Caveats',
    '',
    ...(caveats.length === 0
      ? ['None were found; that is not to say that there are none.']
      : caveats.map((text) => `- ${md(text)}`)),
    '',
    ...again(report),
  ].join('\n');
}

function details({ run, problem, model, candidates }: FullReport): string[] {
  const lines = [
    `- Trained ${run.startedAt.slice(0, 10)} in run \`${code(run.id)}\`, by opsmith`,
    `- Optimised for ${md(problem.metric)} (${problem.isLowerBetter ? 'less' : 'more'} is better)${problem.whyMetric === null ? '' : `: ${md(problem.whyMetric)}`}`,
  ];
  if (problem.classes !== null) lines.push(`- Classes: ${problem.classes.map(md).join(', ')}`);
  if (model.threshold !== null)
    lines.push(`- Says the second class from a probability of ${figure(model.threshold)}`);
  if (model.features !== null) lines.push(`- ${whole(model.features)} features`);
  if (candidates.length > 0) lines.push(`- Chosen among ${whole(candidates.length)} candidates`);
  if (model.sha256 !== null)
    lines.push(`- SHA-256 \`${code(model.sha256)}\`${model.bytes === null ? '' : ` (${size(model.bytes)})`}`);
  return lines;
}

function metrics({ scores }: FullReport): string[] {
  const { test, validation, baseline } = scores;
  const names = metricNames(test, validation);
  if (names.length === 0) return ['None were computed.'];
  const of = (list: typeof test, name: string) => list.find(({ metric }) => metric === name);
  return table(
    ['metric', 'test', 'validation', 'baseline (test)'],
    names.map((name) => {
      const [onTest, onValidation] = [of(test, name), of(validation, name)];
      return [
        md(name),
        onTest === undefined ? '–' : withInterval(onTest),
        onValidation === undefined ? '–' : withInterval(onValidation),
        figure(of(baseline, name)?.value),
      ];
    }),
  );
}

function dataPart({ data }: FullReport): string[] {
  if (data === null) return [];
  const parts = Object.entries(data.parts).map(([name, rows]) => `${md(name)} ${whole(rows)}`);
  const columns = data.columns.map((column) => [
    md(column.name),
    md(column.kind),
    md(column.role),
    percent(column.missing),
    md(column.figures),
  ]);
  return [
    '## Data',
    '',
    `${md(data.name)}: ${whole(data.rows)} rows${parts.length > 0 ? ` (${parts.join(', ')})` : ''}, SHA-256 \`${code(data.fingerprint)}\`.`,
    '',
    ...(columns.length === 0
      ? []
      : [...table(['column', 'kind', 'role', 'missing', 'figures'], columns), '']),
  ];
}

function groupsPart({ fairness }: FullReport): string[] {
  if (fairness.length === 0) return [];
  const gaps = fairness.flatMap(({ column, gaps: own }) =>
    own.map(({ measure, value, low, high, limit }) => [
      md(column),
      md(measure),
      withInterval({ value, low, high }),
      limit === null ? '–' : figure(limit),
    ]),
  );
  return ['## Groups', '', ...table(['column', 'gap between groups', 'value', 'allowed'], gaps), ''];
}

function slicesPart({ slices, problem }: FullReport): string[] {
  if (slices.length === 0) return [];
  const rows = slices.map(({ rule, rows: count, score, overall }) => [
    `\`${code(rule)}\``,
    whole(count),
    figure(score),
    figure(overall),
  ]);
  return ['## Where it is weakest', '', ...table(['rows where', 'rows', problem.metric, 'of all'], rows), ''];
}

function importancesPart({ importances }: FullReport): string[] {
  if (importances.length === 0) return [];
  const rows = importances.slice(0, 10).map(({ name, importance }) => [md(name), figure(importance)]);
  return ['## What it looks at', '', ...table(['feature', 'importance'], rows), ''];
}

function again({ reproducibility }: FullReport): string[] {
  if (reproducibility === null) return [];
  const { seed, command, commit, isDirty, versions, machine } = reproducibility;
  const lines: string[] = [];
  if (command !== null) lines.push(`- Command: \`${code(command)}\``);
  if (seed !== null) lines.push(`- Seed: ${md(String(seed))}`);
  if (commit !== null)
    lines.push(`- Code: \`${code(commit)}\`${isDirty ? ', with changes that were not committed' : ''}`);
  const named = Object.entries(versions).map(([name, version]) => `${md(name)} ${md(version)}`);
  if (named.length > 0) lines.push(`- Versions: ${named.join(', ')}`);
  if (machine !== null) lines.push(`- Machine: ${md(machine)}`);
  return lines.length === 0 ? [] : ['## How to get it again', '', ...lines, ''];
}

function table(titles: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(titles), line(titles.map(() => '---')), ...rows.map(line)];
}

/** Text that means nothing in Markdown or HTML, on one line. */
function md(text: string): string {
  // Within a word an underscore means nothing, and names of columns and metrics are full of them.
  return oneLine(text).replace(
    /[\\`*{}[\]<>#|~!&]|(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu,
    (character) => `\\${character}`,
  );
}

/** Text between single backticks, also within a table. */
function code(text: string): string {
  return oneLine(text).replaceAll('`', "'").replaceAll('|', '\\|');
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is taken out.
const controls = /[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g;

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').replace(controls, '\ufffd').trim();
}
