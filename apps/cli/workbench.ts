import { join, resolve } from 'node:path';
import type { AgentDefinition } from '../../agents/index.ts';
import type { Crew } from '../../graphs/index.ts';
import { Config, homeFolder, loadConfig } from '../../src/config/index.ts';
import type { Models } from '../../src/llm/index.ts';
import type { Store } from '../../src/store/index.ts';
import { aTurn, loadInTurns } from '../../src/turns/index.ts';
import type { CliContext } from './context.ts';
import { warn } from './context.ts';

/** A configuration's keys that a session changes for itself. */
export interface ConfigChange {
  models?: Partial<Config['models']>;
  limits?: Partial<Config['limits']>;
  review?: Partial<Omit<Config['review'], 'budget'>> & { budget?: Partial<Config['review']['budget']> };
}

/** Everything that a command needs to let the crew work: configuration, store, models and the crew on them. */
export interface Workbench {
  readonly config: Config;
  /** Absolute folder of the state. */
  readonly home: string;
  readonly store: Store;
  readonly models: Models;
  readonly crew: Crew;
  readonly agents: readonly AgentDefinition[];
  /** Changes the configuration of this session; nothing is written to a file. @throws InputError `config-invalid` */
  change(change: ConfigChange): Promise<void>;
  close(): Promise<void>;
}

/** The database's path within the folder of the state. */
export function storePath(home: string): string {
  return join(home, 'opsmith.db');
}

/** Loads the configuration, telling of what it ignores, and opens the store and the crew; the crew reads only in `workspace`. */
export async function openWorkbench(
  context: CliContext,
  { workspace = context.cwd, change = {} }: { workspace?: string; change?: ConfigChange } = {},
): Promise<Workbench> {
  const loaded = await loadConfig({ cwd: context.cwd, env: context.env });
  for (const warning of loaded.warnings) warn(context, warning);
  const home = homeFolder(loaded.config, context.cwd);
  await aTurn();
  await loadInTurns([
    () => import('../../src/llm/index.ts'),
    () => import('../../src/store/index.ts'),
    () => import('../../agents/index.ts'),
    () => import('../../agents/planner/index.ts'),
    () => import('../../graphs/index.ts'),
  ]);
  const [{ createCrew, crewAgents }, { openStore }, { createModels, createStoreCache, createStoreLedger }] =
    await Promise.all([
      import('../../graphs/index.ts'),
      import('../../src/store/index.ts'),
      import('../../src/llm/index.ts'),
    ]);
  let config = sessionConfig(loaded.config, change, context.cwd);
  await aTurn();
  const store = await openStore({ path: storePath(home) });
  await aTurn();
  const build = async () => {
    const models = createModels({
      config: config.models,
      ledger: createStoreLedger(store.database),
      cache: createStoreCache(store.database),
      env: context.env,
    });
    return { models, crew: await createCrew({ config, store, models, workspace }) };
  };
  let current = await build();
  return {
    get config() {
      return config;
    },
    home,
    store,
    get models() {
      return current.models;
    },
    get crew() {
      return current.crew;
    },
    agents: crewAgents,
    async change(next) {
      config = changed(config, next);
      await current.crew.close();
      current = await build();
    },
    async close() {
      await current.crew.close();
      await store.close();
    },
  };
}

/** The configuration of a session that begins in a folder, with what its command line changes. */
export function sessionConfig(config: Config, change: ConfigChange, cwd: string): Config {
  return withAbsoluteFolder(changed(config, change), cwd);
}

/** Rules are the working directory's, wherever the code lies that is reviewed. */
function withAbsoluteFolder(config: Config, cwd: string): Config {
  return { ...config, review: { ...config.review, folder: resolve(cwd, config.review.folder) } };
}

function changed(config: Config, change: ConfigChange): Config {
  return Config.parse({
    ...config,
    models: { ...config.models, ...change.models },
    limits: { ...config.limits, ...change.limits },
    review: {
      ...config.review,
      ...change.review,
      budget: { ...config.review.budget, ...change.review?.budget },
    },
  });
}
