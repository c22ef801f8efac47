import type { FunctionMetrics, MeasuredFile, MeasuredPaths, SkippedPath } from '../../src/code/index.ts';
import { InputError } from '../../src/errors/index.ts';
import { loadInTurns } from '../../src/turns/index.ts';
import type { ActionContext, ActionResult, ResultItem } from '../define.ts';
import { pathKindOf } from '../planner/index.ts';
import { counted, decimal, inlineCode, integer, percent, table } from './figures.ts';

export interface CodeInput {
  paths?: string[] | undefined;
  code?: string | undefined;
  without?: string[] | undefined;
}

/** Rows that a table in an answer has at most; `opsmith metrics` shows all. */
const longestTable = 15;
const functionsShown = 5;
const clonesShown = 5;

/** Measures files or pasted code and says what the figures are. */
export async function measureCode(
  { paths, code, without }: CodeInput,
  context: ActionContext,
): Promise<ActionResult> {
  const { findFiles, loadRuleset, measurePaths, measureSource } = await loadInTurns([
    () => import('../../src/code/index.ts'),
  ]);
  const { review: settings } = context.config;
  const ruleset = await loadRuleset({ workspace: context.workspace, folder: settings.folder, settings });
  if (code !== undefined && paths === undefined) {
    const file = await measureSource({ source: code, ruleset });
    return resultOf([file], [], { code });
  }
  const bounds = { workspace: context.workspace, directory: context.workspace };
  const { leaveOut, leftOutText } = await loadInTurns([() => import('../../src/review/index.ts')]);
  const all = without === undefined ? undefined : findFiles(paths ?? [], bounds);
  const sorted = all === undefined ? undefined : leaveOut(all.files, without!, context.workspace);
  const measured = await measurePaths(paths ?? [], {
    ...bounds,
    ...(all === undefined ? {} : { found: { ...all, files: sorted!.files } }),
    coverage: context.config.code.coverage ?? undefined,
    ruleset,
    signal: context.signal,
    onProgress: (done, total) =>
      context.log.emit({ type: 'progress', step: context.step, message: 'Measuring', done, total }),
  });
  if (measured.files.length === 0) throw nothingMeasured(paths ?? [], measured.skipped);
  const { files, summary, skipped } = measured;
  const result = resultOf(files, skipped, { paths });
  const text = [result.text, clonesText(measured), leftOutText(sorted?.leftOut ?? [])]
    .filter((part) => part !== '')
    .join('\n\n');
  return { ...result, text, data: { files, summary, skipped } };
}

/** The error for paths under which there was nothing to measure or review. */
export function nothingMeasured(paths: readonly string[], skipped: readonly SkippedPath[]): InputError {
  const why = skipped.slice(0, 5).map(({ path, reason }) => `${path}: ${reason}`);
  const tables = paths.filter((path) => pathKindOf(path) === 'table');
  if (tables.length > 0 && tables.length === paths.length)
    return new InputError(
      'nothing-measured',
      `${tables.join(', ')} ${tables.length === 1 ? 'is a table' : 'are tables'}, and no code. “profile ${tables[0]}” describes it.`,
    );
  const message = why.length > 0 ? why.join('; ') : `There is no code under ${paths.join(', ')}`;
  const isAnswered = message.endsWith('?');
  return new InputError(
    'nothing-measured',
    isAnswered ? message : `${message}. Name a file or folder with code in it.`,
  );
}

function resultOf(
  files: readonly MeasuredFile[],
  skipped: readonly SkippedPath[],
  about: Record<string, unknown>,
): ActionResult {
  const hardest = hardestFunctions(files);
  const parts = [
    files.length === 1 ? oneFile(files[0]!) : manyFiles(files),
    functionsText(hardest, files.length > 1),
    errorsText(files),
    skippedText(skipped),
  ];
  return {
    text: parts.filter((part) => part !== '').join('\n\n'),
    data: { files },
    items: hardest.map(itemOf),
    about,
  };
}

function title({ path, language }: MeasuredFile): string {
  return path === '' ? `The code you pasted (${language})` : `${inlineCode(path)} (${language})`;
}

function oneFile(file: MeasuredFile): string {
  const { metrics, functions } = file;
  const { halstead } = metrics;
  const rows = [
    ['lines of code / statements', `${integer(metrics.sloc)} / ${integer(metrics.lloc)}`],
    ['comment lines / blank lines', `${integer(metrics.comments)} / ${integer(metrics.blank)}`],
    ['cyclomatic complexity', integer(metrics.cyclomatic)],
    ['cognitive complexity', integer(metrics.cognitive)],
    ['maintainability index (of 100)', decimal(metrics.maintainabilityIndex)],
    ['Halstead volume', decimal(halstead.volume)],
    ['Halstead difficulty', decimal(halstead.difficulty)],
    ['Halstead effort', decimal(halstead.effort)],
    ['estimated bugs (Halstead)', decimal(halstead.bugs)],
    ['duplication', percent(metrics.duplication)],
    ['technical debt ratio', percent(metrics.technicalDebtRatio)],
    ['security score (of 1)', decimal(metrics.securityScore)],
    ['test coverage', metrics.testCoverage === null ? 'no report' : percent(metrics.testCoverage)],
  ];
  return `${title(file)}: ${counted(functions.length, 'function')}.\n\n${table(['measure', 'figure'], rows)}`;
}

