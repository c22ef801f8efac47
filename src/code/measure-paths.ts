/** Files and folders measured together: found, read once, measured in threads where it pays, compared for clones. */
import { extname } from 'node:path';
import { applyCoverage, readCoverage } from './coverage.ts';
import { rulesetProblems } from './custom/active-rules-for.ts';
import type { Ruleset } from './custom/ruleset.ts';
import { languagesByName } from './detect-language.ts';
import type { Clone } from './duplication.ts';
import { type FoundFile, findFiles, type SkippedPath } from './find-files.ts';
import { measureFiles } from './measure-files.ts';
import { fillInDuplication } from './measure-source.ts';
import { type MeasureSummary, summarize } from './summary.ts';
import type { Finding, LanguageName, MeasuredFile, SuppressedFinding } from './types.ts';

export interface MeasurePathsOptions {
  /** Nothing outside of this folder is read; no limit when left out. */
  workspace?: string | undefined;
  /** The folder that relative paths start from; the current one by default. */
  directory?: string | undefined;
  /** For all files, whatever their names say; found out by default. */
  language?: LanguageName | undefined;
  /** An lcov or Cobertura report; looked for in the usual places by default, `false` for none. */
  coverage?: string | false | undefined;
  /** The files, where somebody else has looked for them; then the paths count no more. */
  found?: { files: readonly FoundFile[]; skipped: readonly SkippedPath[] } | undefined;
  /** A workspace's own rules, metrics and settings; what is wrong with them is listed in `skipped`. */
  ruleset?: Ruleset | undefined;
  /** Whether the findings themselves are wanted, not only the figures that follow from them; yes by default. */
  findings?: boolean | undefined;
  /** Threads that measure, this one among them; by default as many as there are cores where there is much to do, else this one. */
  threads?: number | undefined;
  signal?: AbortSignal | undefined;
  /** Called as files are done, with how many of all are. */
  onProgress?: ((done: number, total: number) => void) | undefined;
}

export interface MeasuredPaths {
  /** In the order of the paths, folders in the order of their names. */
  files: MeasuredFile[];
  /** What was not measured, and why; named paths and what went wrong in folders. */
  skipped: SkippedPath[];
  summary: MeasureSummary;
  /** What the rules found, by file, in the order of `files`; empty lists when they were not wanted. */
  findings: Finding[][];
  /** What marks in the code silence, likewise. */
  suppressed: SuppressedFinding[][];
  /** Same code at two places; the numbers of sources are those of `files`. */
  clones: Clone[];
}

/**
 * Measures files and folders. What can't be measured is listed in `skipped`, and the rest goes on.
 *
 * @throws InterruptedError within a fraction of a second when the signal fires.
 * @throws InputError when a coverage report that was named can't be read.
 */
export async function measurePaths(
  paths: readonly string[],
  options: MeasurePathsOptions = {},
): Promise<MeasuredPaths> {
  const started = performance.now();
  const directory = options.directory ?? process.cwd();
  const looked =
    options.found ??
    findFiles(paths, {
      workspace: options.workspace,
      directory,
      anyName: options.language !== undefined,
    });
  const found = looked.files;
  const skipped = [...looked.skipped];
  const coverage =
    options.coverage === false
      ? null
      : readCoverage({ report: options.coverage, directory, workspace: options.workspace });
  const languages = options.language ? [options.language] : languagesAmong(found);
  const problems = await rulesetProblems(options.ruleset, languages);
  const outcomes = await measureFiles(found, options);

  const measured = found.flatMap((file, index) => {
    const outcome = outcomes[index];
    if (outcome && 'skipped' in outcome) skipped.push(outcome.skipped);
    return outcome && 'analysis' in outcome ? [{ absolute: file.absolute, ...outcome.analysis }] : [];
  });
  const clones = await fillInDuplication(measured);
  if (coverage) for (const { file, absolute } of measured) applyCoverage(coverage, file, absolute);
  const files = measured.map(({ file }) => file);
  return {
    files,
    skipped: [...problems, ...skipped],
    summary: summarize(files, skipped.length, performance.now() - started),
    findings: measured.map(({ findings }) => (options.findings === false ? [] : findings)),
    suppressed: measured.map(({ suppressed }) => (options.findings === false ? [] : suppressed)),
    clones,
  };
}

/** The languages that files may be in, by their names. */
function languagesAmong(files: readonly FoundFile[]): Set<LanguageName> {
  const languages = new Set<LanguageName>();
  const seen = new Set<string>();
  for (const { path } of files) {
    const extension = extname(path);
    if (extension !== '' && seen.has(extension)) continue;
    seen.add(extension);
    for (const language of languagesByName(path)) languages.add(language);
  }
  return languages;
}
