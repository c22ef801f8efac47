import type { ColumnType, Generated } from 'kysely';

/** Tables of the knowledge graph that can't be read from other tables: code, and what the history of the code says. */
export interface KnowledgeTables {
  knowledge_files: KnowledgeFilesTable;
  knowledge_names: KnowledgeNamesTable;
  knowledge_history: KnowledgeHistoryTable;
  knowledge_cochanges: KnowledgeCochangesTable;
  knowledge_state: KnowledgeStateTable;
}

/** One row a file, with its part of the graph: its nodes in `outline`, the edges that begin in it in `links`. */
export interface KnowledgeFilesTable {
  id: Generated<number>;
  /** Absolute folder that `path` starts from. */
  root: string;
  path: string;
  language: string;
  /** What the file was when it was read; times in milliseconds. */
  size: number;
  mtime_ms: number;
  ctime_ms: number;
  ino: number;
  /** Which version of opsmith's reading made it. */
  reader: ColumnType<number, number | undefined, number>;
  read_at_ms: number;
  sloc: number;
  cyclomatic: number;
  cognitive: number;
  first_seen_at: string;
  changed_at: string;
  /** JSON. */
  outline: string;
  /** JSON; null until the file's names have been resolved. */
  links: string | null;
}

/** Which files define (0), use (1) or import from (2) a name, by the name's hash: two names with one hash cost time and nothing else. */
export interface KnowledgeNamesTable {
  hash: number;
  role: number;
  file: number;
}

/** What the history says of a file. */
export interface KnowledgeHistoryTable {
  file: number;
  commits: number;
  added: number;
  removed: number;
  first_at: string;
  last_at: string;
  /** JSON: commits by `NAME <EMAIL>`, with the last one's moment. */
  authors: string;
}

/** Two files that changed in the same commits; `first` is the smaller id. */
export interface KnowledgeCochangesTable {
  first: number;
  second: number;
  commits: number;
  last_at: string;
}

/** What is known of a root: JSON. */
export interface KnowledgeStateTable {
  root: string;
  body: string;
}
