/** A review put together from measured files and their verified findings: ids, ranking, scores. Loads no rules. */
import { isAbsolute, posix, relative, resolve, sep } from 'node:path';
import { extendFile } from './encoded-analysis.ts';
import type { SkippedPath } from './find-files.ts';
import type { MeasuredPaths, MeasurePathsOptions } from './measure-paths.ts';
import { rankRecommendations, recommend } from './recommend.ts';
import { qualityScore } from './rules/quality-score.ts';
import type { Finding, MeasuredFile, Recommendation } from './types.ts';

/** A measured file with its quality, 0..1. */
export interface ReviewedFile extends MeasuredFile {
  score: number;
}

/** A finding that a mark in the code silences. */
export interface SuppressedRecommendation {
  finding: Recommendation;
  reason: string;
}

/** What a review says, before a run gives it a name. */
export interface Review {
  /** 0..1: the mean of the files' scores, weighted by their lines of code. */
  score: number;
  files: ReviewedFile[];
  /** Ranked. */
  recommendations: Recommendation[];
  /** Findings that marks in the code silence, with the marks' reasons; by file. */
  suppressed: SuppressedRecommendation[];
  /** What could not be reviewed, and why. */
  skipped: SkippedPath[];
}

/** Puts a review together from measured files and their verified findings. */
export function composeReview(
  {
    files,
    findings,
    suppressed,
    skipped,
  }: Pick<MeasuredPaths, 'files' | 'findings' | 'suppressed' | 'skipped'>,
  { workspace, directory }: Pick<MeasurePathsOptions, 'workspace' | 'directory'>,
): Review {
  const recommendations: Recommendation[] = [];
  const silent: SuppressedRecommendation[] = [];
  for (const [index, file] of files.entries()) {
    const found = findings[index] ?? [];
    const silenced = suppressed[index] ?? [];
    if (found.length + silenced.length === 0) continue;
    const both = recommend({
      path: file.path,
      key: identityOf(file.path, workspace ?? directory, directory),
      findings: [...found, ...silenced.map(({ reason: _, ...finding }) => finding)],
      functions: () => file.functions,
    });
    for (const [place, each] of both.entries()) {
      if (place < found.length) recommendations.push(each);
      else silent.push({ finding: each, reason: silenced[place - found.length]!.reason });
    }
  }
  const reviewed = files.map((file, index) => scored(file, findings[index] ?? []));
  return {
    score: overallScore(reviewed),
    files: reviewed,
    recommendations: rankRecommendations(recommendations),
    suppressed: silent,
    skipped: [...skipped],
  };
}

function scored(file: MeasuredFile, findings: readonly Finding[]): ReviewedFile {
  const { sloc, maintainabilityIndex } = file.metrics;
  // A score must be the same twice, and nothing that a model says may move it: rules alone count.
  const counted = findings.filter(({ source }) => source !== 'model');
  return extendFile(file, { score: qualityScore(counted, sloc, maintainabilityIndex) });
}

/** The mean of the files' scores, weighted by lines of code; 1 where there is none. */
export function overallScore(files: readonly Pick<ReviewedFile, 'score' | 'metrics'>[]): number {
  let weights = 0;
  let sum = 0;
  for (const { score, metrics } of files) {
    const weight = Math.max(1, metrics.sloc);
    weights += weight;
    sum += weight * score;
  }
  return weights === 0 ? 1 : Math.round((sum / weights) * 10_000) / 10_000;
}

/** A path as ids know it: the same for `./src/a.js`, `src/a.js` and its absolute form. */
export function identityOf(path: string, base = process.cwd(), directory = process.cwd()): string {
  if (path === '' || path === '-') return path;
  const absolute = isAbsolute(path) ? path : resolve(directory, path);
  return posix.normalize(relative(base, absolute).split(sep).join('/'));
}
