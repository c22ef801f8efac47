import { readArtifact, type TrainedModel } from '../../src/artifact/index.ts';
import { readTable, type Table } from '../../src/data/index.ts';
import type { Registry } from '../../src/registry/index.ts';

/** Does something with the model of a version, checked and loaded. */
export async function withModel<T>(
  registry: Registry,
  reference: string,
  work: (trained: TrainedModel) => Promise<T>,
): Promise<T> {
  const { folder, release } = await registry.resolve(reference);
  try {
    return await work(await readArtifact(folder).loadTrained());
  } finally {
    await release();
  }
}

/** The rows of a file within a folder. @throws what reading a table throws */
export async function rowsOf(file: string, workspace: string): Promise<Table> {
  return (await readTable(file, { workspace })).table;
}
