/** The tables of the registry and of the audit log, as Kysely sees them. */
export interface RegistryTables {
  registered_models: RegisteredModelsTable;
  model_versions: ModelVersionsTable;
  model_aliases: ModelAliasesTable;
  artifacts: ArtifactsTable;
  lineage_nodes: LineageNodesTable;
  lineage_edges: LineageEdgesTable;
  audit_log: AuditLogTable;
  audit_head: AuditHeadTable;
}

export interface RegisteredModelsTable {
  name: string;
  /** The name in lower case: two names that differ by case alone would be taken for each other. */
  folded: string;
  created_at: string;
}

export interface ModelVersionsTable {
  model: string;
  version: string;
  /** Order of registration within the model, from 1. */
  position: number;
  major: number;
  minor: number;
  patch: number;
  /** `staging`, `production`, `archived`, or null: none yet. What the audit log says last; kept here to be found quickly. */
  stage: string | null;
  /** SHA-256 of the artifact's list of files. */
  artifact: string;
  run: string | null;
  git_commit: string | null;
  registered_at: string;
  registered_by: string;
  /** JSON: record, metrics, how the version was chosen, notes. */
  body: string;
  /** Deleted versions keep their row, so that their number is never given again. */
  deleted_at: string | null;
}

export interface ModelAliasesTable {
  model: string;
  alias: string;
  version: string;
}

export interface ArtifactsTable {
  /** SHA-256 of the list of files. */
  sha256: string;
  /** JSON: path, SHA-256 and bytes of each file, by path. */
  files: string;
  bytes: number;
  created_at: string;
}

export interface LineageNodesTable {
  /** `data:…`, `features:…`, `run:…`, `model:NAME@VERSION`, `decision:…`. */
  id: string;
  kind: string;
  label: string;
  /** JSON: what is known of it. */
  body: string;
}

/** What came out of what. */
export interface LineageEdgesTable {
  source: string;
  target: string;
  relation: string;
}

/** One row for each thing that happened to a model or was decided of it; rows are only ever added. */
export interface AuditLogTable {
  seq: number;
  at: string;
  actor: string;
  kind: string;
  model: string | null;
  version: string | null;
  /** JSON, as it was hashed. */
  body: string;
  /** The hash of the entry before. */
  previous: string;
  hash: string;
}

/** One row: the log's end. Who writes updates it first, and so holds the lock. */
export interface AuditHeadTable {
  id: number;
  seq: number;
  hash: string;
}
