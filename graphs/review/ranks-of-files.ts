import { relative, resolve, sep } from 'node:path';
import type { FileStanding } from '../../src/learning/index.ts';
import type { Store } from '../../src/store/index.ts';

/** How central a reviewed file is, and how often it changed, each 0..1 by rank; null where that is not known. */
export type RanksOf = (path: string) => FileStanding;

const nothing = { centrality: null, churn: null };

/** What the knowledge graph says of a folder's files; nothing, and at no cost, where none was ever built. */
export async function ranksOfFiles(store: Store, directory: string): Promise<RanksOf> {
  const built = await store.database.selectFrom('knowledge_files').select('id').limit(1).executeTakeFirst();
  if (built === undefined) return () => nothing;
  const { fileRanks } = await import('../../src/knowledge/index.ts');
  const ranks = await fileRanks(store, directory);
  return (path) => ranks.get(relative(directory, resolve(directory, path)).split(sep).join('/')) ?? nothing;
}
