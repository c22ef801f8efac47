import { execFile } from 'node:child_process';
import { accessSync, constants, existsSync, statfsSync } from 'node:fs';
import { dirname } from 'node:path';
import { promisify } from 'node:util';
import { type Config, homeFolder, loadConfig } from '../../../src/config/index.ts';
import { toError } from '../../../src/errors/index.ts';
import type { CliContext } from '../context.ts';
import { count, formatBytes } from '../terminal/format.ts';
import { storePath } from '../workbench.ts';

/** `ok`; `note`: works, with something to know; `problem`: something that opsmith needs is missing. */
export type Verdict = 'ok' | 'note' | 'problem';

/** One thing that was looked at. */
export interface Check {
  name: string;
  verdict: Verdict;
  /** What was found and, where it is no `ok`, what to do. */
  message: string;
}

const leastFreeBytes = 200_000_000;

/** Looks at everything that opsmith needs of this machine, by using it; a check that throws is a problem, and the others go on. */
export async function examine(context: CliContext): Promise<Check[]> {
  const loaded = await loadConfig({ cwd: context.cwd, env: context.env }).catch(toError);
  const config = loaded instanceof Error ? null : loaded.config;
  const checks: [string, () => Promise<Omit<Check, 'name'>> | Omit<Check, 'name'>][] = [
    ['node', checkNode],
    [
      'configuration',
      () => (loaded instanceof Error ? { verdict: 'problem', message: loaded.message } : checkConfig(loaded)),
    ],
    ['sqlite', checkSqlite],
    ['grammars', checkGrammars],
    ['agents', checkAgents],
    ['git', checkGit],
    ['terminal', () => checkTerminal(context)],
    ...(config === null ? [] : checksOf(config, context)),
  ];
  const results: Check[] = [];
  for (const [name, check] of checks) {
    try {
      results.push({ name, ...(await check()) });
    } catch (thrown) {
      results.push({ name, verdict: 'problem', message: toError(thrown).message });
    }
  }
  return [...results, ...(await providerChecks())];
}

function checksOf(
  config: Config,
  context: CliContext,
): [string, () => Promise<Omit<Check, 'name'>> | Omit<Check, 'name'>][] {
  const home = homeFolder(config, context.cwd);
  return [
    ['state folder', () => checkWritable(home)],
    ['disk', () => checkDisk(home)],
    ['database', () => checkDatabase(home)],
    ['checkpoints', () => checkCheckpoints(home)],
    ['language model', () => checkModels(config, context)],
    ['memory', () => checkMemory(config, home, context)],
  ];
}

function checkNode(): Omit<Check, 'name'> {
  return { verdict: 'ok', message: `${process.versions.node} on ${process.platform} ${process.arch}` };
}

function checkConfig(loaded: { file: string | null; warnings: readonly string[] }): Omit<Check, 'name'> {
  const file = loaded.file ?? 'no file; defaults and OPSMITH_* variables';
  return loaded.warnings.length === 0
    ? { verdict: 'ok', message: file }
    : { verdict: 'note', message: `${file}. ${loaded.warnings.join(' ')}` };
}

async function checkSqlite(): Promise<Omit<Check, 'name'>> {
  const { openStore } = await import('../../../src/store/index.ts');
  const store = await openStore({ path: ':memory:' });
  await store.runs.list({ limit: 1 });
  await store.close();
  return { verdict: 'ok', message: 'opens, migrates and answers' };
}

/** Measures a line of code in each language: a grammar that does not load shows here. */
async function checkGrammars(): Promise<Omit<Check, 'name'>> {
  const { languageNames, measureSource } = await import('../../../src/code/index.ts');
  const broken: string[] = [];
  for (const language of languageNames) {
    try {
      await measureSource({ source: 'x = 1;\n', language });
    } catch (thrown) {
      broken.push(`${language} (${toError(thrown).message})`);
    }
  }
  return broken.length === 0
    ? { verdict: 'ok', message: `${languageNames.length} languages can be measured` }
    : {
        verdict: 'problem',
        message: `These can't be measured: ${broken.join(', ')}. Run \`npm install\` again.`,
      };
}

async function checkAgents(): Promise<Omit<Check, 'name'>> {
  const [{ agents }] = await Promise.all([
    import('../../../agents/index.ts'),
    import('@langchain/langgraph'),
  ]);
  return { verdict: 'ok', message: `LangGraph loads; ${count(agents.length, 'agent')} in the crew` };
}

