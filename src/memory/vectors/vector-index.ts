import { createHash } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import type { Selectable } from 'kysely';
import { StorageError } from '../../errors/index.ts';
import { type Database, isAlive, type Store, thisProcess } from '../../store/index.ts';
import type { Embedder } from '../embedders/embedder.ts';
import { vectorFault } from './plain-faults.ts';
import { exactPlan, numbersSearchedExactly, planWithIndex, SearchPlan } from './search-plan.ts';
import { openVectorFolder, type VectorFolder, type VectorHit, type VectorTable } from './vector-table.ts';

type VectorsRow = Selectable<Database['memory_vectors']>;

/** How a namespace's vectors stand. */
export interface VectorState {
  namespace: string;
  embedder: string;
  dimension: number;
  vectors: number;
  /** Entries that have no vector yet. */
  pending: number;
  plan: SearchPlan;
}

export interface CatchUp {
  /** Vectors made. */
  made: number;
  /** Entries that still have none. */
  pending: number;
  /** What had to be made again, in a sentence; null where nothing had. */
  repaired: string | null;
}

/** The vectors of all namespaces by one embedder: they follow the texts, and are made anew where the folder is gone or damaged. */
export interface VectorIndex {
  /** Makes vectors for at most `most` entries that have none, and takes out those of entries that are gone. */
  catchUp(namespace: string, most: number, signal?: AbortSignal): Promise<CatchUp>;
  /** Nearest entries; `among` narrows to these revisions. Without a plan, as the table's own says. */
  search(
    namespace: string,
    vector: Float32Array,
    limit: number,
    options?: { among?: readonly number[] | undefined; plan?: SearchPlan },
  ): Promise<VectorHit[]>;
  /**
   * For vectors that a search could not read: drops them, so that the next catch-up makes them again. What was wrong, in a sentence; null where another process
   * is at them, or where they can be read after all.
   */
  discardUnreadable(namespace: string): Promise<string | null>;
  state(namespace: string): Promise<VectorState>;
  /** Drops a namespace's vectors; the next catch-up makes them again. @throws StorageError `vectors-behind` while another process makes them */
  reset(namespace: string): Promise<void>;
  close(): void;
}

/** A writer that has said nothing for so long is taken for dead, also where nobody can look whether it is. */
const ownedForMs = 60_000;
const waitedForMs = 5_000;
const partRows = 2_048;
/** Every write makes a part of its own; from so many on they are joined. */
const mostParts = 24;
const sampleQueries = 200;
/** An index is built anew when the table has grown by half. */
const regrowth = 1.5;

