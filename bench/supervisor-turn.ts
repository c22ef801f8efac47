import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { type AgentDefinition, agents } from '../agents/index.ts';
import { createCrew } from '../graphs/index.ts';
import { Config } from '../src/config/index.ts';
import { createModels } from '../src/llm/index.ts';
import { openStore } from '../src/store/index.ts';

// A supervisor's turn beyond its tools: planning by the default policy, the graph, checkpoints, events and the run's rows, on a real disk.
// Every agent is there; the tools are replaced by ones that give a result of ordinary size at once. `node bench/supervisor-turn.ts`.

const limitMs = 15;
const warmUp = 50;
const turns = 400;
const requests = [
  'measure src/app.js',
  'review src/app.js and src/cart.js please',
  'how complex is parser.go?',
  'hello',
  'profile data/churn.csv and check the drift between a.csv and b.csv',
];

const result = {
  text: '| file | sloc |\n|---|---|\n| app.js | 120 |',
  data: {
    files: Array.from({ length: 20 }, (_, index) => ({
      path: `src/${index}.js`,
      metrics: { sloc: index, cyclomatic: 3 },
    })),
  },
  items: Array.from({ length: 10 }, (_, index) => ({
    id: `i${index}`,
    title: `Item ${index}`,
    detail: 'A sentence or two. '.repeat(10),
  })),
  about: { paths: ['src/app.js'] },
};
const instant: AgentDefinition[] = agents.map((agent) => ({
  ...agent,
  actions: agent.actions.map((action) => ({ ...action, execute: async () => result })),
}));

const folder = mkdtempSync(join(tmpdir(), 'opsmith-bench-'));
const store = await openStore({ path: join(folder, 'opsmith.db') });
const config = Config.parse({ models: { provider: 'none' } });
const models = createModels({ config: config.models, env: {} });
const crew = await createCrew({ config, store, models, workspace: folder, agents: instant });

const first = performance.now();
await crew.turn({ text: requests[0]!, thread: 'first' });
const firstMs = performance.now() - first;

const times: number[] = [];
const processor = { user: 0, system: 0 };
for (let turn = 0; turn < warmUp + turns; turn += 1) {
  const before = process.cpuUsage();
  const begin = performance.now();
  await crew.turn({ text: requests[turn % requests.length]!, thread: `thread ${turn % 7}` });
  if (turn < warmUp) continue;
  times.push(performance.now() - begin);
  const used = process.cpuUsage(before);
  processor.user += used.user;
  processor.system += used.system;
}
const plans = 1_000;
const planBegin = performance.now();
for (let turn = 0; turn < plans; turn += 1) await crew.plan({ text: requests[turn % requests.length]! });
const planMs = (performance.now() - planBegin) / plans;

await crew.close();
await store.close();
rmSync(folder, { recursive: true, force: true });

times.sort((a, b) => a - b);
const percentile = (share: number) => times[Math.min(times.length - 1, Math.floor(share * times.length))]!;
const cpuMs = (processor.user + processor.system) / 1_000 / turns;
const report = {
  machine: `${cpus()[0]?.model ?? 'unknown'}, ${availableParallelism()} cores, Node ${process.version}`,
  turns,
  firstMs: round(firstMs),
  p50Ms: round(percentile(0.5)),
  p95Ms: round(percentile(0.95)),
  p99Ms: round(percentile(0.99)),
  cpuMsPerTurn: round(cpuMs),
  planMs: round(planMs),
  limitMs,
  shareOfLimit: round(percentile(0.95) / limitMs),
};
process.stdout.write(`${JSON.stringify(report, null, 2)}\n`);
process.exitCode = percentile(0.95) < limitMs ? 0 : 1;

function round(value: number): number {
  return Math.round(value * 1_000) / 1_000;
}
