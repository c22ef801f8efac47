import type { CliContext } from '../context.ts';
import type { DynamicValues } from './candidates.ts';

/** Completion values that the state knows. What can't be read gives none: a completion must never complain. */
export function createDynamicValues(context: CliContext): DynamicValues {
  return async (name) => {
    try {
      switch (name) {
        case 'agent': {
          const { agents } = await import('../../../agents/index.ts');
          return agents.map((agent) => ({ word: agent.name, means: agent.role }));
        }
        case 'rule':
        case 'rules':
          return await ruleIds(context);
        case 'model':
        case 'other':
          return await modelIds(context);
        case 'run':
          return await runIds(context);
        case 'experiment':
          return await experimentIds(context);
        case 'namespace':
          return await namespaces(context);
        case 'recommendation':
          return await recommendationIds(context);
        case 'thread':
          return await threadIds(context);
        default:
          return [];
      }
    } catch {
      return [];
    }
  };
}

async function ruleIds(context: CliContext) {
  const [{ listRules, loadRuleset }, { loadConfig }] = await Promise.all([
    import('../../../src/code/index.ts'),
    import('../../../src/config/index.ts'),
  ]);
  const { config } = await loadConfig({ cwd: context.cwd, env: context.env });
  const { review: settings } = config;
  const ruleset = await loadRuleset({ workspace: context.cwd, folder: settings.folder, settings });
  return listRules(ruleset).map(({ id, title }) => ({ word: id, means: title }));
}

async function modelIds(context: CliContext) {
  return withStore(context, async (store) => {
    const { openProjectRegistry } = await import('../../../src/registry/index.ts');
    const { loadConfig } = await import('../../../src/config/index.ts');
    const { cwd, env } = context;
    const { config } = await loadConfig({ cwd, env });
    const registry = openProjectRegistry({ store, config, cwd, env });
    const versions = await registry.list();
    const names = [...new Set(versions.map(({ model }) => model))];
    return [
      ...names.map((word) => ({ word, means: 'the one in production, else the latest' })),
      ...versions.map(({ id, stage, registeredAt }) => ({
        word: id,
        means: `${stage ?? 'in no stage'}, ${registeredAt.slice(0, 16)}`,
      })),
    ];
  });
}

async function runIds(context: CliContext) {
  return withStore(context, async (store) => {
    const runs = await store.runs.list({ limit: 30 });
    return runs.map((run) => ({
      word: run.id,
      means: `${run.kind}, ${run.status}, ${run.startedAt.slice(0, 16)}`,
    }));
  });
}

async function experimentIds(context: CliContext) {
  return withStore(context, async (store) => {
    const { createExperiments } = await import('../../../src/experiments/index.ts');
    const runs = await createExperiments(store).list({ parent: null, limit: 30 });
    return runs.map(({ id, name, kind, startedAt }) => ({
      word: id,
      means: `${name}, ${kind}, ${startedAt.slice(0, 16)}`,
    }));
  });
}

async function recommendationIds(context: CliContext) {
  return withStore(context, async (store) => {
    const { latestRecommendations } = await import('../../../src/learning/index.ts');
    const latest = await latestRecommendations(store, { limit: 50 });
    return latest.map(({ id, title, file, line }) => ({ word: id, means: `${title}, ${file}:${line}` }));
  });
}

async function namespaces(context: CliContext) {
  return withStore(context, async (store) => {
    const { openMemory, createLexicalEmbedder } = await import('../../../src/memory/index.ts');
    const known = await openMemory({ store, openEmbedder: async () => createLexicalEmbedder() }).namespaces();
    return known.map(({ namespace, entries }) => ({ word: namespace, means: `${entries} entries` }));
  });
}

async function threadIds(context: CliContext) {
  return withStore(context, async (store) => {
    const threads = await store.runs.threads();
    return threads.map(({ thread, runs }) => ({ word: thread, means: `${runs} runs` }));
  });
}

type Store = Awaited<ReturnType<typeof import('../../../src/store/index.ts')['openStore']>>;

async function withStore<T>(context: CliContext, read: (store: Store) => Promise<T[]>): Promise<T[]> {
  const [{ homeFolder, loadConfig }, { existsSync }, { storePath }] = await Promise.all([
    import('../../../src/config/index.ts'),
    import('node:fs'),
    import('../workbench.ts'),
  ]);
  const { config } = await loadConfig({ cwd: context.cwd, env: context.env });
  const path = storePath(homeFolder(config, context.cwd));
  // Asking for completion must not leave a database behind.
  if (!existsSync(path)) return [];
  const { openStore } = await import('../../../src/store/index.ts');
  const store = await openStore({ path });
  try {
    return await read(store);
  } finally {
    await store.close();
  }
}