async function checkGit(): Promise<Omit<Check, 'name'>> {
  try {
    const { stdout } = await promisify(execFile)('git', ['--version'], { timeout: 5000 });
    return { verdict: 'ok', message: stdout.trim() };
  } catch {
    return { verdict: 'note', message: 'not found: reviewing only what changed will need it' };
  }
}

function checkTerminal({ out, env }: CliContext): Omit<Check, 'name'> {
  if (!out.isTerminal)
    return { verdict: 'ok', message: 'standard output is no terminal: no colour, no spinners' };
  const facts = [
    `${out.stream.columns ?? out.columns} columns`,
    out.style.isOn ? 'colour' : 'no colour',
    out.hasUnicode ? 'Unicode' : 'no Unicode',
    env.TERM ?? 'TERM is not set',
  ];
  return { verdict: 'ok', message: facts.join(', ') };
}

function checkWritable(home: string): Omit<Check, 'name'> {
  const folder = nearestExisting(home);
  try {
    accessSync(folder, constants.W_OK);
    return { verdict: 'ok', message: existsSync(home) ? home : `${home} (made when it is first needed)` };
  } catch {
    return {
      verdict: 'problem',
      message: `${folder} cannot be written. Change its permissions, or set OPSMITH_HOME to a folder that can.`,
    };
  }
}

function checkDisk(home: string): Omit<Check, 'name'> {
  const { bavail, bsize } = statfsSync(nearestExisting(home));
  const free = bavail * bsize;
  const message = `${formatBytes(free)} free at ${home}`;
  return free >= leastFreeBytes
    ? { verdict: 'ok', message }
    : { verdict: 'note', message: `only ${message}; ${formatBytes(leastFreeBytes)} are good to have` };
}

async function checkDatabase(home: string): Promise<Omit<Check, 'name'>> {
  const path = storePath(home);
  if (!existsSync(path)) return { verdict: 'ok', message: 'none yet' };
  const { openStore } = await import('../../../src/store/index.ts');
  const store = await openStore({ path });
  try {
    const counts = Object.values(await store.runs.countByStatus());
    const runs = counts.reduce((total, number) => total + number, 0);
    return { verdict: 'ok', message: `${path}, ${count(runs, 'run')}` };
  } finally {
    await store.close();
  }
}

/** The state of unfinished runs and of conversations, in a file of its own. */
async function checkCheckpoints(home: string): Promise<Omit<Check, 'name'>> {
  const { checkpointsPath, openCheckpoints } = await import('../../../graphs/index.ts');
  const path = checkpointsPath(storePath(home));
  if (!existsSync(path)) return { verdict: 'ok', message: 'none yet' };
  const checkpoints = await openCheckpoints(path);
  try {
    const rows = await checkpoints.rows();
    return { verdict: 'ok', message: `${path}, ${count(rows.checkpoints, 'checkpoint')}` };
  } finally {
    await checkpoints.close();
  }
}

async function checkModels(config: Config, context: CliContext): Promise<Omit<Check, 'name'>> {
  const { createModels } = await import('../../../src/llm/index.ts');
  const { large, small, sentence } = await createModels({
    config: config.models,
    env: context.env,
  }).describe();
  const found = large ?? small;
  if (found !== null) return { verdict: 'ok', message: sentence };
  const isWanted = config.models.provider !== 'auto' && config.models.provider !== 'none';
  return { verdict: isWanted ? 'problem' : 'ok', message: sentence };
}

/** Makes a vector, and opens the library that keeps them. */
async function checkMemory(
  config: Config,
  home: string,
  { cwd, env }: CliContext,
): Promise<Omit<Check, 'name'>> {
  const { loadLance, openEmbedder } = await import('../../../src/memory/index.ts');
  const embedder = await openEmbedder({ config, env, cwd, home });
  try {
    await embedder.embed(['one'], 'query');
    await loadLance();
    return {
      verdict: 'ok',
      message: `LanceDB loads; vectors by ${embedder.label}, ${embedder.dimension} numbers`,
    };
  } finally {
    await embedder.close();
  }
}

/** What was never tried against the real service is said, so that nobody takes it for granted. */
async function providerChecks(): Promise<Check[]> {
  const { providerNotes } = await import('../../../src/llm/index.ts');
  return providerNotes().map(({ provider, tried, note }) => ({
    name: provider,
    verdict: tried === 'real' ? 'ok' : 'note',
    message: note,
  }));
}

function nearestExisting(path: string): string {
  let folder = path;
  while (!existsSync(folder) && dirname(folder) !== folder) folder = dirname(folder);
  return folder;
}
