import { homeFolder, loadConfig } from '../../../src/config/index.ts';
import { createExperiments, type Experiments } from '../../../src/experiments/index.ts';
import { openStore } from '../../../src/store/index.ts';
import type { CliContext, CommandResult } from '../context.ts';
import { storePath } from '../workbench.ts';

/** Opens the experiments of the state for some work, and closes them after it. */
export async function withExperiments(
  context: CliContext,
  work: (experiments: Experiments) => CommandResult,
): CommandResult {
  const { config } = await loadConfig({ cwd: context.cwd, env: context.env });
  const home = homeFolder(config, context.cwd);
  const store = await openStore({ path: storePath(home) });
  try {
    return await work(createExperiments(store));
  } finally {
    await store.close();
  }
}
