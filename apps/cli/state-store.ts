import { homeFolder, loadConfig } from '../../src/config/index.ts';
import { openStore, type Store } from '../../src/store/index.ts';
import type { CliContext } from './context.ts';
import { storePath } from './workbench.ts';

/** Opens the store alone, for commands that only look something up. */
export async function openStateStore(context: CliContext): Promise<Store> {
  const { config } = await loadConfig({ cwd: context.cwd, env: context.env });
  return openStore({ path: storePath(homeFolder(config, context.cwd)) });
}
