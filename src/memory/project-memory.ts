import { dirname } from 'node:path';
import type { Config } from '../config/index.ts';
import type { Store } from '../store/index.ts';
import { openEmbedder } from './embedders/open-embedder.ts';
import { type Memory, openMemory } from './open-memory.ts';

/** The memory of a project, with the embedder that its configuration names. */
export function openProjectMemory({
  store,
  config,
  env = process.env,
  cwd = process.cwd(),
}: {
  store: Store;
  config: Pick<Config, 'memory' | 'models'>;
  env?: Readonly<Record<string, string | undefined>>;
  /** What a relative folder of an encoder is relative to. */
  cwd?: string;
}): Memory {
  return openMemory({
    store,
    openEmbedder: () => openEmbedder({ config, env, cwd, home: dirname(store.path) }),
  });
}
