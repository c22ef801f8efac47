import type { RunState } from '../store/index.ts';

/** What was learned from. */
export interface DataFacts {
  /** SHA-256 of its content, 64 hexadecimal digits. */
  fingerprint: string;
  path?: string;
  rows?: number;
  columns?: number;
  target?: string;
}

/** The code that ran: its git commit, and whether files differed from it. */
export interface CodeVersion {
  commit: string;
  isDirty: boolean;
  branch: string | null;
}

/** The machine that a run was on. */
export interface Machine {
  host: string;
  platform: string;
  architecture: string;
  processor: string;
  cores: number;
  memoryBytes: number;
}

/** One row of a list. Metrics are the last values; `NaN` and infinities are kept as they were logged. */
export interface ExperimentLine {
  id: string;
  name: string;
  kind: string;
  parent: string | null;
  status: RunState;
  /** ISO 8601 in UTC. */
  startedAt: string;
  endedAt: string | null;
  seed: string | null;
  parameters: Record<string, unknown>;
  metrics: Record<string, number>;
  tags: Record<string, string>;
}

/** A file of a run. */
export interface Artifact {
  name: string;
  /** Absolute. */
  path: string;
  bytes: number;
  sha256: string;
  /** False: the file was left where it is, and may have changed since. */
  isCopy: boolean;
  at: string;
}

/** A metric's score on each fold of a cross-validation. */
export interface FoldScores {
  metric: string;
  /** Names the folds: runs with the same one were scored on the same rows, in the same order. */
  scheme: string;
  /** Share of the rows that each fold is tested on, 0 to 1. */
  testShare: number;
  scores: readonly number[];
}

/** A run with all that is known of it. */
export interface Experiment extends ExperimentLine {
  data: DataFacts | null;
  /** Null where there was no git repository. */
  code: CodeVersion | null;
  versions: Record<string, string>;
  machine: Machine;
  /** Folder that it was started in. */
  folder: string;
  /** What would run it again; null where the caller did not say. */
  command: string | null;
  notes: { at: string; text: string }[];
  artifacts: Artifact[];
  folds: FoldScores[];
  /** Whether the crew has a run of the same id (`opsmith runs show`). */
  isCrewRun: boolean;
  /** Ids of the runs that have this one as parent, in order. */
  children: string[];
}

/** One value of a metric. */
export interface MetricPoint {
  name: string;
  step: number;
  value: number;
  /** ISO 8601 in UTC. */
  at: string;
}
