import { toStorageError } from '../store/index.ts';

/** Runs a query; what the database throws becomes a StorageError. */
export async function guarded<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (thrown) {
    throw toStorageError(thrown, path);
  }
}
