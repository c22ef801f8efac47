/** The packages whose code shows how often the review's rules are right: `packages.tsv`, fetched by `evals/mutants/fetch-sources.sh`. */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { basename, join } from 'node:path';
import { notOwnCode } from '../../evals/mutants/sources.ts';
import { type LanguageName, normalizeSource, reviewSource } from '../../src/code/index.ts';
import type { Finding } from '../../src/code/types.ts';

/** A package of the list. A round looks at the packages of that number alone: rules are mended between rounds, never on what judges them. */
export interface Package {
  language: LanguageName;
  registry: string;
  name: string;
  version: string;
  round: number;
}

/** A reviewed file of a package. */
export interface ReviewedFile {
  package: string;
  language: LanguageName;
  /** Inside the package. */
  path: string;
  /** Lines of code. */
  lines: number;
  source: string;
  findings: readonly Finding[];
}

const folder = join(homedir(), '.cache', 'opsmith-precision', 'src');
const mostFilesOfPackage = 80;
/** From this round on, further files of the packages of the rounds before it are looked at, which none of them has seen. */
const furtherRound = 4;
/**
 * From this round on, two rounds share packages that none before has seen: the even one draws of all severities, the odd one after it of high
 * and critical severity, which is rare, so that more files of a package are looked at.
 */
const freshRound = 8;
/** From this round on, each has packages of its own. */
const ownRound = 13;
const mostFilesOfFresh = 240;
const smallestBytes = 400;
const largestBytes = 200_000;
/** Longer lines on average than that are minified or generated. */
const longestMeanLine = 160;
const generated = /@generated|DO NOT EDIT|auto-?generated|generated (?:by|from|automatically)/i;

const extensions: Partial<Record<LanguageName, RegExp>> = {
  javascript: /(?<!\.min)\.[mc]?js$/,
  typescript: /(?<!\.d)\.[mc]?tsx?$/,
  python: /\.py$/,
  java: /\.java$/,
  go: /\.go$/,
  rust: /\.rs$/,
  c: /\.[ch]$/,
  cpp: /\.(?:cc|cpp|cxx|hpp|hh|h)$/,
  csharp: /\.cs$/,
  ruby: /\.rb$/,
  php: /\.php$/,
};

/** The packages of `packages.tsv`. */
export function readPackages(): Package[] {
  const rows = readFileSync(new URL('packages.tsv', import.meta.url), 'utf8')
    .trimEnd()
    .split('\n')
    .slice(1);
  return rows.map((row) => {
    const [language, registry, name, version, round] = row.split('\t');
    return { language, registry, name, version, round: Number(round) } as Package;
  });
}

/** Whether all packages of a round were fetched. */
export function isFetched(round: number): boolean {
  return readPackages().every((each) => !isOf(each, round) || existsSync(folderOf(each)));
}

function isOf(each: Package, round: number): boolean {
  if (round >= ownRound) return each.round === round;
  if (round >= freshRound) return each.round === round - (round % 2);
  return round >= furtherRound ? each.round < furtherRound : each.round === round;
}

/**
 * Reviews the packages of a round by the rules that are on by default (at most 80 files of each, 240 of fresh ones).
 *
 * @throws Error where a package was not fetched
 */
export async function reviewRound(round: number): Promise<ReviewedFile[]> {
  const reviewed: ReviewedFile[] = [];
  for (const each of readPackages()) {
    if (!isOf(each, round)) continue;
    const [most, passed] =
      round >= freshRound
        ? [mostFilesOfFresh, 0]
        : [mostFilesOfPackage, Math.max(0, round - furtherRound + 1) * mostFilesOfPackage];
    for (const path of filesOf(each, passed, most)) {
      const source = normalizeSource(readFileSync(join(folderOf(each), path), 'utf8'));
      const { files, recommendations } = await reviewSource({
        path,
        source,
        language: languageOf(each, path),
      });
      const lines = files[0]!.metrics.sloc;
      reviewed.push({
        package: each.name,
        language: each.language,
        path,
        lines,
        source,
        findings: recommendations,
      });
    }
  }
  return reviewed;
}

/** A number that depends on the words alone: things put in its order are in no order that anybody chose. */
export function chance(...words: readonly (string | number)[]): string {
  return createHash('sha256').update(words.join('\0')).digest('hex');
}

/** Where a package was fetched to. */
export function folderOf({ registry, name, version }: Package): string {
  return join(folder, registry, `${name.replaceAll('/', '+')}@${version}`);
}

/** The language of a file of a package. */
export function languageOf({ language }: Package, path: string): LanguageName {
  return language === 'typescript' && path.endsWith('x') ? 'tsx' : language;
}

/** Paths of the package's own, hand-written files in an order drawn by chance: at most `most`, after the first `passed`. */
export function filesOf(each: Package, passed = 0, most = mostFilesOfPackage): string[] {
  const root = folderOf(each);
  if (!existsSync(root))
    throw new Error(
      `${root} is not there: run evals/mutants/fetch-sources.sh bench/precision/packages.tsv ${folder} first.`,
    );
  const pattern = extensions[each.language]!;
  const seen = new Set<string>();
  const taken: string[] = [];
  const names = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter(
    (path) => pattern.test(path) && !notOwnCode.test(path),
  );
  names.sort((a, b) => (chance(each.name, a) < chance(each.name, b) ? -1 : 1));
  for (const path of names) {
    if (taken.length === passed + most) break;
    // A link may lead out of the package.
    if (statSync(join(root, path), { throwIfNoEntry: false })?.isFile() !== true) continue;
    const source = readFileSync(join(root, path), 'utf8');
    if (source.length < smallestBytes || source.length > largestBytes) continue;
    if (generated.test(source.slice(0, 1000))) continue;
    const key = chance(basename(path), source.replace(/\s+/g, ' '));
    if (seen.has(key) || source.length / source.split('\n').length > longestMeanLine) continue;
    seen.add(key);
    taken.push(path);
  }
  return taken.slice(passed).sort();
}
