import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { z } from 'zod';
import {
  composeReview,
  LanguageName,
  type MeasuredFile,
  measurePaths,
  type Recommendation,
  reviewSource,
} from '../../../src/code/index.ts';
import { packageRoot } from '../../../src/host/index.ts';
import { factsOf, type RecommendationFacts, surroundingsOf } from '../../../src/learning/index.ts';
import { loadDataset } from '../../dataset.ts';
import { uniform } from './developers.ts';

/** A finding in real code, and its features. */
export interface RealFinding {
  id: string;
  facts: RecommendationFacts;
}

/** Where the findings lie: features alone, without any code. */
const path = () => join(packageRoot(), 'evals', 'datasets', 'learning-findings.json.gz');

/** The findings that the simulation is made over, as they were when they were last written: the same on every machine. */
export function keptFindings(): RealFinding[] {
  return JSON.parse(gunzipSync(readFileSync(path())).toString('utf8')) as RealFinding[];
}

export function writeFindings(findings: readonly RealFinding[]): void {
  writeFileSync(path(), gzipSync(JSON.stringify(findings), { level: 9 }));
}

/** Packages whose code is one bundle, a compiler's or a grammar's: thousands of findings in one file. */
const leftOut = new Set(['typescript', 'node', '.bin', '.cache']);

/**
 * What the review finds in the packages that this one is installed beside, and in the snippets of the review's own data set, which have the graver
 * findings that published packages lack. Packages' findings are deduplicated by rule and likeness: one file is shipped in several builds.
 */
export async function realFindings(signal: AbortSignal): Promise<RealFinding[]> {
  const found = [...(await inPackages(signal)), ...(await inSnippets())];
  const seen = new Set<string>();
  return found.filter(({ facts }) => {
    const key = `${facts.rule}|${facts.likeness.join()}|${facts.area}`;
    const isNew = !seen.has(key);
    seen.add(key);
    return isNew;
  });
}

/**
 * The findings of one code base: packages drawn by the seed until there are so many, without snippets; these are apart, and only where graver ones are
 * needed than published packages have.
 */
export function codeBase(findings: readonly RealFinding[], seed: number, atLeast: number): RealFinding[] {
  const byPackage = new Map<string, RealFinding[]>();
  for (const finding of findings) {
    const name = finding.facts.file.split('/')[0]!;
    if (name === 'snippets') continue;
    byPackage.set(name, [...(byPackage.get(name) ?? []), finding]);
  }
  const drawn = [...byPackage].sort(([a], [b]) => uniform(`${seed}|${a}`) - uniform(`${seed}|${b}`));
  const taken: RealFinding[] = [];
  for (const [, some] of drawn) {
    if (taken.length >= atLeast) break;
    taken.push(...some);
  }
  return taken;
}

async function inPackages(signal: AbortSignal): Promise<RealFinding[]> {
  // Beside the checkout's own packages, or beside this package where it is installed in another project.
  const directory = dirname(dirname(createRequire(import.meta.url).resolve('zod/package.json')));
  const paths = readdirSync(directory)
    .filter((name) => !leftOut.has(name) && !name.startsWith('.'))
    .sort();
  const measured = await measurePaths(paths, { workspace: directory, directory, signal });
  const { files, recommendations } = composeReview(measured, { workspace: directory, directory });
  return withFacts(recommendations, new Map(files.map((file) => [file.path, file])));
}

async function inSnippets(): Promise<RealFinding[]> {
  const path = join(packageRoot(), 'evals', 'datasets', 'review.jsonl');
  const cases = await loadDataset(path, z.unknown());
  const found: RealFinding[] = [];
  for (const { id, input, tags } of cases) {
    const language = LanguageName.safeParse(tags.find((tag) => LanguageName.safeParse(tag).success)).data;
    if (language === undefined) continue;
    const { files, recommendations } = await reviewSource({ source: input, language });
    const named = recommendations.map((each) => ({ ...each, file: `snippets/${language}/${id}` }));
    found.push(...withFacts(named, new Map(named.map(({ file }) => [file, files[0]!]))));
  }
  return found;
}

function withFacts(
  recommendations: readonly Recommendation[],
  files: ReadonlyMap<string, MeasuredFile>,
): RealFinding[] {
  return recommendations.map((each) => ({
    id: `${each.file}:${each.id}`,
    facts: factsOf(each, surroundingsOf(each, files.get(each.file)!)),
  }));
}
