/** Two versions of code held against each other: what changed in figures and findings, and which is better by a stated policy. */
import { statSync } from 'node:fs';
import { basename, relative, resolve, sep } from 'node:path';
import { InputError } from '../../errors/index.ts';
import type { Review, ReviewedFile } from '../compose-review.ts';
import type { FoundFile, SkippedPath } from '../find-files.ts';
import type { MeasurePathsOptions } from '../measure-paths.ts';
import { reviewPaths, reviewSource } from '../review.ts';
import { normalizeSource, readSourceText, sourceTextOf } from '../source-text.ts';
import type { LanguageName, Recommendation } from '../types.ts';
import {
  type Change,
  type ComparedFigure,
  type FunctionFigure,
  figuresOf,
  functionFiguresOf,
} from './figures.ts';
import { matchFindings } from './match-findings.ts';
import { type MatchedFunction, matchFunctions } from './match-functions.ts';
import { type Verdict, verdictOf } from './verdict.ts';

/** A version: a file or folder, a text with the name that it goes by, or files that somebody else has found, of which there may be none. */
export type VersionSource =
  | { path: string }
  | { code: string; name?: string }
  | { files: readonly FoundFile[]; skipped: readonly SkippedPath[] };

export interface CompareOptions extends Omit<MeasurePathsOptions, 'findings' | 'coverage' | 'onProgress'> {
  language?: LanguageName | undefined;
}

export interface ComparedFunction {
  name: string;
  /** Its name before, where that was another. */
  oldName?: string;
  oldLine: number | null;
  line: number | null;
  status: 'changed' | 'added' | 'removed';
  /** 0..1: how much of its code is the same. */
  similarity: number;
  figures: Record<FunctionFigure, Change>;
}

export interface ComparedFile {
  /** As the versions name it; null where one has no such file. */
  old: string | null;
  new: string | null;
  status: 'changed' | 'same' | 'added' | 'removed';
  figures: Record<ComparedFigure, Change>;
  /** Functions that are not the same; those that are, are counted. */
  functions: ComparedFunction[];
  sameFunctions: number;
}

/** `opsmith compare --json`. */
export interface Comparison {
  verdict: Verdict;
  decidedBy: 'policy';
  /** Sentences: what decided. */
  reasons: string[];
  figures: Record<ComparedFigure, Change>;
  files: ComparedFile[];
  findings: { gone: Recommendation[]; new: Recommendation[]; kept: Recommendation[] };
  skipped: { old: SkippedPath[]; new: SkippedPath[] };
}

interface LoadedFile {
  /** Relative to what was named, with `/`; a file that was named has its last part. */
  key: string;
  file: ReviewedFile;
  text: string;
  findings: Recommendation[];
}

interface LoadedVersion {
  files: LoadedFile[];
  skipped: SkippedPath[];
}

/**
 * Compares two versions.
 *
 * @throws InputError `nothing-to-compare` where a version has no code, and what a review throws
 */
export async function compareVersions(
  old: VersionSource,
  young: VersionSource,
  options: CompareOptions = {},
): Promise<Comparison> {
  const before = await load(old, options);
  // A language that only one of two texts tells is taken for both.
  const known = options.language ?? ('code' in young ? before.files[0]?.file.language : undefined);
  const after = await load(young, 'code' in young ? { ...options, language: known } : options);
  return compareLoaded(before, after, 'files' in old || 'files' in young);
}

async function load(version: VersionSource, options: CompareOptions): Promise<LoadedVersion> {
  if ('code' in version) return loadCode(version, options);
  if ('files' in version) return loadFiles(version, options);
  const directory = options.directory ?? process.cwd();
  const review = await reviewPaths([version.path], { ...options, coverage: false });
  if (review.files.length === 0) throw nothingIn(version.path, review.skipped);
  const root = resolve(directory, version.path);
  const isFolder = statSync(root, { throwIfNoEntry: false })?.isDirectory() === true;
  return {
    skipped: review.skipped,
    files: review.files.map((file) => {
      const absolute = resolve(directory, file.path);
      return {
        key: isFolder ? relative(root, absolute).split(sep).join('/') : basename(absolute),
        file,
        text: readSourceText(absolute) ?? '',
        findings: findingsOf(review, file.path),
      };
    }),
  };
}

async function loadFiles(
  found: { files: readonly FoundFile[]; skipped: readonly SkippedPath[] },
  options: CompareOptions,
): Promise<LoadedVersion> {
  const review = await reviewPaths([], { ...options, found, coverage: false });
  const places = new Map(found.files.map((file) => [file.path, file]));
  return {
    skipped: review.skipped,
    files: review.files.map((file) => {
      const { absolute, content } = places.get(file.path)!;
      const text = content === undefined ? readSourceText(absolute) : sourceTextOf(content);
      const key = file.path.split(sep).join('/');
      return { key, file, text: text ?? '', findings: findingsOf(review, file.path) };
    }),
  };
}

