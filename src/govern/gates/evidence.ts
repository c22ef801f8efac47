/**
 * What gates judge by. Whoever asks for a decision gives it, by whatever means: null says that there is none to be had, and `without` says why.
 * Each is asked for only when the policy needs it.
 */
export interface GateEvidence {
  /** On the rows that nothing was chosen by. */
  metrics(): Promise<Readonly<Record<string, number>>>;
  /** Against the version in production, on the same rows. `no-live`: there is none. */
  comparison(metric: string): Promise<ComparisonEvidence | 'no-live' | Without>;
  /** `not-applicable` for models without probabilities. */
  calibration(): Promise<CalibrationEvidence | 'not-applicable' | Without>;
  latency(): Promise<LatencyEvidence | Without>;
  /** For each column of people's attributes that was looked at. */
  fairness(columns: readonly string[] | null): Promise<FairnessEvidence | 'not-applicable' | Without>;
  dataChecks(): Promise<DataChecksEvidence | Without>;
  approvals(): Promise<readonly ApprovalEvidence[]>;
  repository(): Promise<RepositoryEvidence | Without>;
}

/** Why there is no evidence, and how there could be, in a sentence. */
export interface Without {
  without: string;
}

export interface ComparisonEvidence {
  /** The version in production. */
  live: string;
  rows: number;
  candidateScore: number;
  liveScore: number;
  /** How much better the candidate is, in the metric's unit, with its 95% interval; below zero: worse. */
  improvement: { estimate: number; low: number; high: number };
  /** Where the rows came from. */
  source: string;
}

export interface CalibrationEvidence {
  /** Expected calibration error, 0..1. */
  error: number;
  /** What chance alone gives on so many rows; null where that is not known. */
  byChance: number | null;
  source: string;
}

export interface LatencyEvidence {
  p50Ms: number;
  p95Ms: number;
  /** How many times it was asked. */
  calls: number;
  /** What it was asked about. */
  source: string;
}

export interface FairnessEvidence {
  columns: readonly {
    column: string;
    demographicParity: GapEvidence | null;
    equalizedOdds: GapEvidence | null;
    calibration: GapEvidence | null;
  }[];
  source: string;
}

/** A gap between groups with its 95% interval, and what chance gives where groups make no difference, in 95 of 100 cases. */
export interface GapEvidence {
  value: number;
  low: number;
  high: number;
  byChance: number;
}

export interface DataChecksEvidence {
  findings: readonly { check: string; severity: 'warning' | 'error'; message: string }[];
  /** The table that was looked at. */
  source: string;
}

export interface ApprovalEvidence {
  actor: string;
  at: string;
  reason: string | null;
}

export interface RepositoryEvidence {
  head: string | null;
  problems: readonly {
    kind: 'no-repository' | 'no-commit-recorded' | 'missing-commit' | 'dirty-tree' | 'tag-elsewhere';
    message: string;
  }[];
}

/** Whether there is none. */
export function isWithout(evidence: object | string): evidence is Without {
  return typeof evidence === 'object' && 'without' in evidence;
}

/** A metric's name without what people write differently: `roc_auc` and `rocAuc` are one. */
export function sameMetric(name: string): string {
  return name.replaceAll('_', '').toLowerCase();
}
