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
  const given = text === '-' ? await readStandardInput(context, longestInputBytes, { isStrict: true }) : text;
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
  namespace: string | undefined,
  keys: string[],
  options: ForgetOptions,
): CommandResult {
  const { all = false, about, dryRun = false, json } = options;
  if ([keys.length > 0, all, about !== undefined].filter(Boolean).length !== 1)
    throw new InputError(
      'bad-usage',
      'Name the keys to forget, or say --all for the whole namespace, or --about what; one of the three.',
    );
  if (namespace === undefined && all)
    throw new InputError('bad-usage', 'Name the namespace that is to be forgotten as a whole.');
  const { entries, outcome } = await withMemory(context, async (memory) => {
    const entries = await memory.whatToForget({
      ...(namespace && { namespace }),
      ...(keys.length > 0 && { keys }),
      ...(about !== undefined && { about }),
    });
    if (dryRun || entries.length === 0) return { entries, outcome: null };
    // Keys were named one by one; of the rest a person sees what it comes to first.
    if (keys.length === 0) {
      if (about !== undefined && !json)
        for (const line of renderEntries(entries.slice(0, mostShown), context.out)) context.out.line(line);
      const what =
        about === undefined
          ? `all that is in ${namespace}`
          : entries.length === 1
            ? 'this entry'
            : `these ${entries.length} entries`;
      if (!(await isConfirmed(context, `Forget ${what}?`, options))) return { entries, outcome: null };
    }
    if (all) return { entries, outcome: { forgotten: await memory.forget(namespace!), left: [] } };
    return { entries, outcome: await memory.forgetSeen(entries) };
  });
  if (json)
    printJson(context, {
      namespace: namespace ?? null,
      forgotten: outcome?.forgotten ?? 0,
      ...(dryRun && { wouldForget: entries.map(({ namespace, key }) => ({ namespace, key })) }),
    });
  else if (outcome === null && dryRun)
    for (const line of entries.length === 0 ? [nothingSaysSo] : renderEntries(entries, context.out))
      context.out.line(line);
  else if (outcome === null)
    context.out.line(entries.length === 0 ? nothingSaysSo : 'Nothing was forgotten.');
  else {
    const places = [...new Set(entries.map((each) => each.namespace))].join(', ');
    context.out.line(`forgot ${count(outcome.forgotten, 'entry', 'entries')} of ${places}`);
    if (outcome.left.length > 0)
      warn(context, `${count(outcome.left.length, 'entry', 'entries')} changed meanwhile and stayed.`);
  }
  return outcome === null && !dryRun ? 1 : 0;
}

const mostShown = 50;
const nothingSaysSo = 'Nothing that is remembered says so.';

interface ForgetOptions extends Json {
  all?: boolean;
  about?: string;
  dryRun?: boolean;
  yes?: boolean;
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
