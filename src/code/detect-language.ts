/** Finds out in which language a piece of code is written: from its name, its first line, and what it says. */
import { basename, extname } from 'node:path';
import { LimitError } from '../errors/index.ts';
import type { LanguageDeclaration } from './declaration.ts';
import { loadLanguage } from './language.ts';
import { declarations } from './languages/index.ts';
import { NodeFlag } from './syntax-tree.ts';
import { TreeBuffer } from './tree-buffer.ts';
import type { LanguageName } from './types.ts';

/** Content is judged by its first part: regular expressions over all of a big file would cost more than parsing it. */
const judgedLength = 16_384;
/** Sum of the hints' weights below which text is not taken for code. */
const leastScore = 2;
/** Candidates that are parsed to see which grammar fits best. */
const parsedCandidates = 4;
/** What parses no faster than that is another language: what is judged takes some 10 ms where the grammar is right. */
const parseLimitMs = 500;

const all = Object.values(declarations) as readonly LanguageDeclaration[];
const byExtension = new Map<string, LanguageDeclaration[]>();
const byFileName = new Map<string, LanguageDeclaration>();
const byInterpreter = new Map<string, LanguageDeclaration>();
for (const declaration of all) {
  for (const extension of declaration.extensions) {
    byExtension.set(extension, [...(byExtension.get(extension) ?? []), declaration]);
  }
  for (const name of declaration.fileNames ?? []) byFileName.set(name, declaration);
  for (const interpreter of declaration.interpreters ?? []) byInterpreter.set(interpreter, declaration);
}

/** The languages that a file of this name may be written in: none for names that say nothing. */
export function languagesByName(path: string): LanguageName[] {
  const name = basename(path);
  const exact = byFileName.get(name);
  if (exact) return [exact.name];
  return (byExtension.get(extname(name).toLowerCase()) ?? []).map((declaration) => declaration.name);
}

/** The language that a `#!` line names, or null. */
export function languageByShebang(source: string): LanguageName | null {
  if (!source.startsWith('#!')) return null;
  const words = source
    .slice(2, source.indexOf('\n') < 0 ? undefined : source.indexOf('\n'))
    .trim()
    .split(/\s+/);
  const first = basename(words[0] ?? '');
  const program = first === 'env' ? words.slice(1).find((word) => !/^-|=/.test(word)) : first;
  const plain = basename(program ?? '').replace(/[\d.]+$/, '');
  return byInterpreter.get(plain)?.name ?? null;
}

/**
 * The language of a piece of code, or null where it can't be told (prose, data, an empty text). The name decides where it
 * can, then the `#!` line, then the content: signs of each language are weighed, and the best few are parsed to see
 * which grammar the text fits.
 */
export async function detectLanguage({
  path,
  source,
}: {
  path?: string | undefined;
  source: string;
}): Promise<LanguageName | null> {
  const named = path === undefined ? [] : languagesByName(path);
  if (named.length === 1) return named[0]!;
  if (named.length > 1) return byHints(source, named) ?? named[0]!;
  const shebang = languageByShebang(source);
  if (shebang !== null) return shebang;
  return byContent(source);
}

function scores(
  source: string,
  among: readonly LanguageDeclaration[],
): { declaration: LanguageDeclaration; score: number }[] {
  const text = source.slice(0, judgedLength);
  return among
    .map((declaration) => ({
      declaration,
      score: declaration.hints.reduce(
        (sum, { pattern, weight }) => (pattern.test(text) ? sum + weight : sum),
        0,
      ),
    }))
    .sort((left, right) => right.score - left.score);
}

function byHints(source: string, names: readonly LanguageName[]): LanguageName | null {
  const [best, second] = scores(
    source,
    names.flatMap((name) => declarations[name] ?? []),
  );
  return best && best.score > (second?.score ?? 0) ? best.declaration.name : null;
}

async function byContent(source: string): Promise<LanguageName | null> {
  const candidates = scores(source, all)
    .filter(({ score }) => score >= leastScore)
    .slice(0, parsedCandidates);
  const judged = firstPart(source);
  let best: { name: LanguageName; points: number } | null = null;
  for (const { declaration, score } of candidates) {
    const points = score * (1 - (await misfit(judged, declaration.name)));
    if (best === null || points > best.points) best = { name: declaration.name, points };
  }
  return best !== null && best.points >= leastScore ? best.name : null;
}

/** The part that is judged, up to a blank line: cut anywhere else, it would often end in a comment that is not closed. */
function firstPart(source: string): string {
  if (source.length <= judgedLength) return source;
  const end = source.lastIndexOf('\n\n', judgedLength);
  return source.slice(0, end > judgedLength / 2 ? end : judgedLength);
}

/** Share of the text, 0..1, that the language's grammar can't make sense of. */
async function misfit(source: string, name: LanguageName): Promise<number> {
  const { parser } = await loadLanguage(name);
  const tree = new TreeBuffer(4096);
  try {
    await parser.complete(() => parser.parseInto(source, tree, parseLimitMs));
  } catch (thrown) {
    if (thrown instanceof LimitError) return 1;
    throw thrown;
  }
  const length = source.trim().length;
  let lost = 0;
  for (let row = 0; row < tree.count; row++) {
    const flags = tree.flags[row]!;
    if ((flags & NodeFlag.missing) !== 0) lost += 4;
    if ((flags & NodeFlag.error) === 0) continue;
    // An error may hold whole statements (all of a text that was cut in the middle of a class): those are understood.
    let extent = tree.end[row]! - tree.start[row]!;
    for (let child = row + 1; child < tree.next[row]!; child = tree.next[child]!) {
      if (tree.next[child]! > child + 1) extent -= tree.end[child]! - tree.start[child]!;
    }
    lost += Math.max(4, extent);
  }
  return length === 0 ? 1 : Math.min(1, lost / length);
}
