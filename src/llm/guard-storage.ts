/**
 * Runs a query of the store and turns what the database throws into a StorageError with a sentence for people. The store is loaded only for
 * that: what reads the configuration alone shall not load a database.
 */
export async function guardStorage<T>(query: () => Promise<T>): Promise<T> {
  try {
    return await query();
  } catch (thrown) {
    const { toStorageError } = await import('../store/index.ts');
    throw toStorageError(thrown, 'of the model ledger');
  }
}