export function createVectorIndex(
  { database }: Pick<Store, 'database'>,
  { folder, embedder, now }: { folder: string; embedder: Embedder; now: () => Date },
): VectorIndex {
  let opened: Promise<VectorFolder> | null = null;
  const tables = new Map<string, VectorTable>();
  const open = () => {
    opened ??= openVectorFolder(folder);
    // One that could not be opened is tried again.
    opened.catch(() => {
      opened = null;
    });
    return opened;
  };

  const rowOf = async (namespace: string): Promise<VectorsRow> => {
    const name = `v_${createHash('sha256').update(`${namespace}\0${embedder.id}`).digest('hex').slice(0, 24)}`;
    const row = await database
      .selectFrom('memory_vectors')
      .selectAll()
      .where('name', '=', name)
      .executeTakeFirst();
    if (row !== undefined) return row;
    const fresh = {
      name,
      namespace,
      embedder: embedder.id,
      dimension: embedder.dimension,
      synced: 0,
      removed_to: 0,
      rows: 0,
      plan: null,
      owner: null,
      owned_at: null,
    };
    await database
      .insertInto('memory_vectors')
      .values(fresh)
      .onConflict((conflict) => conflict.doNothing())
      .execute();
    return fresh;
  };
  const pendingOf = async (row: VectorsRow): Promise<number> =>
    (
      await database
        .selectFrom('memory_entries')
        .select((each) => each.fn.countAll<number>().as('count'))
        .where('namespace', '=', row.namespace)
        .where('leader', 'is', null)
        .where('revision', '>', row.synced)
        .executeTakeFirstOrThrow()
    ).count;
  const set = (name: string, values: Partial<VectorsRow>) =>
    database.updateTable('memory_vectors').set(values).where('name', '=', name).execute();

  /** Whether this process may write; another that is alive keeps it from that for a while. */
  const claim = async (name: string): Promise<boolean> => {
    const before = now().getTime();
    while (true) {
      const row = await database
        .selectFrom('memory_vectors')
        .select('owner')
        .where('name', '=', name)
        .executeTakeFirst();
      const owner = row?.owner ?? null;
      // One that was killed cannot give it up.
      const free = owner === null || owner === thisProcess || !isAlive(owner) ? owner : null;
      const dead = new Date(now().getTime() - ownedForMs).toISOString();
      const { numUpdatedRows } = await database
        .updateTable('memory_vectors')
        .set({ owner: thisProcess, owned_at: now().toISOString() })
        .where('name', '=', name)
        .where((each) =>
          each.or([
            each('owner', 'is', null),
            ...(free === null ? [] : [each('owner', '=', free)]),
            each('owned_at', '<', dead),
          ]),
        )
        .executeTakeFirst();
      if (numUpdatedRows > 0n) return true;
      if (now().getTime() - before > waitedForMs) return false;
      await wait(50);
    }
  };

  /** The table, checked against what the state of record says of it. */
  const openChecked = async (row: VectorsRow): Promise<{ table: VectorTable; repaired: string | null }> => {
    const known = tables.get(row.name);
    const vectors = await open();
    const isThere = (await vectors.names().catch(() => [] as string[])).includes(row.name);
    if (known !== undefined && isThere) {
      // Another process may have written since: what it wrote is seen by opening anew.
      known.close();
      tables.delete(row.name);
    }
    let fault = !isThere && row.rows > 0 ? 'were gone' : null;
    let table: VectorTable | null = null;
    if (fault === null) {
      try {
        table = await vectors.open(row.name, row.dimension);
        if ((await table.rows()) !== row.rows) fault = 'were not the ones that were written last';
      } catch (thrown) {
        const found = vectorFault(thrown);
        if (!found.isDamage) throw thrown;
        fault = `could not be read (${found.fault})`;
      }
    }
    if (fault === null) {
      tables.set(row.name, table!);
      return { table: table!, repaired: null };
    }
    table?.close();
    return anew(row, fault);
  };

  /** An empty table in the place of one that cannot be used, which the texts fill again. */
  const anew = async (row: VectorsRow, fault: string): Promise<{ table: VectorTable; repaired: string }> => {
    const vectors = await open();
    tables.get(row.name)?.close();
    await vectors.drop(row.name);
    await set(row.name, { synced: 0, removed_to: 0, rows: 0, plan: null });
    Object.assign(row, { synced: 0, removed_to: 0, rows: 0, plan: null });
    const made = await vectors.open(row.name, row.dimension);
    tables.set(row.name, made);
    return {
      table: made,
      repaired: `The vectors of ${row.namespace} ${fault}; they are made again from the texts.`,
    };
  };

  /** What is damaged of the vectors themselves, by reading them all; null where nothing is. Counting alone does not look at them. */
  const faultWithin = async (row: VectorsRow): Promise<string | null> => {
    tables.get(row.name)?.close();
    tables.delete(row.name);
    let table: VectorTable | null = null;
    try {
      table = await (await open()).open(row.name, row.dimension);
      const any = new Float32Array(row.dimension).fill(1);
      await table.search(any, { limit: 1, plan: exactPlan(row.rows) });
      const plan = planOf(row);
      if (plan.kind !== 'exact') await table.search(any, { limit: 1, plan });
      return null;
    } catch (thrown) {
      const { fault, isDamage } = vectorFault(thrown);
      return isDamage ? fault : null;
    } finally {
      table?.close();
    }
  };

  const removeGone = async (row: VectorsRow, table: VectorTable): Promise<void> => {
    const gone = await database
      .selectFrom('memory_removed')
      .select(['number', 'revision'])
      .where('namespace', '=', row.namespace)
      .where('number', '>', row.removed_to)
      .orderBy('number')
      .execute();
    if (gone.length === 0) return;
    const written = gone.filter(({ revision }) => revision <= row.synced).map(({ revision }) => revision);
    if (written.length > 0) await table.remove(written);
    row.removed_to = gone.at(-1)!.number;
    row.rows = await table.rows();
    await set(row.name, { removed_to: row.removed_to, rows: row.rows });
  };

  /** Removals that every table of the namespace has done. */
  const forgetRemovals = (namespace: string) =>
    database
      .deleteFrom('memory_removed')
      .where('namespace', '=', namespace)
      .where('number', '<=', (from) =>
        from
          .selectFrom('memory_vectors')
          .select((each) => each.fn.min<number>('removed_to').as('least'))
          .where('namespace', '=', namespace),
      )
      .execute();

  /** Questions such as people ask: stretches of the words of entries from first to last, so that no part of them goes unasked. */
  const sampleOf = async (namespace: string, signal?: AbortSignal): Promise<Float32Array[]> => {
    const all = await database
      .selectFrom('memory_entries')
      .select('revision')
      .where('namespace', '=', namespace)
      .where('leader', 'is', null)
      .orderBy('revision')
      .execute();
    const step = Math.max(1, all.length / sampleQueries);
    const asked = Array.from(
      { length: Math.min(sampleQueries, all.length) },
      (_, at) => all[Math.floor((at + 0.5) * step)]!.revision,
    );
    const rows = await database
      .selectFrom('memory_entries')
      .select('text')
      .where('namespace', '=', namespace)
      .where('leader', 'is', null)
      .where('revision', 'in', asked)
      .orderBy('revision')
      .execute();
    const texts = rows.map(({ text }, at) => {
      const words = text.split(/\s+/);
      const from = (at * 7) % Math.max(1, words.length - 8);
      return words.slice(from, from + 8).join(' ');
    });
    const vectors = await embedder.embed(texts, 'query', signal);
    return texts
      .map((_, at) => vectors.slice(at * embedder.dimension, (at + 1) * embedder.dimension))
      .filter((vector) => vector.some((value) => value !== 0));
  };

  const replan = async (row: VectorsRow, table: VectorTable, signal?: AbortSignal): Promise<void> => {
    if (!isDue(row)) return;
    // In one file: a search reads the best candidates' vectors again, and from 24 files that took twice as long.
    if ((await table.parts()) > 1) await table.tidy();
    const next = await planWithIndex(table, {
      rows: row.rows,
      queries: await sampleOf(row.namespace, signal),
    });
    row.plan = JSON.stringify(next);
    await set(row.name, { plan: row.plan });
  };

  return {
    async catchUp(namespace, most, signal) {
      const first = await rowOf(namespace);
      const hasGone = await database
        .selectFrom('memory_removed')
        .select('number')
        .where('namespace', '=', namespace)
        .where('number', '>', first.removed_to)
        .limit(1)
        .executeTakeFirst();
      const waiting = await pendingOf(first);
      if (waiting === 0 && hasGone === undefined && !isDue(first)) {
        const isWhole = tables.has(first.name) && (await (await open()).names()).includes(first.name);
        if (isWhole || first.rows === 0) return { made: 0, pending: 0, repaired: null };
      }
      if (!(await claim(first.name))) return { made: 0, pending: waiting, repaired: null };
      let made = 0;
      try {
        const row = await rowOf(namespace);
        const { table, repaired } = await openChecked(row);
        await removeGone(row, table);
        while (made < most) {
          const entries = await database
            .selectFrom('memory_entries')
            .select(['revision', 'text'])
            .where('namespace', '=', namespace)
            .where('leader', 'is', null)
            .where('revision', '>', row.synced)
            .orderBy('revision')
            .limit(Math.min(partRows, most - made))
            .execute();
          if (entries.length === 0) break;
          signal?.throwIfAborted();
          const vectors = await embedder.embed(
            entries.map(({ text }) => text),
            'passage',
            signal,
          );
          // Counted first: where the process dies in between, the counts differ and all is made again.
          await set(row.name, { rows: row.rows + entries.length });
          await table.add(
            entries.map(({ revision }) => revision),
            vectors,
          );
          row.rows += entries.length;
          row.synced = entries.at(-1)!.revision;
          await set(row.name, { synced: row.synced, owned_at: now().toISOString() });
          made += entries.length;
        }
        if (made > 0 && (await table.parts()) > mostParts) await table.tidy();
        await forgetRemovals(namespace);
        const pending = await pendingOf(row);
        if (pending === 0) await replan(row, table, signal);
        return { made, pending, repaired };
      } finally {
        await set(first.name, { owner: null, owned_at: null });
      }
    },
    async search(namespace, vector, limit, { among, plan } = {}) {
      const row = await rowOf(namespace);
      if (row.rows === 0 || !vector.some((value) => value !== 0)) return [];
      // Not checked here: another process may be between two of its writes. Catching up checks, when this process may write.
      const table = tables.get(row.name) ?? (await (await open()).open(row.name, row.dimension));
      tables.set(row.name, table);
      return table.search(vector, {
        limit,
        plan: plan ?? planOf(row),
        ...(among !== undefined && { among }),
      });
    },
    async discardUnreadable(namespace) {
      const { name } = await rowOf(namespace);
      if (!(await claim(name))) return null;
      try {
        const row = await rowOf(namespace);
        const fault = await faultWithin(row);
        return fault === null ? null : (await anew(row, `could not be read (${fault})`)).repaired;
      } finally {
        await set(name, { owner: null, owned_at: null });
      }
    },
    async state(namespace) {
      const row = await rowOf(namespace);
      return {
        namespace,
        embedder: row.embedder,
        dimension: row.dimension,
        vectors: row.rows,
        pending: await pendingOf(row),
        plan: planOf(row),
      };
    },
    async reset(namespace) {
      const { name } = await rowOf(namespace);
      if (!(await claim(name)))
        throw new StorageError(
          'vectors-behind',
          `Another process makes vectors of ${namespace}; try again when it is done.`,
        );
      try {
        tables.get(name)?.close();
        tables.delete(name);
        // Told first: a search beside it must not take them for lost.
        await set(name, { synced: 0, removed_to: 0, rows: 0, plan: null });
        await (await open()).drop(name);
      } finally {
        await set(name, { owner: null, owned_at: null });
      }
    },
    close() {
      for (const table of tables.values()) table.close();
      tables.clear();
      opened?.then((vectors) => vectors.close()).catch(() => {});
    },
  };
}

/** Whether an index is to be built: there is none for a large table, or the table has outgrown it. */
function isDue(row: VectorsRow): boolean {
  return row.rows * row.dimension > numbersSearchedExactly && row.rows >= planOf(row).rows * regrowth;
}

function planOf(row: VectorsRow): SearchPlan {
  const read = row.plan === null ? null : SearchPlan.safeParse(JSON.parse(row.plan));
  return read?.success ? read.data : exactPlan(0);
}
