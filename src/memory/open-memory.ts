import { dirname, join } from 'node:path';
import { toError } from '../errors/index.ts';
import type { Store } from '../store/index.ts';
import type { Embedder } from './embedders/embedder.ts';
import type { MemoryEntry, NewEntry } from './entry.ts';
import { createEntryStore, type Kept, type ListOptions, type SeenEntry } from './entry-store.ts';
import { type MemoryAnswer, type SearchOptions, searchMemory } from './search.ts';
import { forgetVectors } from './vectors/forget-vectors.ts';
import { createVectorIndex, type VectorIndex, type VectorState } from './vectors/vector-index.ts';
import { type ForgetQuery, whatToForget } from './what-to-forget.ts';

/** What opsmith remembers: texts by namespace and key, found by their words and by their meaning. */
export interface Memory {
  /** Keeps a text; one under the same key is replaced, and secrets are taken out first. @throws InputError `bad-entry` */
  store(entry: NewEntry): Promise<Kept>;
  storeAll(entries: readonly NewEntry[]): Promise<Kept[]>;
  /** @throws InputError `unknown-memory`, `unknown-namespace` */
  get(namespace: string, key: string): Promise<MemoryEntry>;
  search(options: SearchOptions, signal?: AbortSignal): Promise<MemoryAnswer>;
  /** @throws InputError `unknown-namespace` */
  list(options?: ListOptions): Promise<MemoryEntry[]>;
  /** How many were forgotten. @throws InputError `unknown-memory`, `unknown-namespace` */
  forget(namespace: string, keys?: readonly string[]): Promise<number>;
  /**
   * What “forget what you know about …” would forget, the latest first; nothing is forgotten yet. @throws InputError `nothing-named`, `unknown-namespace`,
   * `unknown-memory`
   */
  whatToForget(query: ForgetQuery): Promise<MemoryEntry[]>;
  /** Forgets just these, as they were seen; `left` are those that were changed or are gone since. */
  forgetSeen(entries: readonly SeenEntry[]): Promise<{ forgotten: number; left: SeenEntry[] }>;
  /** Forgets all but the newest `most` of a namespace: for what agents write by themselves. */
  keepNewest(namespace: string, most: number): Promise<number>;
  stats(): Promise<MemoryStats>;
  namespaces(): Promise<{ namespace: string; entries: number }[]>;
  /** Makes all vectors anew, or (`missing`) only those that are missing. */
  reindex(options?: ReindexOptions): Promise<VectorState[]>;
  /** Stops what goes on in the background; what is done stays done. */
  close(): Promise<void>;
}

export interface MemoryStats {
  folder: string;
  embedder: { id: string; label: string; dimension: number } | null;
  /** Why there is no embedder, in a sentence; null where there is one. */
  problem: string | null;
  namespaces: { namespace: string; entries: number; vectors: VectorState | null }[];
}

export interface ReindexOptions {
  namespace?: string;
  missing?: boolean;
  onProgress?: (namespace: string, made: number, pending: number) => void;
  signal?: AbortSignal;
}

export interface OpenMemoryOptions {
  store: Store;
  /** Opens the embedder when vectors are first needed. */
  openEmbedder: () => Promise<Embedder>;
  /** Where vectors lie; `memory` beside the database when left out. */
  folder?: string;
  now?: () => Date;
}

const reindexedAtOnce = 4_096;
const backgroundAtOnce = 256;

/** Opens the memory; neither the embedder nor LanceDB is loaded before a search. */
export function openMemory({
  store,
  openEmbedder,
  // A store that is gone with the process has vectors that are, too.
  folder = store.path === ':memory:' ? 'memory://vectors' : join(dirname(store.path), 'memory'),
  now = () => new Date(),
}: OpenMemoryOptions): Memory {
  const entries = createEntryStore(store, now);
  const closing = new AbortController();
  const background = new Map<string, Promise<void>>();
  let opened: Promise<{ index: VectorIndex; embedder: Embedder }> | null = null;
  const vectors = () => {
    opened ??= openEmbedder().then((embedder) => ({
      embedder,
      index: createVectorIndex(store, { folder, embedder, now }),
    }));
    // One that could not be opened is tried again with the next search.
    opened.catch(() => {
      opened = null;
    });
    return opened;
  };
  const behind = (namespace: string) => {
    if (background.has(namespace)) return;
    const work = (async () => {
      const { index } = await vectors();
      while (!closing.signal.aborted) {
        const { made, pending } = await index.catchUp(namespace, backgroundAtOnce, closing.signal);
        if (pending === 0 || made === 0) return;
      }
    })()
      // The next search says what is wrong; nobody waits for this.
      .catch(() => {})
      .finally(() => background.delete(namespace));
    background.set(namespace, work);
  };
  /** Where LanceDB is open, the vectors of what was forgotten go at once, elsewhere with the next search. */
  const dropVectors = async (namespaces: Iterable<string>) => {
    const found = await opened?.catch(() => null);
    for (const namespace of namespaces) await found?.index.catchUp(namespace, 0).catch(() => null);
  };

  return {
    get: entries.get,
    keepNewest: entries.keepNewest,
    namespaces: entries.namespaces,
    store: (entry) => entries.store(entry),
    storeAll: (all) => entries.storeAll(all),
    async list(options) {
      await entries.forgetExpired();
      return entries.list(options);
    },
    async search(options, signal) {
      await entries.forgetExpired();
      return searchMemory(options, { store, entries, vectors, behind }, signal);
    },
    async forget(namespace, keys) {
      if (keys === undefined) {
        const forgotten = await entries.forgetNamespace(namespace);
        await forgetVectors(store, { folder, namespace });
        return forgotten;
      }
      const forgotten = await entries.forget(namespace, keys);
      await dropVectors([namespace]);
      return forgotten;
    },
    async whatToForget(query) {
      await entries.forgetExpired();
      return whatToForget(query, { store, entries, now });
    },
    async forgetSeen(seen) {
      const left = await entries.forgetSeen(seen);
      await dropVectors(new Set(seen.map(({ namespace }) => namespace)));
      return { forgotten: seen.length - left.length, left };
    },
    async stats() {
      await entries.forgetExpired();
      const found = await vectors().catch(toError);
      const isFault = found instanceof Error;
      const namespaces = await entries.namespaces();
      return {
        folder,
        embedder: isFault
          ? null
          : { id: found.embedder.id, label: found.embedder.label, dimension: found.embedder.dimension },
        problem: isFault ? found.message : null,
        namespaces: await Promise.all(
          namespaces.map(async (each) => ({
            ...each,
            vectors: isFault ? null : await found.index.state(each.namespace),
          })),
        ),
      };
    },
    async reindex({ namespace, missing = false, onProgress, signal } = {}) {
      if (namespace !== undefined) await entries.checkNamespace(namespace);
      const { index, embedder } = await vectors();
      const all =
        namespace === undefined ? (await entries.namespaces()).map((each) => each.namespace) : [namespace];
      const states: VectorState[] = [];
      for (const each of all) {
        if (!missing) {
          await index.reset(each);
          await forgetVectors(store, { folder, namespace: each, except: embedder.id });
        }
        for (let made = 0; ; ) {
          const caught = await index.catchUp(each, reindexedAtOnce, signal);
          made += caught.made;
          onProgress?.(each, made, caught.pending);
          if (caught.pending === 0 || caught.made === 0) break;
        }
        states.push(await index.state(each));
      }
      return states;
    },
    async close() {
      closing.abort();
      await Promise.all(background.values());
      const found = await opened?.catch(() => null);
      found?.index.close();
      await found?.embedder.close();
    },
  };
}
