/**
 * What graph, events and checkpoints take of a training task: the time of a whole run less the time that its agents' work took, which is measured inside the graph's
 * nodes. `OPSMITH_BENCH_BUDGET`: seconds of the task (60).
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createCrew } from '../graphs/index.ts';
import { TaskResult } from '../graphs/training-task/index.ts';
import { Config } from '../src/config/index.ts';
import { createModels } from '../src/llm/index.ts';
import { openStore } from '../src/store/index.ts';
import { createRandom } from '../src/train/index.ts';
import { machine, rounded } from './processes.ts';

const budgetSeconds = Number(process.env.OPSMITH_BENCH_BUDGET ?? 60);
const limit = 0.03;
const before = machine();
const place = mkdtempSync(join(tmpdir(), 'opsmith-overhead-'));
const random = createRandom(1);
const rows = Array.from({ length: 4_000 }, () => {
  const values = Array.from({ length: 12 }, () => random.next());
  const isSo = values[0]! + values[1]! * values[2]! - values[3]! + 0.3 * (random.next() - 0.5) > 0.3;
  return [...values.map((value) => value.toFixed(4)), isSo ? 'yes' : 'no'].join(',');
});
const names = [...Array.from({ length: 12 }, (_, at) => `x${at}`), 'y'].join(',');
writeFileSync(join(place, 'table.csv'), `${names}\n${rows.join('\n')}\n`);
const config = Config.parse({ models: { provider: 'none' }, limits: { seconds: 20 * budgetSeconds } });
const store = await openStore({ path: join(place, '.opsmith', 'opsmith.db') });
const models = createModels({ config: config.models, env: {} });
const crew = await createCrew({ config, store, models, workspace: place });
const begin = performance.now();
const turn = await crew.train({ data: 'table.csv', target: 'y', timeBudget: budgetSeconds });
const seconds = (performance.now() - begin) / 1_000;
const result = TaskResult.parse(turn.results.at(-1)?.data);
const work = result.agents.reduce((sum, agent) => sum + agent.seconds, 0);
const events = await store.events.read(turn.run);
await crew.close();
await store.close();
rmSync(place, { recursive: true, force: true });
const share = (seconds - work) / seconds;
process.stdout.write(
  `${JSON.stringify(
    {
      machine: before,
      budgetSeconds,
      results: [
        {
          seconds: rounded(seconds),
          work: rounded(work),
          events: events.length,
          candidates: result.leaderboard.length,
        },
      ],
      ratios: { overhead: rounded(share, 4), budgetKept: rounded(seconds / budgetSeconds, 3) },
      limit: 'overhead below 0.03',
      reached: share < limit,
    },
    null,
    2,
  )}\n`,
);
process.exit(0);
