import { statSync } from 'node:fs';
import { join } from 'node:path';
import { artifactFiles } from '../artifact/index.ts';
import { type OpenModelOptions, openModel } from './open-model.ts';
import type { ServedModel } from './served-model.ts';

/** Models that stay open between uses, a few of them. */
export interface ModelCache {
  /** Lends a model to some work: opened at its first use, and again when its file has changed. @throws what `openModel` and the work throw */
  use<Result>(
    path: string,
    work: (model: ServedModel) => Promise<Result>,
    options?: OpenModelOptions,
  ): Promise<Result>;
  /** Closes all; what is in use when that is done with. */
  close(): Promise<void>;
}

interface Entry {
  stamp: string;
  model: Promise<ServedModel>;
  users: number;
  /** Closed when nobody uses it any more. */
  isRetired: boolean;
}

/** A cache of at most so many models; the one that was used longest ago goes first. */
export function createModelCache({ most = 8 }: { most?: number } = {}): ModelCache {
  const entries = new Map<string, Entry>();

  const retire = async (entry: Entry): Promise<void> => {
    entry.isRetired = true;
    if (entry.users === 0) await (await entry.model.catch(() => null))?.close();
  };
  const take = (path: string, options: OpenModelOptions): Entry => {
    const key = JSON.stringify([path, options]);
    const stamp = stampOf(path);
    let entry = entries.get(key);
    if (entry !== undefined && entry.stamp !== stamp) {
      void retire(entry);
      entry = undefined;
    }
    if (entry === undefined) {
      const model = openModel(path, options);
      entry = { stamp, model, users: 0, isRetired: false };
      // A model that cannot be opened is tried again at the next use.
      model.catch(() => entries.delete(key));
    }
    entries.delete(key);
    entries.set(key, entry);
    const oldest = entries.keys().next().value;
    if (entries.size > most && oldest !== undefined) {
      void retire(entries.get(oldest)!);
      entries.delete(oldest);
    }
    return entry;
  };

  return {
    async use(path, work, options = {}) {
      const entry = take(path, options);
      entry.users += 1;
      try {
        return await work(await entry.model);
      } finally {
        entry.users -= 1;
        if (entry.isRetired) await retire(entry);
      }
    },
    async close() {
      const all = [...entries.values()];
      entries.clear();
      await Promise.all(all.map(retire));
    },
  };
}

/** What changes when a model's files do. */
function stampOf(path: string): string {
  const found =
    statSync(join(path, artifactFiles.record), { throwIfNoEntry: false }) ??
    statSync(path, { throwIfNoEntry: false });
  return found === undefined ? '' : `${found.mtimeMs} ${found.size} ${found.ino}`;
}
