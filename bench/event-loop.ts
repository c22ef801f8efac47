/**
 * For how long a whole training task holds the event loop, by the agent at work: the longest stretch without a turn, by the clock and by the processor time of the loop's own
 * thread (which a busy machine does not stretch), and how many stretches were over 50 ms. Writing the table is looked at in the same way. Modules are loaded before the task: how
 * long that holds the loop is a figure of its own (`loadingMs`, from TypeScript, which the bundle need not strip). `OPSMITH_BENCH_ROWS` (100,000) and `OPSMITH_BENCH_BUDGET`
 * (60 s) take others; the table has 50 columns and is written as Parquet.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import timers from 'node:timers/promises';
import { createCrew } from '../graphs/index.ts';
import { TaskResult } from '../graphs/training-task/index.ts';
import { Config } from '../src/config/index.ts';
import { openTableWriter, type WrittenValues } from '../src/data/index.ts';
import { createModels } from '../src/llm/index.ts';
import { openStore } from '../src/store/index.ts';
import { createRandom } from '../src/train/index.ts';
import { aTurn } from '../src/turns/index.ts';
import { machine, rounded } from './processes.ts';

const rows = Number(process.env.OPSMITH_BENCH_ROWS ?? 100_000);
const budgetSeconds = Number(process.env.OPSMITH_BENCH_BUDGET ?? 60);
const limitMs = 50;
const before = machine();
interface Held {
  longestMs: number;
  longestOwnMs: number;
  over: number;
  overOwn: number;
}
const held = new Map<string, Held>();
let agent = 'loading modules';
const ownMs = () => {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1_000;
};
let [last, lastOwn] = [performance.now(), ownMs()];
const timer = setInterval(() => {
  const [now, own] = [performance.now(), ownMs()];
  const known = held.get(agent) ?? { longestMs: 0, longestOwnMs: 0, over: 0, overOwn: 0 };
  const [stretch, ownStretch] = [now - last, own - lastOwn];
  held.set(agent, {
    longestMs: Math.max(known.longestMs, stretch),
    // Many short turns between two of this timer's own are no stretch.
    longestOwnMs: Math.max(known.longestOwnMs, Math.min(stretch, ownStretch)),
    over: known.over + (stretch > limitMs ? 1 : 0),
    overOwn: known.overOwn + (Math.min(stretch, ownStretch) > limitMs ? 1 : 0),
  });
  [last, lastOwn] = [now, own];
}, 2);
await import('@duckdb/node-api');
await timers.setTimeout(20);
agent = 'writing the table';
const place = mkdtempSync(join(tmpdir(), 'opsmith-event-loop-'));
await writeRows(join(place, 'table.parquet'));
await timers.setTimeout(20);
agent = 'opening the store';
const config = Config.parse({ models: { provider: 'none' }, limits: { seconds: 20 * budgetSeconds } });
const store = await openStore({ path: join(place, '.opsmith', 'opsmith.db') });
const models = createModels({ config: config.models, env: {} });
const crew = await createCrew({ config, store, models, workspace: place });
await aTurn();
agent = 'loading modules';
await Promise.all([
  import('../graphs/supervisor/graph.ts'),
  import('../graphs/training-task/action.ts'),
  import('../graphs/training-task/graph.ts'),
  import('@duckdb/node-api'),
  import('@langchain/langgraph'),
  import('@langchain/langgraph-checkpoint-sqlite'),
]);

await timers.setTimeout(20);
agent = 'supervisor';
const begin = performance.now();
const turn = await crew.train(
  { data: 'table.parquet', target: 'y', timeBudget: budgetSeconds },
  {
    listeners: [
      (event) => {
        if (event.type === 'agent-start') agent = event.agent;
      },
    ],
  },
);
clearInterval(timer);
const seconds = (performance.now() - begin) / 1_000;
const result = TaskResult.parse(turn.results.at(-1)?.data);
await crew.close();
await store.close();
rmSync(place, { recursive: true, force: true });
const agents = Object.fromEntries(
  [...held].map(([name, own]) => [
    name,
    { ...own, longestMs: rounded(own.longestMs, 0), longestOwnMs: rounded(own.longestOwnMs, 0) },
  ]),
);
const loading = held.get('loading modules')?.longestOwnMs ?? 0;
const longest = Math.max(
  ...[...held].map(([name, { longestOwnMs }]) => (name === 'loading modules' ? 0 : longestOwnMs)),
);
process.stdout.write(
  `${JSON.stringify(
    {
      machine: before,
      rows,
      budgetSeconds,
      seconds: rounded(seconds),
      candidates: result.leaderboard.length,
      agents,
      loadingMs: rounded(loading, 0),
      ratios: { longestOwnMs: rounded(longest, 0), budgetKept: rounded(seconds / budgetSeconds, 3) },
      limit: `no stretch of the loop's own work over ${limitMs} ms`,
      reached: longest <= limitMs,
    },
    null,
    2,
  )}\n`,
);
process.exit(0);

/** Numbers, whole numbers, categories of few and many values, some gaps, and a target that five columns tell of. */
async function writeRows(path: string): Promise<void> {
  const random = createRandom(1);
  const names = Array.from({ length: 50 }, (_, at) => (at < 30 ? `n${at}` : at < 40 ? `k${at}` : `t${at}`));
  const categories = (of: number) => Array.from({ length: of }, (_, at) => `v${at}`);
  const dictionaries = { few: categories(8), many: categories(800), yesNo: ['no', 'yes'] };
  const writer = await openTableWriter(path, [
    ...names.map((name) => ({
      name,
      type: name.startsWith('t') ? ('texts' as const) : ('numbers' as const),
    })),
    { name: 'y', type: 'texts' as const },
  ]);
  for (let done = 0; done < rows; done += 10_000) {
    const count = Math.min(10_000, rows - done);
    const score = new Float64Array(count);
    const columns: WrittenValues[] = [];
    for (const [at, name] of names.entries()) {
      // Making them up is no work of opsmith's.
      await aTurn();
      if (name.startsWith('t')) {
        const dictionary = at % 2 === 0 ? dictionaries.few : dictionaries.many;
        const codes = Int32Array.from({ length: count }, () => random.below(dictionary.length));
        columns.push({ type: 'texts', codes, dictionary });
        continue;
      }
      const values = Float64Array.from({ length: count }, (_, row) => {
        const value = name.startsWith('n') ? random.normal() : random.below(50);
        if (at < 5) score[row] = score[row]! + value;
        return at % 7 === 6 && random.next() < 0.1 ? Number.NaN : value;
      });
      columns.push({ type: 'numbers', values });
    }
    const codes = Int32Array.from(score, (value) => (value + 2 * random.normal() > 0 ? 1 : 0));
    await writer.write(count, [...columns, { type: 'texts', codes, dictionary: dictionaries.yesNo }]);
  }
  await writer.finish();
}
