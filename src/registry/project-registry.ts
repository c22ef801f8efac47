import { dirname, join, resolve } from 'node:path';
import { type Config, homeFolder } from '../config/index.ts';
import type { Store } from '../store/index.ts';
import { readRegistryKey } from './artifacts/registry-key.ts';
import { openRegistry, type Registry } from './open-registry.ts';

export interface ProjectRegistryOptions {
  store: Store;
  config: Config;
  /** Absolute; relative paths of the configuration refer to it. */
  cwd: string;
  env?: Readonly<Record<string, string | undefined>>;
  clock?: () => Date;
}

/**
 * The registry of a project: beside its store, with the key that the configuration or the environment names.
 *
 * @throws InputError `registry-key-invalid`, `registry-key-unreadable`
 */
export function openProjectRegistry(options: ProjectRegistryOptions): Registry {
  const { store, config, cwd, env = process.env, clock } = options;
  const home = store.path === ':memory:' ? homeFolder(config, cwd) : dirname(store.path);
  const { keyFile } = config.registry;
  const key = readRegistryKey({ env, file: keyFile === null ? null : resolve(cwd, keyFile) });
  return openRegistry({ store, folder: join(home, 'registry'), key, ...(clock && { clock }) });
}
