import type { Generated } from 'kysely';
import type { ExperimentTables } from './experiment-tables.ts';
import type { KnowledgeTables } from './knowledge-tables.ts';
import type { LearningTables } from './learning-tables.ts';
import type { MemoryTables } from './memory-tables.ts';
import type { RegistryTables } from './registry-tables.ts';

/**
 * The tables, as Kysely sees them. Only types that SQLite and PostgreSQL share: text, integer, double precision; moments are
 * ISO 8601 text in UTC, structures are JSON text, truth is 0 or 1.
 */
export interface Database
  extends ExperimentTables,
    KnowledgeTables,
    LearningTables,
    MemoryTables,
    RegistryTables {
  runs: RunsTable;
  events: EventsTable;
  effects: EffectsTable;
  recommendations: RecommendationsTable;
  run_recommendations: RunRecommendationsTable;
  llm_calls: LlmCallsTable;
  llm_cache: LlmCacheTable;
}

export interface RunsTable {
  id: string;
  /** Order of creation, also within one millisecond. */
  number: Generated<number>;
  /** What was run: `turn`, `review`, `action`, `workflow`, `eval`, … */
  kind: string;
  thread: string | null;
  /** JSON: what is needed to start it again. */
  input: string;
  status: string;
  started_at: string;
  ended_at: string | null;
  /** JSON: what a summary of the run shows. */
  result: string | null;
  /** Process that works on it: `host:pid`, and when it last said so. */
  owner: string | null;
}

export interface EventsTable {
  run: string;
  seq: number;
  at: string;
  type: string;
  /** JSON: the whole event. */
  body: string;
}

/** One row for each effect that has happened: run, step and the effect's name are its idempotency key. */
export interface EffectsTable {
  run: string;
  step: string;
  name: string;
  at: string;
  /** JSON: what the effect gave back. */
  result: string;
}

export interface RecommendationsTable {
  id: string;
  file: string;
  rule: string;
  category: string;
  severity: string;
  first_run: string;
  /** The last run that found it after something in its review had changed. */
  last_run: string;
  first_seen_at: string;
  last_seen_at: string;
  /** JSON: the whole recommendation as last seen. */
  body: string;
  /** JSON: its features, for learning; null in rows from before they were kept. */
  facts: string | null;
}

export interface RunRecommendationsTable {
  run: string;
  recommendation: string;
  position: number;
}

/** One row for each call of a language model, cached answers included. */
export interface LlmCallsTable {
  number: Generated<number>;
  run: string | null;
  at: string;
  provider: string;
  model: string;
  role: string;
  /** The decision or answer that it was for. */
  purpose: string;
  tokens_in: number;
  tokens_out: number;
  /** USD; null where no price is configured. */
  cost_usd: number | null;
  seconds: number;
  cached: number;
  /** `ok`, or the error's code. */
  outcome: string;
}

export interface LlmCacheTable {
  key: string;
  provider: string;
  model: string;
  answer: string;
  created_at: string;
  used_at: string;
  bytes: number;
}
