/**
 * For how long a whole training task holds the event loop, by the agent at work: the longest stretch without a turn, by the clock and by the processor time of the loop's own
 * thread (which a busy machine does not stretch), and how many stretches were over 50 ms. Writing the table is looked at in the same way. Modules are loaded before the task, as
 * the task itself would: how long that holds the loop is a figure of its own (`loadingMs`, from TypeScript, which the bundle need not strip). `OPSMITH_BENCH_ROWS` (100,000) and `OPSMITH_BENCH_BUDGET`
 * (60 s) take others; the table has 50 columns and is written as Parquet.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import timers from 'node:timers/promises';
import { createCrew } from '../graphs/index.ts';
import { loadSupervisor, loadTraining } from '../graphs/load-modules.ts';
import { TaskResult } from '../graphs/training-task/index.ts';
import { Config } from '../src/config/index.ts';
import { createModels } from '../src/llm/index.ts';
import { openStore } from '../src/store/index.ts';
import { aTurn } from '../src/turns/index.ts';
import { writeRows } from './event-loop-table.ts';
import { machine, rounded } from './processes.ts';
import { watchLoop } from './watch-loop.ts';

const rows = Number(process.env.OPSMITH_BENCH_ROWS ?? 100_000);
const budgetSeconds = Number(process.env.OPSMITH_BENCH_BUDGET ?? 60);
const limitMs = 50;
const before = machine();
const watch = watchLoop('loading modules', limitMs);
await import('@duckdb/node-api');
await timers.setTimeout(20);
watch.now('writing the table');
const place = mkdtempSync(join(tmpdir(), 'opsmith-event-loop-'));
await writeRows(join(place, 'table.parquet'), rows);
await timers.setTimeout(20);
watch.now('opening the store');
const config = Config.parse({ models: { provider: 'none' }, limits: { seconds: 20 * budgetSeconds } });
const store = await openStore({ path: join(place, '.opsmith', 'opsmith.db') });
const models = createModels({ config: config.models, env: {} });
const crew = await createCrew({ config, store, models, workspace: place });
await aTurn();
watch.now('loading modules');
await loadSupervisor();
await loadTraining();

await timers.setTimeout(20);
watch.now('supervisor');
const begin = performance.now();
const turn = await crew.train(
  { data: 'table.parquet', target: 'y', timeBudget: budgetSeconds },
  {
    listeners: [
      (event) => {
        if (event.type === 'agent-start') watch.now(event.agent);
      },
    ],
  },
);
const agents = watch.end();
const seconds = (performance.now() - begin) / 1_000;
const result = TaskResult.parse(turn.results.at(-1)?.data);
await crew.close();
await store.close();
rmSync(place, { recursive: true, force: true });
const { 'loading modules': loading, ...work } = agents;
const longest = Math.max(...Object.values(work).map(({ longestOwnMs }) => longestOwnMs));
process.stdout.write(
  `${JSON.stringify(
    {
      machine: before,
      rows,
      budgetSeconds,
      seconds: rounded(seconds),
      candidates: result.leaderboard.length,
      agents,
      loadingMs: loading?.longestOwnMs ?? 0,
      ratios: { longestOwnMs: longest, budgetKept: rounded(seconds / budgetSeconds, 3) },
      limit: `no stretch of the loop's own work over ${limitMs} ms`,
      reached: longest <= limitMs,
    },
    null,
    2,
  )}\n`,
);
process.exit(0);
