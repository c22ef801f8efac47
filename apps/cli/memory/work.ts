import { homeFolder, loadConfig } from '../../../src/config/index.ts';
import { InputError, StorageError } from '../../../src/errors/index.ts';
import { type Memory, measureMemory, openEmbedder, openProjectMemory } from '../../../src/memory/index.ts';
import { openStore } from '../../../src/store/index.ts';
import { type CliContext, type CommandResult, printJson, warn } from '../context.ts';
import { isConfirmed } from '../models/with-registry.ts';
import {
  renderBenchmark,
  renderEntries,
  renderEntry,
  renderHits,
  renderStats,
} from '../render/memory-text.ts';
import { createProgressLine } from '../render/progress-line.ts';
import { readStandardInput } from '../standard-input.ts';
import { count } from '../terminal/format.ts';
import { storePath } from '../workbench.ts';

type Facts = Record<string, string | number | boolean>;
interface Json {
  json?: boolean;
}

const longestInputBytes = 1_000_000;

async function withMemory<T>(context: CliContext, work: (memory: Memory) => Promise<T>): Promise<T> {
  const { cwd, env } = context;
  const { config } = await loadConfig({ cwd, env });
  const store = await openStore({ path: storePath(homeFolder(config, cwd)) });
  const memory = openProjectMemory({ store, config, env, cwd });
  try {
    return await work(memory);
  } finally {
    await memory.close();
    await store.close();
  }
}

export async function storeText(
  context: CliContext,
  namespace: string,
  key: string,
  text: string,
  options: Json & { metadata?: Facts; ttl?: number },
): CommandResult {
  const given = text === '-' ? await readStandardInput(context, longestInputBytes) : text;
  const kept = await withMemory(context, (memory) =>
    memory.store({
      namespace,
      key,
      text: given,
      metadata: options.metadata ?? {},
      ttlSeconds: options.ttl ?? null,
    }),
  );
  if (options.json) printJson(context, kept);
  else {
    const merged =
      kept.mergedWith.length === 0
        ? ''
        : `; it is found in place of ${kept.mergedWith.join(', ')}, which says nearly the same`;
    context.out.line(`${kept.outcome} ${namespace}/${key}${merged}`);
  }
  if (kept.hidSecrets) warn(context, 'something that looks like a secret was taken out before writing.');
  return 0;
}

export async function getText(
  context: CliContext,
  namespace: string,
  key: string,
  { json }: Json,
): CommandResult {
  const entry = await withMemory(context, (memory) => memory.get(namespace, key));
  if (json) printJson(context, entry);
  else for (const line of renderEntry(entry, context.out)) context.out.line(line);
  return 0;
}

export async function searchTexts(
  context: CliContext,
  words: string[],
  options: Json & { namespace?: string; limit: number; filter?: Facts; by: 'both' | 'words' | 'vectors' },
): CommandResult {
  const { namespace, limit, filter = {}, by } = options;
  const answer = await withMemory(context, (memory) =>
    memory.search(
      { query: words.join(' '), limit, filter, by, ...(namespace && { namespace }) },
      context.signal,
    ),
  );
  for (const note of answer.notes) warn(context, note);
  if (options.json) printJson(context, answer);
  else for (const line of renderHits(answer, context.out)) context.out.line(line);
  return 0;
}

export async function listTexts(
  context: CliContext,
  namespace: string | undefined,
  options: Json & { filter?: Facts; prefix?: string; limit: number },
): CommandResult {
  const { filter = {}, prefix, limit } = options;
  const entries = await withMemory(context, (memory) =>
    memory.list({ limit, filter, ...(namespace && { namespace }), ...(prefix && { prefix }) }),
  );
  if (options.json) printJson(context, { entries });
  else for (const line of renderEntries(entries, context.out)) context.out.line(line);
  return 0;
}

export async function forgetTexts(
  context: CliContext,
  namespace: string,
  keys: string[],
  options: Json & { all?: boolean; yes?: boolean },
): CommandResult {
  if ((keys.length === 0) !== (options.all === true))
    throw new InputError(
      'bad-usage',
      'Name the keys to forget, or say --all for the whole namespace; not both.',
    );
  const forgotten = await withMemory(context, async (memory) => {
    if (keys.length > 0) return memory.forget(namespace, keys);
    // Looked up first: nobody is asked about a namespace that is not there.
    await memory.list({ namespace, limit: 1 });
    const isYes = await isConfirmed(context, `Forget all that is in ${namespace}?`, options);
    return isYes ? memory.forget(namespace) : null;
  });
  if (options.json) printJson(context, { namespace, forgotten: forgotten ?? 0 });
  else
    context.out.line(
      forgotten === null
        ? 'Nothing was forgotten.'
        : `forgot ${count(forgotten, 'entry', 'entries')} of ${namespace}`,
    );
  return forgotten === null ? 1 : 0;
}

export async function showStats(context: CliContext, { json }: Json): CommandResult {
  const stats = await withMemory(context, (memory) => memory.stats());
  if (json) printJson(context, stats);
  else for (const line of renderStats(stats, context.out)) context.out.line(line);
  return 0;
}

export async function reindexTexts(
  context: CliContext,
  namespace: string | undefined,
  { json, missing = false }: Json & { missing?: boolean },
): CommandResult {
  const progress = createProgressLine(context.err, 'vectors');
  const states = await withMemory(context, async (memory) => {
    try {
      return await memory.reindex({
        missing,
        signal: context.signal,
        onProgress: (_, made, pending) => progress.update(made, made + pending),
        ...(namespace && { namespace }),
      });
    } finally {
      progress.clear();
    }
  });
  if (json) printJson(context, { namespaces: states });
  else
    for (const { namespace: name, vectors, plan } of states)
      context.out.line(
        `${name}: ${count(vectors, 'vector')}, ${plan.kind === 'exact' ? `searched exactly (${plan.reason})` : `an index with recall@10 of ${plan.recall.toFixed(3)}`}`,
      );
  const behind = states.filter(({ pending }) => pending > 0);
  if (behind.length > 0)
    throw new StorageError(
      'vectors-behind',
      `Another process makes vectors of ${behind.map((state) => state.namespace).join(', ')}; try again when it is done.`,
    );
  return 0;
}

export async function benchmarkMemory(
  context: CliContext,
  { entries, queries, json }: Json & { entries: number; queries: number },
): CommandResult {
  const { cwd, env } = context;
  const { config } = await loadConfig({ cwd, env });
  let doing = '';
  let progress = createProgressLine(context.err, doing);
  const result = await measureMemory({
    entries,
    queries,
    signal: context.signal,
    openEmbedder: () => openEmbedder({ config, env, cwd, home: homeFolder(config, cwd) }),
    onProgress(now, done, total) {
      if (now !== doing) {
        progress.clear();
        doing = now;
        progress = createProgressLine(context.err, now);
      }
      progress.update(done, total);
    },
  }).finally(() => progress.clear());
  if (json) printJson(context, result);
  else for (const line of renderBenchmark(result)) context.out.line(line);
  return 0;
}
