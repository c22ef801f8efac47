import type { Generated } from 'kysely';

/** Tables of what is learnt from developers and of how agents' decisions turned out. */
export interface LearningTables {
  feedback: FeedbackTable;
  rankers: RankersTable;
  interactions: InteractionsTable;
}

/** One row for each verdict; a later one of the same developer on the same recommendation takes the place of those before it. */
export interface FeedbackTable {
  number: Generated<number>;
  recommendation: string;
  developer: string;
  /** Empty where none is known. */
  team: string;
  /** `accept`, `reject` or `modify`. */
  type: string;
  /** `told`, or `inferred` from the history of the code. */
  origin: string;
  at: string;
  is_latest: number;
  /** Probability that was believed before it came, and the log-odds before calibration. */
  predicted: number | null;
  predicted_log_odds: number | null;
  /** JSON: the recommendation's features as they were. */
  facts: string;
  /** JSON: the whole record. */
  body: string;
}

export interface RankersTable {
  version: Generated<number>;
  at: string;
  /** Why it took the place of the one before. */
  reason: string;
  is_live: number;
  /** JSON: what it is made of, and the measurement that decided. */
  body: string;
}

/** One row for each thing that an agent did or decided. */
export interface InteractionsTable {
  number: Generated<number>;
  agent: string;
  run: string;
  kind: string;
  at: string;
  /** 0..1, null until it is known. */
  quality: number | null;
  /** JSON: the whole record. */
  body: string;
}
