import { z } from 'zod';
import {
  type FunctionMetrics,
  type LanguageName,
  languageNames,
  type MeasuredFile,
  measurePaths,
  measureSource,
  type SkippedPath,
} from '../../../src/code/index.ts';
import { InputError } from '../../../src/errors/index.ts';
import { withoutControls } from '../../../src/review/index.ts';
import { checkCodeInput, codeInput, languageFrom } from '../code-input.ts';
import { type CallContext, capped, defineTool } from '../tool.ts';
import type { Workspace } from '../workspace.ts';

const mostFiles = 50;
const mostFunctions = 10;
const mostSkipped = 20;

const Output = z.object({
  files: z.array(
    z.object({
      path: z.string(),
      language: z.string(),
      lines_of_code: z.number(),
      statements: z.number(),
      comment_lines: z.number(),
      cyclomatic: z.number(),
      cognitive: z.number(),
      maintainability_index: z.number().describe('0..100, higher is easier to maintain'),
      halstead_volume: z.number(),
      duplication: z.number().describe('share of code lines that stand in a clone, 0..1'),
      technical_debt_ratio: z.number(),
      security_score: z.number().describe('0..1, higher is safer'),
      test_coverage: z.number().nullable(),
      functions: z
        .array(
          z.object({
            name: z.string(),
            line: z.number(),
            end_line: z.number(),
            parameters: z.number(),
            lines_of_code: z.number(),
            cyclomatic: z.number(),
            cognitive: z.number(),
            nesting: z.number(),
          }),
        )
        .describe('the hardest to follow, hardest first'),
      functions_total: z.number(),
      parse_errors: z.array(z.object({ line: z.number(), message: z.string() })),
    }),
  ),
  files_total: z.number(),
  skipped: z.array(z.object({ path: z.string(), reason: z.string() })),
  note: z.string().nullable().describe('what was left out of this result'),
});

/** `measure_code`: figures, no judgement; nothing is recorded. */
export function createMeasureTool(workspace: Workspace) {
  return defineTool({
    name: 'measure_code',
    title: 'Measure code',
    description:
      'Measures files of the workspace, or code that is passed as text: lines, cyclomatic and cognitive complexity, maintainability, duplication, and the functions that are hardest to follow. Figures are computed, no model guesses them.',
    input: z.strictObject(codeInput),
    output: Output,
    async execute(input, context) {
      checkCodeInput(input, workspace.folder);
      const language = languageFrom(input.language, languageNames);
      const { files, skipped } =
        input.code === undefined
          ? await measureFiles(input.paths!, { language, workspace, context })
          : { files: [await measureSource({ source: input.code, language })], skipped: [] };
      const data = dataOf(files, skipped);
      return { text: capped(textOf(data)), data };
    },
  });
}

async function measureFiles(
  paths: readonly string[],
  options: { language: LanguageName | undefined; workspace: Workspace; context: CallContext },
) {
  const { language, workspace, context } = options;
  const { folder } = workspace;
  const { config, ruleset } = await workspace.settings();
  const measured = await measurePaths(paths, {
    workspace: folder,
    directory: folder,
    language,
    coverage: config.code.coverage ?? undefined,
    ruleset,
    findings: false,
    signal: context.signal,
    onProgress: (done, total) => context.progress('Measuring', done, total),
  });
  if (measured.files.length > 0) return measured;
  const why = measured.skipped.slice(0, 5).map(({ path, reason }) => `${path}: ${reason}`);
  throw new InputError(
    'nothing-measured',
    `${why.length > 0 ? why.join('; ') : `There is no code under ${paths.join(', ')}`}. Name a file or folder in the workspace ${folder}.`,
  );
}

function dataOf(files: readonly MeasuredFile[], skipped: readonly SkippedPath[]): z.infer<typeof Output> {
  const notes = [
    ...(files.length > mostFiles ? [`${files.length - mostFiles} files, the easiest to follow`] : []),
    ...(skipped.length > mostSkipped ? [`${skipped.length - mostSkipped} skipped paths`] : []),
  ];
  const shown =
    files.length > mostFiles
      ? files.toSorted((a, b) => b.metrics.cognitive - a.metrics.cognitive).slice(0, mostFiles)
      : files;
  return {
    files: shown.map(fileOf),
    files_total: files.length,
    skipped: skipped.slice(0, mostSkipped).map(({ path, reason }) => ({ path, reason })),
    note: notes.length === 0 ? null : `Left out: ${notes.join(', ')}.`,
  };
}

function fileOf({ path, language, metrics, functions, errors }: MeasuredFile) {
  const hardest = functions.toSorted((a, b) => b.cognitive - a.cognitive || b.cyclomatic - a.cyclomatic);
  return {
    path,
    language,
    lines_of_code: metrics.sloc,
    statements: metrics.lloc,
    comment_lines: metrics.comments,
    cyclomatic: metrics.cyclomatic,
    cognitive: metrics.cognitive,
    maintainability_index: metrics.maintainabilityIndex,
    halstead_volume: metrics.halstead.volume,
    // Everything is asked for here, so that none of the three is null.
    duplication: metrics.duplication ?? 0,
    technical_debt_ratio: metrics.technicalDebtRatio ?? 0,
    security_score: metrics.securityScore ?? 1,
    test_coverage: metrics.testCoverage,
    functions: hardest.slice(0, mostFunctions).map(functionOf),
    functions_total: functions.length,
    parse_errors: errors.slice(0, 5),
  };
}

function functionOf({ endLine, sloc, halstead: _, ...rest }: FunctionMetrics) {
  return { ...rest, end_line: endLine, lines_of_code: sloc };
}

function textOf(data: z.infer<typeof Output>): string {
  const parts = data.files.map((file) => {
    const name = file.path === '' ? 'The code' : withoutControls(file.path);
    const figures = [
      `${file.lines_of_code} lines of code`,
      `cyclomatic ${file.cyclomatic}`,
      `cognitive ${file.cognitive}`,
      `maintainability ${file.maintainability_index.toFixed(1)} of 100`,
      `duplication ${(file.duplication * 100).toFixed(0)}%`,
    ];
    const hardest = file.functions
      .filter(({ cyclomatic }) => cyclomatic > 1)
      .slice(0, 5)
      .map(
        ({ name, line, cognitive, cyclomatic }) =>
          `- ${withoutControls(name)} (line ${line}): cognitive ${cognitive}, cyclomatic ${cyclomatic}`,
      );
    const errors = file.parse_errors.map(
      ({ line, message }) => `- does not parse at line ${line}: ${withoutControls(message)}`,
    );
    return [`${name} (${file.language}): ${figures.join(', ')}`, ...hardest, ...errors].join('\n');
  });
  const skipped = data.skipped.map(
    ({ path, reason }) => `Left out: ${withoutControls(path)}, ${withoutControls(reason)}.`,
  );
  return [...parts, ...skipped, ...(data.note === null ? [] : [data.note])].join('\n\n');
}
