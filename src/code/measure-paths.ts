/** Files and folders measured together: found, read once, measured in threads where it pays, compared for clones. */
import { extname } from 'node:path';
import type { AnalysisCache } from './analysis-cache.ts';
import { clonesFrom, numbersOf } from './clone-numbers.ts';
import { applyCoverage, readCoverage } from './coverage.ts';
import { rulesetProblems } from './custom/active-rules-for.ts';
import type { Ruleset } from './custom/ruleset.ts';
import { languagesByName } from './detect-language.ts';
import type { Clone } from './duplication.ts';
import { isAsRead } from './file-stamp.ts';
import { fillInDuplication } from './fill-in-duplication.ts';
import { type FoundFile, findFiles, type SkippedPath } from './find-files.ts';
import type { MeasuredOutcome } from './measure-file.ts';
import { measureFiles, variantOf } from './measure-files.ts';
import type { Omission } from './omission.ts';
import { startAhead } from './start-ahead.ts';
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
  found?:
    | {
        files: readonly FoundFile[];
        skipped: readonly SkippedPath[];
        binaries?: number | undefined;
        builds?: readonly string[] | undefined;
      }
    | undefined;
  /** A workspace's own rules, metrics and settings; what is wrong with them is listed in `skipped`. */
  ruleset?: Ruleset | undefined;
  /** Whether the findings themselves are wanted, not only the figures that follow from them; yes by default. */
  findings?: boolean | undefined;
  /** What is not worked out at all, and null in the figures; nothing by default. */
  without?: readonly Omission[] | undefined;
  /** Threads that measure, this one among them; by default as many as there are cores where there is much to do, else this one. */
  threads?: number | undefined;
  /** What is known from before; what is measured is kept there. */
  cache?: AnalysisCache | undefined;
  signal?: AbortSignal | undefined;
  /** Called as files are done, with how many of all are. */
  onProgress?: ((done: number, total: number) => void) | undefined;
}

export interface MeasuredPaths {
  /** In the order of the paths, folders in the order of their names. */
  files: MeasuredFile[];
  /** What was not measured, and why; named paths and what went wrong in folders. */
  skipped: SkippedPath[];
  /** Files in folders that are not called like code and are no text. */
  binaries: number;
  /** Folders of builds that were not gone into. */
  builds: readonly string[];
  summary: MeasureSummary;
  /** What the rules found, by file, in the order of `files`; empty lists when they were not wanted. */
  findings: Finding[][];
  /** What marks in the code silence, likewise. */
  suppressed: SuppressedFinding[][];
  /** Same code at two places; the numbers of sources are those of `files`. */
  clones: Clone[];
  /** Whether a file, by its place, is as it was measured: its findings need not be held against its text again. */
  isAsMeasured: (place: number) => boolean;
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
  if (mayUseThreads(options)) startAhead(paths);
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
      : await readCoverage({ report: options.coverage, directory, workspace: options.workspace });
  const { ruleset } = options;
  const problems =
    ruleset === undefined
      ? []
      : await rulesetProblems(ruleset, options.language ? [options.language] : languagesAmong(found));
  const outcomes = await measureFiles(found, options);

  const measured: Measured[] = [];
  for (const [index, file] of found.entries()) {
    const outcome = outcomes[index];
    if (outcome && 'skipped' in outcome) skipped.push(outcome.skipped);
    else if (outcome) measured.push({ found: file, ...outcome });
  }
  const { without = [] } = options;
  const clones = without.includes('clones') ? [] : compareAll(measured, options);
  if (coverage)
    for (const { found: file, analysis } of measured) applyCoverage(coverage, analysis.file, file.absolute);
  const files = measured.map(({ analysis }) => analysis.file);
  const elapsedMs = performance.now() - started;
  const isWanted = options.findings !== false;
  return {
    files,
    skipped: [...problems, ...skipped],
    binaries: looked.binaries ?? 0,
    builds: looked.builds ?? [],
    // Counted when it is asked for: it looks at every function.
    get summary() {
      return summarize(files, { skipped: skipped.length, elapsedMs, without });
    },
    findings: measured.map(({ analysis }) => (isWanted ? analysis.findings : [])),
    suppressed: measured.map(({ analysis }) => (isWanted ? analysis.suppressed : [])),
    clones,
    isAsMeasured(place) {
      const { found: file, stamp, isKnown } = measured[place]!;
      // What a cache knew was looked at just now.
      return (
        isKnown === true || file.content !== undefined || (stamp !== null && isAsRead(file.absolute, stamp))
      );
    },
  };
}

/** Whether threads are wanted where there is much to do, before anything is known of the files. */
function mayUseThreads({ threads, cache, found }: MeasurePathsOptions): boolean {
  return threads === undefined && cache === undefined && found === undefined;
}

interface Measured extends MeasuredOutcome {
  found: FoundFile;
}

/** Looks for clones within and among the files, unless the same files have been compared before. */
function compareAll(measured: readonly Measured[], options: MeasurePathsOptions): Clone[] {
  const { cache } = options;
  const analyses = measured.map(({ analysis }) => analysis);
  const set =
    cache?.setOf(
      measured.map(({ found }) => found),
      variantOf(options),
    ) ?? null;
  const known = cache === undefined || set === null ? null : cache.readClones(set);
  if (known !== null && known.shares.length === analyses.length) {
    for (const [index, { file }] of analyses.entries()) file.metrics.duplication = known.shares[index]!;
    return clonesFrom(known.clones);
  }
  const clones = fillInDuplication(analyses);
  if (cache !== undefined && set !== null) {
    const shares = Float64Array.from(analyses, ({ file }) => file.metrics.duplication ?? 0);
    cache.writeClones(set, { shares, clones: numbersOf(clones) });
  }
  return clones;
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
