import type { Generated } from 'kysely';

/** The tables of experiments, as Kysely sees them; see `Database` for the types they keep to. */
export interface ExperimentTables {
  experiments: ExperimentsTable;
  experiment_parameters: ExperimentParametersTable;
  experiment_metrics: ExperimentMetricsTable;
  experiment_series: ExperimentSeriesTable;
  experiment_folds: ExperimentFoldsTable;
  experiment_tags: ExperimentTagsTable;
  experiment_artifacts: ExperimentArtifactsTable;
  experiment_notes: ExperimentNotesTable;
}

/** One row a run. `summary` repeats what lists show, so that a list reads one table. */
export interface ExperimentsTable {
  number: Generated<number>;
  /** The id of the crew's run where one logs it; else made anew. */
  id: string;
  name: string;
  kind: string;
  parent: string | null;
  status: string;
  started_at: string;
  ended_at: string | null;
  /** Text, since a seed may be longer than what an integer column holds. */
  seed: string | null;
  /** SHA-256 of the data that was learned from. */
  data_fingerprint: string | null;
  /** Git commit; null where there is no repository. */
  code_commit: string | null;
  code_dirty: number | null;
  /** JSON: `{ data, versions, machine, folder, command }`. */
  about: string;
  /** JSON: `{ parameters, metrics, tags }`, each metric's last value. */
  summary: string;
}

export interface ExperimentParametersTable {
  run: string;
  name: string;
  /** As text: strings as they are, all else as JSON. */
  value: string;
  /** The same as a number, where it is one. */
  number: number | null;
}

/** The last value of each metric. */
export interface ExperimentMetricsTable {
  run: string;
  name: string;
  /** Null: not a number. */
  value: number | null;
  step: number;
  at: string;
}

/** Every value of every metric, in the order of writing. */
export interface ExperimentSeriesTable {
  number: Generated<number>;
  run: string;
  name: string;
  step: number;
  /** Null: not a number. */
  value: number | null;
  at: string;
}

/** A metric's score on each fold: what paired comparisons need. */
export interface ExperimentFoldsTable {
  run: string;
  metric: string;
  /** Names the folds: two runs with the same one were scored on the same rows. */
  scheme: string;
  test_share: number;
  /** JSON: numbers, in the folds' order. */
  scores: string;
}

export interface ExperimentTagsTable {
  run: string;
  name: string;
  value: string;
}

export interface ExperimentArtifactsTable {
  run: string;
  name: string;
  /** Absolute path of the content. */
  path: string;
  bytes: number;
  sha256: string;
  /** 1: a copy among the state; 0: the file stays where it is and may change. */
  is_copy: number;
  at: string;
}

export interface ExperimentNotesTable {
  number: Generated<number>;
  run: string;
  at: string;
  text: string;
}
