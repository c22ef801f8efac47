import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Store } from '../../store/index.ts';

/**
 * Deletes the vectors of a namespace, all or those of other embedders than the one named: the folders themselves, for which LanceDB need not be loaded.
 */
export async function forgetVectors(
  { database }: Pick<Store, 'database'>,
  { folder, namespace, except }: { folder: string; namespace: string; except?: string },
): Promise<void> {
  const rows = await database
    .selectFrom('memory_vectors')
    .select(['name', 'embedder'])
    .where('namespace', '=', namespace)
    .execute();
  for (const { name, embedder } of rows) {
    if (embedder === except) continue;
    await database.deleteFrom('memory_vectors').where('name', '=', name).execute();
    if (!folder.startsWith('memory:'))
      rmSync(join(folder, `${name}.lance`), { recursive: true, force: true });
  }
  if (except === undefined)
    await database.deleteFrom('memory_removed').where('namespace', '=', namespace).execute();
}
