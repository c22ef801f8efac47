/**
 * opsmith's review and its peers on the same mutants and untouched snippets (evals/datasets/review.jsonl), scored in the same way: ESLint with
 * eslint-plugin-sonarjs for JavaScript and TypeScript, ruff and bandit for Python. No timing; `review-speed` has that.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type DatasetCase, loadDataset } from '../evals/dataset.ts';
import { ownArtefacts, withoutArtefacts } from '../evals/suites/review/artefacts.ts';
import { ExpectedReview } from '../evals/suites/review/expected.ts';
import type { Remark } from '../evals/suites/review/match.ts';
import { findersOf, type Reading, type Reviewed, tally } from '../evals/suites/review/score.ts';
import { type LanguageName, reviewSource } from '../src/code/index.ts';
import { eslint } from './peers/eslint.ts';
import type { Peer, PeerFile } from './peers/peer.ts';
import { bandit, ruff, ruffWide, together } from './peers/python.ts';
import { machine, rounded } from './processes.ts';

type Case = DatasetCase<ExpectedReview>;

const readings: Readonly<Record<string, Reading>> = { any: { least: 'low' }, medium: { least: 'medium' } };
const contests: readonly { languages: readonly LanguageName[]; peers: readonly Peer[] }[] = [
  { languages: ['javascript'], peers: [eslint] },
  { languages: ['typescript'], peers: [eslint] },
  { languages: ['python'], peers: [ruff, ruffWide, bandit, together(ruffWide, bandit)] },
];

const dataset = new URL('../evals/datasets/review.jsonl', import.meta.url).pathname;
const cases = await loadDataset(dataset, ExpectedReview);
const temporary = mkdtempSync(join(tmpdir(), 'opsmith-peers-'));
try {
  const results: Result[] = [];
  for (const { languages, peers } of contests) {
    const own = cases.filter(({ tags }) => languages.some((language) => tags.includes(language)));
    const folder = join(temporary, languages.join('-'));
    const files = writeFiles(own, folder);
    const ours = reviewed(own, await byOpsmith(own), ownArtefacts);
    const contenders = [
      { name: 'opsmith', setup: 'its default rules', cases: ours },
      ...peers.map((peer) => ({
        name: peer.name,
        setup: peer.setup,
        cases: reviewed(own, without(peer.review(files, folder), peer.never), peer.artefacts),
      })),
    ];
    for (const { name, setup, cases: theirs } of contenders) {
      results.push({
        language: languages.join(', '),
        tool: name,
        setup,
        ...figures(theirs),
        ...(name === 'opsmith' ? {} : compared(theirs, ours)),
      });
    }
  }
  const f1 = (language: string, tool: string) =>
    results.find((each) => each.language === language && each.tool === tool)!.all.medium.f1 ?? 0;
  const wins = contests.map(({ languages: [language], peers }) =>
    peers.every(
      (peer) =>
        f1(language!, 'opsmith') >
        Math.max(
          f1(language!, peer.name),
          results.find((each) => each.language === language && each.tool === peer.name)!.all.any.f1 ?? 0,
        ),
    ),
  );
  process.stdout.write(
    `${JSON.stringify(
      {
        machine: machine(),
        dataset: 'evals/datasets/review.jsonl',
        ratios: Object.fromEntries(
          results.map(({ language, tool, all }) => [
            `${language}: ${tool}`,
            `F1 ${all.medium.f1} (any severity ${all.any.f1})`,
          ]),
        ),
        limit: 'a higher F1 than each peer',
        reached: wins.every(Boolean),
        results,
      },
      null,
      2,
    )}\n`,
  );
} finally {
  rmSync(temporary, { recursive: true, force: true });
}

function writeFiles(own: readonly Case[], folder: string): PeerFile[] {
  mkdirSync(folder, { recursive: true });
  return own.map(({ id, input, tags }) => {
    const path = join(folder, `${id}${extensionOf(input, tags)}`);
    writeFileSync(path, input);
    return { id, path };
  });
}

function extensionOf(text: string, tags: readonly string[]): string {
  if (tags.includes('python')) return '.py';
  if (tags.includes('typescript')) return '.ts';
  return /^\s*(?:import|export)\b/m.test(text) ? '.mjs' : '.cjs';
}

async function byOpsmith(own: readonly Case[]): Promise<Map<string, Remark[]>> {
  const found = new Map<string, Remark[]>();
  for (const { id, input, tags } of own) {
    const language = tags[1] as LanguageName;
    const { recommendations } = await reviewSource({ source: input, language });
    found.set(id, recommendations);
  }
  return found;
}

function reviewed(
  own: readonly Case[],
  remarks: ReadonlyMap<string, readonly Remark[]>,
  artefacts: RegExp,
): Reviewed[] {
  return own.map(({ id, tags, expected: { defect } }) => {
    const kept = withoutArtefacts(remarks.get(id)!, tags, artefacts);
    return defect === null
      ? { id, tags, defect, remarks: kept }
      : { id, tags, defect, remarks: kept, before: remarks.get(defect.original)! };
  });
}

function figures(theirs: readonly Reviewed[]) {
  const of = (part: readonly Reviewed[]) =>
    Object.fromEntries(
      Object.entries(readings).map(([name, reading]) => {
        const counts = tally(part, reading);
        const round = (value: number | null) => (value === null ? null : rounded(value, 3));
        return [
          name,
          {
            ...counts,
            precision: round(counts.precision),
            precisionByRemark: round(counts.precisionByRemark),
            recall: round(counts.recall),
            f1: round(counts.f1),
          },
        ];
      }),
    ) as Record<'any' | 'medium', ReturnType<typeof tally>>;
  return { all: of(theirs), heldOut: of(theirs.filter(({ tags }) => tags.includes('held-out'))) };
}

interface Result extends ReturnType<typeof figures> {
  language: string;
  tool: string;
  setup: string;
  against?: Record<string, number>;
  onlyPeerFinds?: Record<string, string[]>;
  onlyOpsmithFinds?: Record<string, number>;
}

function without(remarks: ReadonlyMap<string, readonly Remark[]>, never: RegExp): Map<string, Remark[]> {
  return new Map([...remarks].map(([id, each]) => [id, each.filter(({ rule }) => !never.test(rule))]));
}

/** Mutants that one of the two finds and the other misses, at any severity, by operator; the peer's with its rules. Names of the tuning part alone. */
function compared(theirs: readonly Reviewed[], ours: readonly Reviewed[]) {
  const byId = new Map(ours.map((each) => [each.id, each]));
  const onlyTheirs: Record<string, string[]> = {};
  const onlyOurs: Record<string, number> = {};
  const counts = { both: 0, onlyOpsmith: 0, onlyPeer: 0, neither: 0 };
  for (const each of theirs) {
    if (each.defect === null) continue;
    const { operator } = each.defect;
    const peers = findersOf(each, readings.any!);
    const own = findersOf(byId.get(each.id)!, readings.any!);
    if (peers.length > 0 && own.length > 0) counts.both += 1;
    else if (own.length > 0) {
      counts.onlyOpsmith += 1;
      onlyOurs[operator] = (onlyOurs[operator] ?? 0) + 1;
    } else if (peers.length > 0) {
      counts.onlyPeer += 1;
      const names = [...new Set(peers.map(({ rule }) => rule))].join(', ');
      const where = each.tags.includes('held-out') ? '(kept aside)' : `${each.id}: ${names}`;
      onlyTheirs[operator] = [...(onlyTheirs[operator] ?? []), where];
    } else counts.neither += 1;
  }
  return { against: counts, onlyPeerFinds: onlyTheirs, onlyOpsmithFinds: onlyOurs };
}
