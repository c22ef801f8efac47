import type { Generated } from 'kysely';

/** Tables of what is remembered. Vectors lie in LanceDB beside the database, and can be made again from these. */
export interface MemoryTables {
  memory_entries: MemoryEntriesTable;
  memory_facts: MemoryFactsTable;
  memory_bands: MemoryBandsTable;
  memory_removed: MemoryRemovedTable;
  memory_vectors: MemoryVectorsTable;
  memory_clock: { id: number; revision: number };
}

/** One row for each key of a namespace. */
export interface MemoryEntriesTable {
  id: Generated<number>;
  /** Changes with the text; the vector's number in LanceDB. */
  revision: number;
  namespace: string;
  key: string;
  text: string;
  /** JSON: names with texts, numbers or truth. */
  metadata: string;
  /** Who said it: `person`, or an agent's name. */
  source: string;
  run: string | null;
  created_at: string;
  updated_at: string;
  expires_at: string | null;
  /** The entry that says nearly the same and is found in its place; null where it is found itself. */
  leader: number | null;
}

/** The metadata of an entry once more, a row for each name, for filters. */
export interface MemoryFactsTable {
  entry: number;
  name: string;
  value: string;
}

/** Parts of an entry's sketch: entries that share one may say nearly the same. */
export interface MemoryBandsTable {
  namespace: string;
  band: number;
  entry: number;
}

/** Revisions whose vectors are to be taken out. */
export interface MemoryRemovedTable {
  number: Generated<number>;
  namespace: string;
  revision: number;
}

/** One row for each table of vectors: a namespace by an embedder. */
export interface MemoryVectorsTable {
  name: string;
  namespace: string;
  /** The embedder's identity: its kind, version and weights. */
  embedder: string;
  dimension: number;
  /** Entries up to this revision have their vector. */
  synced: number;
  /** Removals up to this number are done. */
  removed_to: number;
  /** Rows that LanceDB must have: where it has another number, the folder is another one. */
  rows: number;
  /** JSON: how it is searched, and the measured recall of an index. */
  plan: string | null;
  /** `host:pid` of the process that writes vectors, and when it last said so. */
  owner: string | null;
  owned_at: string | null;
}
