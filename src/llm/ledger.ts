import type { ModelRole } from './models-config.ts';

/** One use of a language model: a call with all its tries, or an answer from the cache. */
export interface LedgerEntry {
  run: string | null;
  /** ISO 8601 in UTC. */
  at: string;
  provider: string;
  model: string;
  role: ModelRole;
  /** The decision that it was for, or `chat`. */
  purpose: string;
  tokensIn: number;
  tokensOut: number;
  /** USD; null where no price is known. */
  costUsd: number | null;
  seconds: number;
  cached: boolean;
  /** `ok`, or the error's code. */
  outcome: string;
}

/** Which entries to sum up; nothing: all. */
export interface LedgerFilter {
  run?: string;
  /** ISO 8601 in UTC. */
  since?: string;
}

export interface LedgerLine {
  provider: string;
  model: string;
  /** Calls of the service, failed ones included; answers from the cache are not among them. */
  calls: number;
  failed: number;
  cached: number;
  tokensIn: number;
  tokensOut: number;
  /** USD of the calls whose price is known. */
  costUsd: number;
  /** Calls whose price is not known, and which `costUsd` leaves out. */
  unpricedCalls: number;
  seconds: number;
}

export interface LedgerSummary extends Omit<LedgerLine, 'provider' | 'model'> {
  /** Share of questions that the cache answered, 0..1; null where there were none. */
  cacheHitRate: number | null;
  byModel: LedgerLine[];
}

/** What was asked of language models, and what it cost. */
export interface LedgerStore {
  add(entry: LedgerEntry): Promise<void>;
  summary(filter?: LedgerFilter): Promise<LedgerSummary>;
}

/** Sums up the lines of the models. */
export function summarize(byModel: LedgerLine[]): LedgerSummary {
  const sum = (key: Exclude<keyof LedgerLine, 'provider' | 'model'>) =>
    byModel.reduce((total, line) => total + line[key], 0);
  const cached = sum('cached');
  const asked = cached + sum('calls');
  return {
    calls: sum('calls'),
    failed: sum('failed'),
    cached,
    tokensIn: sum('tokensIn'),
    tokensOut: sum('tokensOut'),
    costUsd: sum('costUsd'),
    unpricedCalls: sum('unpricedCalls'),
    seconds: sum('seconds'),
    cacheHitRate: asked === 0 ? null : cached / asked,
    byModel,
  };
}

/** A ledger that lasts as long as the process. */
export function createMemoryLedger(): LedgerStore {
  const entries: LedgerEntry[] = [];
  return {
    async add(entry) {
      entries.push(entry);
    },
    async summary({ run, since } = {}) {
      const lines = new Map<string, LedgerLine>();
      for (const entry of entries) {
        if ((run !== undefined && entry.run !== run) || (since !== undefined && entry.at < since)) continue;
        const key = `${entry.provider}:${entry.model}`;
        const line = lines.get(key) ?? emptyLine(entry.provider, entry.model);
        lines.set(key, line);
        if (entry.cached) line.cached += 1;
        else line.calls += 1;
        if (entry.outcome !== 'ok') line.failed += 1;
        line.tokensIn += entry.tokensIn;
        line.tokensOut += entry.tokensOut;
        line.costUsd += entry.costUsd ?? 0;
        if (entry.costUsd === null) line.unpricedCalls += 1;
        line.seconds += entry.seconds;
      }
      return summarize([...lines.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, line]) => line));
    },
  };
}

function emptyLine(provider: string, model: string): LedgerLine {
  return {
    provider,
    model,
    calls: 0,
    failed: 0,
    cached: 0,
    tokensIn: 0,
    tokensOut: 0,
    costUsd: 0,
    unpricedCalls: 0,
    seconds: 0,
  };
}
