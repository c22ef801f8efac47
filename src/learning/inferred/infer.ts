import { readFileSync, realpathSync } from 'node:fs';
import { isAbsolute, join, relative, resolve, sep } from 'node:path';
import { reviewSource, rules } from '../../code/index.ts';
import type { KeptRecommendation } from '../kept-recommendation.ts';
import { type History, readHistory, type TouchingCommit } from './commits.ts';

/** What the history of the code says became of a recommendation. */
export interface InferredVerdict {
  recommendation: KeptRecommendation;
  /** `accept`: it was done as suggested; `modify`: the finding is gone in another way. What is still there says nothing. */
  type: 'accept' | 'modify';
  /** Why, in a sentence. */
  reason: string;
  commit: TouchingCommit;
}

export interface InferOptions {
  /** Absolute; recommendations' files are relative to it. */
  folder: string;
  /** Only commits after this one; else those since a recommendation was last seen. */
  since?: string;
  signal?: AbortSignal;
}

/**
 * What commits say of open recommendations: the quoted lines are gone, and either the proposed ones stand in their place, or the rule that found them
 * finds nothing new in the file. A deleted file, a renamed one, and lines that are still there say nothing.
 *
 * @throws what `readHistory` does
 */
export async function inferVerdicts(
  open: readonly KeptRecommendation[],
  { folder, since, signal }: InferOptions,
): Promise<InferredVerdict[]> {
  const seen = open.map(({ lastSeenAt }) => lastSeenAt).sort();
  const history = await readHistory(folder, {
    from: seen[0] ?? new Date(0).toISOString(),
    ...(since === undefined ? {} : { since }),
    ...(signal === undefined ? {} : { signal }),
  });
  const found: InferredVerdict[] = [];
  for (const [file, some] of Map.groupBy(open, (each) => each.file)) {
    signal?.throwIfAborted();
    const path = pathIn(history, folder, file);
    if (path === null) continue;
    const touched = history.touched.get(path) ?? [];
    const candidates = some.flatMap((recommendation) => {
      const commit = touched.find(({ at }) => since !== undefined || isAfter(at, recommendation.lastSeenAt));
      return commit === undefined ? [] : [{ recommendation, commit }];
    });
    if (candidates.length > 0) found.push(...(await inFile(candidates, { history, path, all: some })));
  }
  return found;
}

interface Candidate {
  recommendation: KeptRecommendation;
  commit: TouchingCommit;
}

async function inFile(
  candidates: readonly Candidate[],
  { history, path, all }: { history: History; path: string; all: readonly KeptRecommendation[] },
): Promise<InferredVerdict[]> {
  const committed = await history.textAtHead(path);
  if (committed === null) return [];
  const text = flat(committed);
  const present = flat(readOrEmpty(join(history.top, path)));
  // Lines that only wait to be committed have not been changed either.
  const gone = candidates.filter(({ recommendation: { quote } }) => {
    const wanted = flat(quote);
    return wanted !== '' && !text.includes(wanted) && !present.includes(wanted);
  });
  let left: Set<string> | null = null;
  const found: InferredVerdict[] = [];
  for (const { recommendation, commit } of gone) {
    const { patch, rule, source } = recommendation;
    if (patch !== null && hasPatch(text, patch)) {
      const reason = 'the lines were changed as suggested';
      found.push({ recommendation, commit, type: 'accept', reason });
      continue;
    }
    if (source === 'model' || !builtIn.has(rule)) continue;
    left ??= await rulesWithNews(committed, path, all);
    if (!left.has(rule)) {
      const reason = 'the finding is gone after a commit that touched its lines';
      found.push({ recommendation, commit, type: 'modify', reason });
    }
  }
  return found;
}

const builtIn: ReadonlySet<string> = new Set(rules.map(({ id }) => id));

/** Rules that find something in the text which is none of the known recommendations: it may be one of them with another name in it. */
async function rulesWithNews(
  source: string,
  path: string,
  known: readonly KeptRecommendation[],
): Promise<Set<string>> {
  const quotes = new Set(known.map(({ rule, quote }) => `${rule}\n${flat(quote)}`));
  const { recommendations } = await reviewSource({ source, path });
  return new Set(
    recommendations
      .filter(({ rule, quote }) => !quotes.has(`${rule}\n${flat(quote)}`))
      .map(({ rule }) => rule),
  );
}

/** Whether all that a patch adds stands in a text, hunk by hunk. */
function hasPatch(text: string, patch: string): boolean {
  const hunks = patch.split(/^@@.*$/mu).slice(1);
  const added = hunks.map((hunk) =>
    flat(
      hunk
        .split('\n')
        .filter((line) => line.startsWith('+'))
        .map((line) => line.slice(1))
        .join('\n'),
    ),
  );
  return added.some((each) => each !== '') && added.every((each) => text.includes(each));
}

/** A file's path from the top of the repository, with `/`; null for what is not in it. */
function pathIn({ top }: History, folder: string, file: string): string | null {
  if (file === '' || file === '-') return null;
  const absolute = resolve(realpathSync(folder), file);
  const way = relative(realpathSync(top), absolute);
  return way === '' || way.startsWith('..') || isAbsolute(way) ? null : way.split(sep).join('/');
}

/** Git counts whole seconds. */
function isAfter(at: string, moment: string): boolean {
  return Math.floor(Date.parse(at) / 1_000) >= Math.floor(Date.parse(moment) / 1_000);
}

function flat(text: string): string {
  return text.replace(/\s+/gu, ' ').trim();
}

function readOrEmpty(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
