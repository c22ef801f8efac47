import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Connection, Table } from '@lancedb/lancedb';
import { loadLance } from './lance.ts';
import { withPlainFaults } from './plain-faults.ts';
import type { SearchPlan } from './search-plan.ts';

/** An entry's revision and how near its vector is, as a cosine: 1 is the same direction. */
export interface VectorHit {
  revision: number;
  similarity: number;
}

/** One namespace's vectors by one embedder, in LanceDB. Filters are numbers alone: no text of anybody reaches its SQL. */
export interface VectorTable {
  rows(): Promise<number>;
  /** Files that its rows lie in. */
  parts(): Promise<number>;
  add(revisions: readonly number[], vectors: Float32Array): Promise<void>;
  remove(revisions: readonly number[]): Promise<void>;
  search(
    vector: Float32Array,
    options: { limit: number; plan: SearchPlan; among?: readonly number[] },
  ): Promise<VectorHit[]>;
  /** Builds the index anew, in so many parts. */
  buildIndex(parts: number): Promise<void>;
  dropIndex(): Promise<void>;
  /** Joins small parts, takes what is new into the index, and drops old versions. */
  tidy(): Promise<void>;
  close(): void;
}

/** The folder of all vectors. What LanceDB cannot do is a StorageError `vectors-unreadable` that says why in plain words. */
export interface VectorFolder {
  names(): Promise<string[]>;
  /** Opens a table, making it where it is not there. @throws StorageError `vectors-unreadable` where it is damaged */
  open(name: string, dimension: number): Promise<VectorTable>;
  drop(name: string): Promise<void>;
  close(): void;
}

const column = 'vector';
const indexName = `${column}_idx`;
const removedAtOnce = 5_000;

export async function openVectorFolder(folder: string): Promise<VectorFolder> {
  const { lance } = await loadLance();
  const plainly = withPlainFaults(folder);
  const connection = await plainly(() => lance.connect(folder, { readConsistencyInterval: 0 }))();
  return {
    names: plainly(() => connection.tableNames()),
    open: plainly((name, dimension) => openTable(connection, name, { dimension, plainly })),
    async drop(name) {
      // What is too damaged to be opened is still a folder.
      await connection.dropTable(name).catch(() => {});
      rmSync(join(folder, `${name}.lance`), { recursive: true, force: true });
    },
    close: () => connection.close(),
  };
}

async function openTable(
  connection: Connection,
  name: string,
  { dimension, plainly }: { dimension: number; plainly: ReturnType<typeof withPlainFaults> },
): Promise<VectorTable> {
  const { lance, arrow } = await loadLance();
  const type = new arrow.FixedSizeList(dimension, new arrow.Field('item', new arrow.Float32(), true));
  const schema = new arrow.Schema([
    new arrow.Field('revision', new arrow.Int32(), false),
    new arrow.Field(column, type, false),
  ]);
  const table: Table = (await connection.tableNames()).includes(name)
    ? await connection.openTable(name)
    : await connection.createEmptyTable(name, schema, { existOk: true });
  return {
    rows: plainly(() => table.countRows()),
    parts: plainly(async () => (await table.stats()).fragmentStats.numFragments),
    add: plainly(async (revisions, vectors) => {
      const numbers = arrow.makeData({ type: new arrow.Int32(), data: Int32Array.from(revisions) });
      const list = arrow.makeData({
        type,
        length: revisions.length,
        nullCount: 0,
        child: arrow.makeData({ type: new arrow.Float32(), data: vectors }),
      });
      const batch = new arrow.RecordBatch(
        schema,
        arrow.makeData({
          type: new arrow.Struct(schema.fields),
          length: revisions.length,
          children: [numbers, list],
        }),
      );
      await table.add(new arrow.Table(schema, [batch]));
    }),
    remove: plainly(async (revisions) => {
      for (let from = 0; from < revisions.length; from += removedAtOnce)
        await table.delete(`revision IN (${numbersOf(revisions.slice(from, from + removedAtOnce))})`);
    }),
    search: plainly(async (vector, { limit, plan, among }) => {
      let query = table
        .vectorSearch(vector)
        .distanceType('cosine')
        .limit(limit)
        .select(['revision', '_distance']);
      if (among !== undefined) query = query.where(`revision IN (${numbersOf(among)})`);
      query =
        plan.kind === 'exact' || among !== undefined
          ? query.bypassVectorIndex()
          : query.nprobes(plan.probes).refineFactor(Math.max(2, Math.ceil((plan.refine * 10) / limit)));
      const found = await query.toArrow();
      const revisions = found.getChild('revision');
      const distances = found.getChild('_distance');
      return Array.from({ length: found.numRows }, (_, at) => ({
        revision: Number(revisions?.get(at)),
        similarity: 1 - Number(distances?.get(at)),
      }));
    }),
    buildIndex: plainly(async (parts) => {
      // RaBitQ (Gao and Long 2024): a bit a number, chosen over HNSW by measuring (docs/decisions/2026-11-21-memory.md).
      const config = lance.Index.ivfRq({ distanceType: 'cosine', numPartitions: parts });
      await table.createIndex(column, { config, replace: true });
      await table.prewarmIndex(indexName);
    }),
    async dropIndex() {
      await table.dropIndex(indexName).catch(() => {});
    },
    tidy: plainly(async () => {
      await table.optimize({ cleanupOlderThan: new Date(Date.now() - 3_600_000) });
    }),
    close: () => table.close(),
  };
}

/** Whole numbers for LanceDB's filter; anything else would be a bug, and is left out. */
function numbersOf(revisions: readonly number[]): string {
  const whole = revisions.filter(Number.isSafeInteger);
  return whole.length === 0 ? '-1' : whole.join(',');
}
