/**
 * Makes `evals/datasets/review.jsonl`: real functions, each once as it is and once with one seeded defect. `node evals/mutants/generate.ts`
 * after `evals/mutants/fetch-sources.sh`; the same packages give the same data set.
 */
import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { type LanguageName, measureSource } from '../../src/code/index.ts';
import { cutSnippets } from './cut-snippets.ts';
import { type Mutant, mutate } from './mutate.ts';
import { noticeOf } from './notice.ts';
import { type Operator, operators } from './operators/index.ts';
import type { Snippet } from './snippet.ts';
import { readSources, type Source } from './sources.ts';

const seed = 'review-1';
/** Mutants of one operator in one language; languages that the suite must have get more. */
const mostPerOperator: Partial<Record<LanguageName, number>> = {
  javascript: 2,
  typescript: 2,
  python: 2,
  java: 2,
  go: 2,
  c: 2,
};
const otherwise = 1;
const mostPerFile = 2;
const mostPerPackage = 10;
/** Of three parts, the one that is kept aside. */
const parts = 3;
/** Candidates of each operator that are kept while packages are read. */
const kept = 40;

interface Candidate {
  order: string;
  operator: Operator;
  snippet: Snippet;
  site: number;
}

const sources = readSources();
const languages = [...new Set(sources.map(({ language }) => language))];
const chosen: { mutant: Mutant; snippet: Snippet; operator: Operator }[] = [];
for (const language of languages) {
  const candidates = collect(sources.filter((source) => source.language === language));
  const picked = await choose(candidates, mostPerOperator[language] ?? otherwise);
  chosen.push(...picked);
  process.stderr.write(
    `${language}: ${picked.length} mutants by ${new Set(picked.map(({ operator }) => operator.id)).size} operators\n`,
  );
}
write();

function orderOf(...parts_: readonly (string | number)[]): string {
  return createHash('sha256')
    .update([seed, ...parts_].join('\0'))
    .digest('hex');
}

/** The places where each operator can work, the first `kept` by a hash of what they are. */
function collect(of: readonly Source[]): Map<string, Candidate[]> {
  const found = new Map<string, Candidate[]>();
  const seen = new Set<string>();
  for (const source of of) {
    for (const snippet of cutSnippets(source)) {
      const text = snippet.lines.join('\n');
      if (seen.has(text)) continue;
      seen.add(text);
      for (const operator of operators) {
        // One that is possible everywhere looks at one function of many, so that packages with more code do not fill it.
        const sites = operator.sites[snippet.language]?.(snippet) ?? [];
        if (sites.length === 0) continue;
        const list = found.get(operator.id) ?? [];
        found.set(operator.id, list);
        const order = orderOf(operator.id, snippet.origin.package, snippet.origin.file, snippet.origin.lines);
        const site = Number.parseInt(order.slice(0, 8), 16) % sites.length;
        list.push({ order, operator, snippet, site });
        if (list.length > kept * 4) list.sort(byOrder).splice(kept);
      }
    }
  }
  for (const list of found.values()) list.sort(byOrder).splice(kept);
  return found;
}

function byOrder(a: Candidate, b: Candidate): number {
  return a.order < b.order ? -1 : 1;
}

/** For each operator a few of its candidates, rare operators first, no function twice, no package too often. */
async function choose(candidates: ReadonlyMap<string, readonly Candidate[]>, most: number) {
  const files = new Map<string, number>();
  const packages = new Map<string, number>();
  const functions = new Set<string>();
  const picked: { mutant: Mutant; snippet: Snippet; operator: Operator }[] = [];
  for (const [, list] of [...candidates].sort(
    (a, b) => a[1].length - b[1].length || (a[0] < b[0] ? -1 : 1),
  )) {
    let count = 0;
    for (const { operator, snippet, site } of list) {
      if (count === most) break;
      const { package: name, file, lines } = snippet.origin;
      const [ofFile, ofPackage] = [files.get(`${name}/${file}`) ?? 0, packages.get(name) ?? 0];
      const few = sources.filter(({ language }) => language === snippet.language).length < 6;
      if (
        functions.has(`${name}/${file}:${lines}`) ||
        ofFile >= mostPerFile ||
        (!few && ofPackage >= mostPerPackage)
      )
        continue;
      const mutant = mutate(snippet, operator.sites[snippet.language]!(snippet)[site]!);
      if (!(await parses(snippet.lines, snippet.language)) || !(await parses(mutant.lines, snippet.language)))
        continue;
      functions.add(`${name}/${file}:${lines}`);
      files.set(`${name}/${file}`, ofFile + 1);
      packages.set(name, ofPackage + 1);
      picked.push({ mutant, snippet, operator });
      count += 1;
    }
  }
  return picked;
}

async function parses(lines: readonly string[], language: LanguageName): Promise<boolean> {
  return (await measureSource({ source: `${lines.join('\n')}\n`, language })).errors.length === 0;
}

function write(): void {
  const lines: string[] = [];
  // A snippet and its mutant stay in one part; so do all functions of a file.
  const part = ({ package: name, file }: Snippet['origin']) =>
    Number.parseInt(orderOf('part', name, file).slice(0, 8), 16) % parts === 0 ? 'held-out' : 'tune';
  const ordered = [...chosen].sort((a, b) => (key(a) < key(b) ? -1 : 1));
  for (const [index, { mutant, snippet, operator }] of ordered.entries()) {
    const number = String(index + 1).padStart(4, '0');
    const tags = [part(snippet.origin), snippet.language];
    const source = snippet.origin;
    lines.push(
      JSON.stringify({
        id: `u${number}`,
        input: `${snippet.lines.join('\n')}\n`,
        expected: { defect: null, source },
        tags: [...tags, 'untouched'],
      }),
    );
    const defect = {
      operator: operator.id,
      class: operator.class,
      cwe: operator.cwe,
      says: operator.says,
      original: `u${number}`,
      lines: mutant.changed,
      also: mutant.also,
      edits: mutant.edits,
    };
    const how = operator.adds === true ? 'added' : 'changed';
    lines.push(
      JSON.stringify({
        id: `m${number}`,
        input: `${mutant.lines.join('\n')}\n`,
        expected: { defect, source },
        tags: [...tags, operator.class, operator.id, how],
      }),
    );
  }
  const folder = new URL('../datasets/', import.meta.url);
  writeFileSync(new URL('review.jsonl', folder), `${lines.join('\n')}\n`);
  writeFileSync(
    new URL('review.NOTICE.md', folder),
    noticeOf(
      ordered.map(({ snippet }) => snippet.origin),
      sources,
    ),
  );
  process.stderr.write(`${ordered.length} mutants and as many untouched snippets\n`);
}

function key({ snippet, operator }: (typeof chosen)[number]): string {
  return [
    languages.indexOf(snippet.language),
    operator.class,
    operator.id,
    orderOf(snippet.origin.file, snippet.origin.lines),
  ].join('\0');
}
