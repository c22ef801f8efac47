import { existsSync, statSync } from 'node:fs';
import { checkpointsPath } from '../../../graphs/index.ts';
import { homeFolder, loadConfig } from '../../../src/config/index.ts';
import {
  createModels,
  createStoreCache,
  createStoreLedger,
  type LedgerSummary,
  type ModelsDescription,
} from '../../../src/llm/index.ts';
import { openStore } from '../../../src/store/index.ts';
import type { CliContext } from '../context.ts';
import { version } from '../version.ts';
import { storePath } from '../workbench.ts';

/** What `opsmith status` shows. */
export interface Status {
  version: string;
  home: string;
  /** Bytes of the database and the checkpoints; 0 where there are none yet. */
  stateBytes: number;
  runs: {
    byStatus: Record<string, number>;
    /** Runs that are under way, wait for an approval, or whose process died. */
    unfinished: { id: string; kind: string; status: string; startedAt: string; owner: string | null }[];
  };
  recommendations: number;
  models: ModelsDescription;
  ledger: LedgerSummary;
}

/** Reads the state of the working directory; a folder without state has nothing to show, and gets none by being asked. */
export async function readStatus(context: CliContext): Promise<Status> {
  const { config } = await loadConfig({ cwd: context.cwd, env: context.env });
  const home = homeFolder(config, context.cwd);
  const path = storePath(home);
  const store = await openStore({ path: existsSync(path) ? path : ':memory:' });
  try {
    const models = createModels({
      config: config.models,
      ledger: createStoreLedger(store.database),
      cache: createStoreCache(store.database),
      env: context.env,
    });
    const [byStatus, running, interrupted, waiting, recommendations, described, ledger] = await Promise.all([
      store.runs.countByStatus(),
      store.runs.list({ status: 'running', limit: 20 }),
      store.runs.list({ status: 'interrupted', limit: 20 }),
      store.runs.list({ status: 'waiting', limit: 20 }),
      store.recommendations.count(),
      models.describe(),
      models.ledger.summary(),
    ]);
    const unfinished = [...running, ...interrupted, ...waiting].map(
      ({ id, kind, status, startedAt, owner }) => ({
        id,
        kind,
        status,
        startedAt,
        owner,
      }),
    );
    return {
      version: version(),
      home,
      stateBytes: bytesOf([path, `${path}-wal`, checkpointsPath(path)]),
      runs: { byStatus, unfinished },
      recommendations,
      models: described,
      ledger,
    };
  } finally {
    await store.close();
  }
}

function bytesOf(files: readonly string[]): number {
  return files.reduce((total, file) => total + (existsSync(file) ? statSync(file).size : 0), 0);
}
