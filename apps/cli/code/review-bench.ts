import { type Config, homeFolder, loadConfig } from '../../../src/config/index.ts';
import type { Models } from '../../../src/llm/index.ts';
import type { ReviewCache } from '../../../src/review/index.ts';
import type { Store } from '../../../src/store/index.ts';
import { type CliContext, warn } from '../context.ts';
import { type ConfigChange, sessionConfig, storePath } from '../workbench.ts';

/** What a review needs: less than a whole crew, which takes longer to load than a small review does. */
export interface ReviewBench {
  config: Config;
  /** Absolute folder of the state. */
  home: string;
  store: Store;
  models: Models;
  /** What is known of files from earlier reviews; left out where nobody wants it. */
  cache?: ReviewCache;
  close(): Promise<void>;
}

/** Loads the configuration, telling of what it ignores, and opens the store. */
export async function openReviewBench(
  context: CliContext,
  change: ConfigChange,
  { cached }: { cached: boolean },
): Promise<ReviewBench> {
  const [{ openStore }, { createModels, createStoreCache, createStoreLedger }, loaded] = await Promise.all([
    import('../../../src/store/index.ts'),
    import('../../../src/llm/index.ts'),
    loadConfig({ cwd: context.cwd, env: context.env }),
  ]);
  for (const warning of loaded.warnings) warn(context, warning);
  const config = sessionConfig(loaded.config, change, context.cwd);
  const home = homeFolder(config, context.cwd);
  const store = await openStore({ path: storePath(home) });
  const models = createModels({
    config: config.models,
    ledger: createStoreLedger(store.database),
    cache: createStoreCache(store.database),
    env: context.env,
  });
  const cache = cached ? await openCache(context, home) : null;
  return {
    config,
    home,
    store,
    models,
    ...(cache === null ? {} : { cache }),
    async close() {
      cache?.close();
      await store.close();
    },
  };
}

async function openCache(context: CliContext, home: string): Promise<ReviewCache> {
  const { openReviewCache } = await import('../../../src/review/index.ts');
  return openReviewCache({ home, onWarning: (message) => warn(context, message) });
}
