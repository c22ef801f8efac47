/** Sums of a history: by file, and by pair of files that changed together. */
import type { LoggedCommit } from './read-log.ts';

export interface FileHistory {
  commits: number;
  added: number;
  removed: number;
  /** Milliseconds. */
  firstMs: number;
  lastMs: number;
  authors: Map<string, { commits: number; lastMs: number }>;
}

export interface Cochange {
  first: number;
  second: number;
  commits: number;
  lastMs: number;
}

/** A commit of more files (a new format, a new licence) says nothing of what belongs together. */
export const largestCommit = 30;
/** When more pairs than that are known, those that were seen once are forgotten (lossy counting, Manku and Motwani 2002). */
const mostPairs = 1_500_000;
/** Ids are smaller, so that two of them make one exact number. */
const idRange = 2 ** 26;

export class HistoryTally {
  readonly files = new Map<number, FileHistory>();
  readonly #pairs = new Map<number, { commits: number; lastMs: number }>();
  readonly #idOf: (path: string) => number | undefined;
  commits = 0;

  constructor(idOf: (path: string) => number | undefined) {
    this.#idOf = idOf;
  }

  add({ atMs, author, files }: LoggedCommit): void {
    this.commits += 1;
    const ids: number[] = [];
    for (const { path, added, removed } of files) {
      const id = this.#idOf(path);
      if (id === undefined) continue;
      ids.push(id);
      const known = this.files.get(id);
      const history = known ?? {
        commits: 0,
        added: 0,
        removed: 0,
        firstMs: atMs,
        lastMs: atMs,
        authors: new Map(),
      };
      if (known === undefined) this.files.set(id, history);
      history.commits += 1;
      history.added += added;
      history.removed += removed;
      history.firstMs = Math.min(history.firstMs, atMs);
      history.lastMs = Math.max(history.lastMs, atMs);
      const by = history.authors.get(author) ?? { commits: 0, lastMs: atMs };
      history.authors.set(author, { commits: by.commits + 1, lastMs: Math.max(by.lastMs, atMs) });
    }
    if (files.length > largestCommit) return;
    ids.sort((one, other) => one - other);
    for (let one = 0; one < ids.length; one += 1)
      for (let other = one + 1; other < ids.length; other += 1) {
        if (ids[one] === ids[other]) continue;
        const key = ids[one]! * idRange + ids[other]!;
        const known = this.#pairs.get(key);
        if (known === undefined) this.#pairs.set(key, { commits: 1, lastMs: atMs });
        else {
          known.commits += 1;
          known.lastMs = Math.max(known.lastMs, atMs);
        }
      }
    if (this.#pairs.size > mostPairs)
      for (const [key, { commits }] of this.#pairs) if (commits === 1) this.#pairs.delete(key);
  }

  *cochanges(): Generator<Cochange> {
    for (const [key, { commits, lastMs }] of this.#pairs)
      yield { first: Math.floor(key / idRange), second: key % idRange, commits, lastMs };
  }
}
