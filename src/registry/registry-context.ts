import type { Transaction } from 'kysely';
import type { AuditLog } from '../govern/index.ts';
import { type Database, type EffectKey, type Store, toStorageError } from '../store/index.ts';
import type { BlobStore } from './artifacts/blob-store.ts';

/** What the registry's parts work with. */
export interface RegistryContext {
  store: Store;
  blobs: BlobStore;
  audit: AuditLog;
  /** Absolute folder of the registry's files. */
  folder: string;
  isEncrypted: boolean;
  clock: () => Date;
}

/** Who does something, why, and whether it is to happen once. */
export interface Doing {
  /** As people call themselves; opsmith checks no identity. */
  actor: string;
  /** Why, in the person's words. */
  reason?: string | undefined;
  /** The run and step that ask for it: doing it again then changes nothing and gives the same. */
  effect?: EffectKey | undefined;
}

/**
 * Writes in one transaction that holds the log's lock from its beginning: of two processes one waits for the other. With an effect's key it
 * happens once; the result must survive JSON.
 */
export async function write<T>(
  { store, audit }: RegistryContext,
  effect: EffectKey | undefined,
  work: (transaction: Transaction<Database>) => Promise<T>,
): Promise<T> {
  const locked = async (transaction: Transaction<Database>) => {
    await audit.lock(transaction);
    return work(transaction);
  };
  const result = await guarded(store, () =>
    effect === undefined ? store.database.transaction().execute(locked) : store.effects.once(effect, locked),
  );
  await audit.anchor();
  return result;
}

/** What an effect gave when it happened before; undefined where it has not. Asked before what would refuse to be done twice. */
export async function alreadyDone<T>(
  { store }: Pick<RegistryContext, 'store'>,
  effect: EffectKey | undefined,
): Promise<T | undefined> {
  if (effect === undefined) return undefined;
  const row = await store.database
    .selectFrom('effects')
    .select('result')
    .where('run', '=', effect.run)
    .where('step', '=', effect.step)
    .where('name', '=', effect.name)
    .executeTakeFirst();
  return row === undefined ? undefined : (JSON.parse(row.result) as T);
}

/** Reads, with what the database throws as a StorageError. */
export async function guarded<T>(store: Store, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (thrown) {
    throw toStorageError(thrown, store.path);
  }
}
