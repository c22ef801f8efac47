import { existsSync } from 'node:fs';
import { extname, resolve } from 'node:path';
import { homeFolder, loadConfig } from '../../../src/config/index.ts';
import { openProjectRegistry } from '../../../src/registry/index.ts';
import { openStore } from '../../../src/store/index.ts';
import type { CliContext } from '../context.ts';
import { storePath } from '../workbench.ts';

/** Where a model lies. */
export interface FoundModel {
  path: string;
  /** As the registry knows it; null for a folder or file. */
  name: string | null;
  version: string | null;
  release(): Promise<void>;
}

/**
 * The model that is meant: a folder or file that is there, else a version of the registry.
 *
 * @throws InputError `unknown-model`, `unknown-version` and what else the registry throws
 */
export async function findModel(context: CliContext, reference: string): Promise<FoundModel> {
  const path = resolve(context.cwd, reference);
  if (existsSync(path) || extname(reference) === '.onnx' || /[/\\]/.test(reference))
    return { path, name: null, version: null, release: async () => {} };
  const { config } = await loadConfig({ cwd: context.cwd, env: context.env });
  const store = await openStore({ path: storePath(homeFolder(config, context.cwd)) });
  try {
    const registry = openProjectRegistry({ store, config, cwd: context.cwd, env: context.env });
    const { version, folder, release } = await registry.resolve(reference);
    return { path: folder, name: version.model, version: version.version, release };
  } finally {
    await store.close();
  }
}
