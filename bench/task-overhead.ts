/**
 * What graph, events and checkpoints take of a training task. Work is what happens inside the nodes of the task's graph: reading, checks, candidates, fits, judgement,
 * artifact, report, registry. Overhead is all else of a run from the request to its result: the supervisor's graph and the task's, checkpoints, events, the record of the
 * experiment; once without and once with loading the modules that a process needs for it. `OPSMITH_BENCH_BUDGET`: seconds of the task (60).
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
const loadingBegan = performance.now();
await Promise.all([
  import('../graphs/run-driver.ts'),
  import('../graphs/supervisor/graph.ts'),
  import('../graphs/training-task/action.ts'),
  import('../graphs/training-task/graph.ts'),
  import('@langchain/langgraph'),
  import('../graphs/checkpoint-saver.ts'),
]);
const loading = (performance.now() - loadingBegan) / 1_000;
const begin = performance.now();
const turn = await crew.train({ data: 'table.csv', target: 'y', timeBudget: budgetSeconds });
const seconds = (performance.now() - begin) / 1_000;
const result = TaskResult.parse(turn.results.at(-1)?.data);
const work = result.agents.reduce((sum, agent) => sum + agent.seconds, 0);
const events = await store.events.read(turn.run);
await crew.close();
await store.close();
rmSync(place, { recursive: true, force: true });
const overhead = seconds - work;
const share = (overhead + loading) / (seconds + loading);
process.stdout.write(
  `${JSON.stringify(
    {
      machine: before,
      budgetSeconds,
      results: [
        {
          seconds: rounded(seconds),
          work: rounded(work),
          overhead: rounded(overhead, 3),
          loading: rounded(loading, 3),
          events: events.length,
          candidates: result.leaderboard.length,
        },
      ],
      ratios: {
        overhead: rounded(overhead / seconds, 4),
        withLoading: rounded(share, 4),
        budgetKept: rounded(seconds / budgetSeconds, 3),
      },
      limit: 'overhead with loading below 0.03',
      reached: share < limit,
    },
    null,
    2,
  )}\n`,
);
process.exit(0);