function manyFiles(files: readonly MeasuredFile[]): string {
  const sorted = files.toSorted((left, right) => right.metrics.cognitive - left.metrics.cognitive);
  const shown = sorted.slice(0, longestTable);
  const sum = (of: (file: MeasuredFile) => number) => files.reduce((total, file) => total + of(file), 0);
  const head = ['file', 'lines', 'cyclomatic', 'cognitive', 'maintainability', 'duplication', 'debt'];
  const rows = shown.map(({ path, metrics }) => [
    inlineCode(path),
    integer(metrics.sloc),
    integer(metrics.cyclomatic),
    integer(metrics.cognitive),
    decimal(metrics.maintainabilityIndex),
    percent(metrics.duplication),
    percent(metrics.technicalDebtRatio),
  ]);
  const lead = `${counted(files.length, 'file')}, ${counted(
    sum(({ metrics }) => metrics.sloc),
    'line',
  )} of code, ${counted(
    sum(({ functions }) => functions.length),
    'function',
  )}.`;
  const rest =
    sorted.length > shown.length
      ? `\n\nThe ${shown.length} hardest to follow are shown, of ${integer(sorted.length)}.`
      : '';
  return `${lead}\n\n${table(head, rows)}${rest}`;
}

interface FunctionInFile {
  path: string;
  metrics: FunctionMetrics;
}

/** The functions that are hardest to follow, hardest first; those that have no branch at all are left out. */
function hardestFunctions(files: readonly MeasuredFile[]): FunctionInFile[] {
  return files
    .flatMap(({ path, functions }) => functions.map((metrics): FunctionInFile => ({ path, metrics })))
    .filter(({ metrics }) => metrics.cyclomatic > 1)
    .sort(
      ({ metrics: left }, { metrics: right }) =>
        right.cognitive - left.cognitive || right.cyclomatic - left.cyclomatic,
    )
    .slice(0, functionsShown);
}

function place({ path, metrics }: FunctionInFile): string {
  return path === '' ? `line ${metrics.line}` : `${path}:${metrics.line}`;
}

function functionsText(functions: readonly FunctionInFile[], many: boolean): string {
  if (functions.length === 0) return '';
  const lines = functions.map(
    (one, index) =>
      `${index + 1}. ${inlineCode(one.metrics.name)} (${many ? place(one) : `line ${one.metrics.line}`}): cyclomatic ${one.metrics.cyclomatic}, cognitive ${one.metrics.cognitive}, nesting ${one.metrics.nesting}, ${counted(one.metrics.sloc, 'line')}`,
  );
  return `Hardest to follow:\n\n${lines.join('\n')}`;
}

function itemOf(one: FunctionInFile): ResultItem {
  const { name, line, endLine, parameters, sloc, cyclomatic, cognitive, nesting, halstead } = one.metrics;
  const rows = [
    ['cyclomatic complexity', integer(cyclomatic)],
    ['cognitive complexity', integer(cognitive)],
    ['deepest nesting', integer(nesting)],
    ['parameters', integer(parameters)],
    ['lines of code', integer(sloc)],
    ['Halstead volume', decimal(halstead.volume)],
    ['Halstead difficulty', decimal(halstead.difficulty)],
  ];
  const where =
    one.path === '' ? `lines ${line} to ${endLine}` : `${inlineCode(one.path)}, lines ${line} to ${endLine}`;
  return {
    id: `${one.path}:${line}:${name}`,
    title: `${name} (${place(one)})`,
    detail: `${inlineCode(name)}, ${where}.\n\n${table(['measure', 'figure'], rows)}`,
  };
}

function errorsText(files: readonly MeasuredFile[]): string {
  const errors = files.flatMap(({ path, errors: found }) => found.map((error) => ({ path, ...error })));
  if (errors.length === 0) return '';
  const lines = errors
    .slice(0, 5)
    .map(
      ({ path, line, message }) => `- ${path === '' ? '' : `${inlineCode(path)}, `}line ${line}: ${message}`,
    );
  const more = errors.length > lines.length ? `\n- and ${errors.length - lines.length} more` : '';
  return `What did not parse was measured as far as it goes:\n\n${lines.join('\n')}${more}`;
}

/** Where the same code stands twice, the longest first. */
function clonesText({ clones, files }: Pick<MeasuredPaths, 'clones' | 'files'>): string {
  if (clones.length === 0) return 'No code stands twice (five lines or more).';
  const at = (source: number, line: number, endLine: number) =>
    `${inlineCode(files[source]!.path)} lines ${line} to ${endLine}`;
  const lines = clones
    .toSorted((left, right) => right.endLine - right.line - (left.endLine - left.line))
    .slice(0, clonesShown)
    .map(
      ({ source, line, endLine, otherSource, otherLine, otherEndLine }) =>
        `- ${at(source, line, endLine)} and ${at(otherSource, otherLine, otherEndLine)}`,
    );
  const more = clones.length > lines.length ? `\n- and ${clones.length - lines.length} more` : '';
  return `The same code stands at two places ${clones.length === 1 ? 'once' : `${clones.length} times`}:\n\n${lines.join('\n')}${more}`;
}

/** What was left out, and why. */
export function skippedText(skipped: readonly SkippedPath[]): string {
  if (skipped.length === 0) return '';
  const lines = skipped.slice(0, 10).map(({ path, reason }) => `- ${inlineCode(path)}: ${reason}`);
  const more = skipped.length > lines.length ? `\n- and ${skipped.length - lines.length} more` : '';
  return `Left out:\n\n${lines.join('\n')}${more}`;
}