async function loadCode(
  { code, name }: { code: string; name?: string },
  { language, ruleset }: CompareOptions,
): Promise<LoadedVersion> {
  if (code.trim() === '') throw new InputError('nothing-to-compare', 'One of the two versions is empty.');
  const review = await reviewSource({
    source: code,
    language,
    ruleset,
    ...(name === undefined ? {} : { path: name }),
  });
  const [file] = review.files;
  return {
    skipped: [],
    files: [{ key: name ?? '', file: file!, text: normalizeSource(code), findings: review.recommendations }],
  };
}

function findingsOf({ recommendations }: Review, path: string): Recommendation[] {
  return recommendations.filter(({ file }) => file === path);
}

function nothingIn(path: string, skipped: readonly SkippedPath[]): InputError {
  const why = skipped.slice(0, 3).map(({ path: left, reason }) => `${left}: ${reason}`);
  const message = why.length > 0 ? why.join('; ') : `There is no code under ${path}`;
  return new InputError(
    'nothing-to-compare',
    message.endsWith('?') ? message : `${message}. Name a file or folder with code in it.`,
  );
}

/** `byName`: a file by itself is another where it has another name. */
function compareLoaded(before: LoadedVersion, after: LoadedVersion, byName: boolean): Comparison {
  const pairs = pairFiles(before.files, after.files, byName);
  const findings: Comparison['findings'] = { gone: [], new: [], kept: [] };
  const files = pairs.map(([old, young]) => {
    const matched = functionsOf(old, young);
    const found = matchFindings(old?.findings ?? [], young?.findings ?? [], matched);
    findings.gone.push(...found.gone);
    findings.new.push(...found.new);
    findings.kept.push(...found.kept);
    return comparedFile(old, young, matched);
  });
  const all = (loaded: LoadedVersion) => loaded.files.map(({ file }) => file);
  const figures = figuresOf(all(before), all(after));
  const errors = (loaded: LoadedVersion) =>
    loaded.files.reduce((sum, { file }) => sum + file.errors.length, 0);
  const { verdict, reasons } = verdictOf({
    isSame: files.every(({ status }) => status === 'same'),
    errors: { old: errors(before), new: errors(after) },
    gone: findings.gone,
    new: findings.new,
    // Beside no code at all, figures of code say nothing.
    figures: before.files.length > 0 && after.files.length > 0 ? figures : unchanged(figures),
  });
  return {
    verdict,
    decidedBy: 'policy',
    reasons,
    figures,
    files,
    findings,
    skipped: { old: before.skipped, new: after.skipped },
  };
}

function unchanged(figures: Comparison['figures']): Comparison['figures'] {
  return Object.fromEntries(
    Object.entries(figures).map(([name, { old }]) => [name, { old, new: old, change: 0 }]),
  ) as Comparison['figures'];
}

type FilePair = [old: LoadedFile | null, young: LoadedFile | null];

/** Files of the same path; a file by itself against another by itself; then those whose names alone stayed. */
function pairFiles(before: readonly LoadedFile[], after: readonly LoadedFile[], byName: boolean): FilePair[] {
  if (before.length === 1 && after.length === 1 && !byName) return [[before[0]!, after[0]!]];
  const free = new Map(before.map((file) => [file.key, file]));
  const pairs: FilePair[] = after.map((file) => {
    const old = free.get(file.key) ?? null;
    if (old !== null) free.delete(old.key);
    return [old, file];
  });
  for (const pair of pairs) {
    if (pair[0] !== null) continue;
    const name = basename(pair[1]!.key);
    const namesakes = [...free.values()].filter(({ key }) => basename(key) === name);
    if (namesakes.length !== 1) continue;
    pair[0] = namesakes[0]!;
    free.delete(namesakes[0]!.key);
  }
  return [...pairs, ...[...free.values()].map((file): FilePair => [file, null])];
}

function functionsOf(old: LoadedFile | null, young: LoadedFile | null): MatchedFunction[] {
  const version = (loaded: LoadedFile | null) => ({
    text: loaded?.text ?? '',
    functions: loaded?.file.functions ?? [],
  });
  return matchFunctions(version(old), version(young));
}

function comparedFile(
  old: LoadedFile | null,
  young: LoadedFile | null,
  matched: readonly MatchedFunction[],
): ComparedFile {
  const functions = matched.flatMap((pair) => comparedFunction(pair) ?? []);
  const status =
    old === null ? 'added' : young === null ? 'removed' : old.text === young.text ? 'same' : 'changed';
  return {
    old: old === null ? null : old.file.path || old.key,
    new: young === null ? null : young.file.path || young.key,
    status,
    figures: figuresOf(old === null ? [] : [old.file], young === null ? [] : [young.file]),
    functions,
    sameFunctions: matched.length - functions.length,
  };
}

function comparedFunction({ old, new: young, similarity }: MatchedFunction): ComparedFunction | null {
  if (old !== null && young !== null && similarity === 1 && old.name === young.name) return null;
  return {
    name: (young ?? old)!.name,
    ...(old !== null && young !== null && old.name !== young.name ? { oldName: old.name } : {}),
    oldLine: old?.line ?? null,
    line: young?.line ?? null,
    status: old === null ? 'added' : young === null ? 'removed' : 'changed',
    similarity: Math.round(similarity * 100) / 100,
    figures: functionFiguresOf(old, young),
  };
}
