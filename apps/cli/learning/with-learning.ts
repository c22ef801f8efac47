import { homeFolder, loadConfig } from '../../../src/config/index.ts';
import type { ExitStatus } from '../../../src/errors/index.ts';
import { type Judge, judgeOf, type Learning, openLearning } from '../../../src/learning/index.ts';
import { openStore, type Store } from '../../../src/store/index.ts';
import type { CliContext } from '../context.ts';
import { storePath } from '../workbench.ts';

/** What commands of learning work with. */
export interface LearningBench {
  store: Store;
  learning: Learning;
  /** Who judges here; a name in place of the one that the configuration or git has. */
  judge(name?: string): Promise<Judge>;
}

/** Opens what was learnt, does some work with it, and closes it. */
export async function withLearning(
  context: CliContext,
  work: (bench: LearningBench) => Promise<ExitStatus>,
): Promise<ExitStatus> {
  const { cwd, env } = context;
  const { config } = await loadConfig({ cwd, env });
  const store = await openStore({ path: storePath(homeFolder(config, cwd)) });
  const settings = config.learning;
  try {
    return await work({
      store,
      learning: openLearning(store),
      judge: (name) => judgeOf({ ...settings, developer: name ?? settings.developer }, { folder: cwd, env }),
    });
  } finally {
    await store.close();
  }
}
