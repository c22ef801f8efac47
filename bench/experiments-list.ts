/**
 * Listing runs: all of 10,000 with their parameters, metrics and tags, and the best 100 of a search; MLflow's client on its SQLite store beside it, with the
 * same runs. OPSMITH_BENCH_RUNS changes how many; OPSMITH_BENCH_PEER=no leaves the peer out.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createExperiments, exportToMlflow } from '../src/experiments/index.ts';
import { openStore } from '../src/store/index.ts';
import { createRandom } from '../src/train/index.ts';
import { pip } from './corpora.ts';
import { machine, median, rounded, run } from './processes.ts';

const runs = Number(process.env.OPSMITH_BENCH_RUNS ?? 10_000);
const rounds = 15;
const limitMs = 100;
const folder = mkdtempSync(join(tmpdir(), 'opsmith-bench-'));
const path = join(folder, 'opsmith.db');
try {
  const random = createRandom(1);
  const store = await openStore({ path });
  const experiments = createExperiments(store);
  const families = ['linear', 'boosting', 'forest', 'perceptron'];
  for (let place = 0; place < runs; place += 1) {
    const logged = await experiments.start({
      name: `experiment ${place % 10}`,
      kind: 'candidate',
      folder: '/',
      parameters: {
        family: families[place % 4],
        depth: place % 12,
        rate: random.next(),
        rows: 1_000,
        folds: 5,
      },
      tags: { team: place % 2 === 0 ? 'x' : 'y' },
    });
    logged.metrics({
      rocAuc: 0.5 + random.next() / 2,
      logLoss: random.next(),
      accuracy: random.next(),
      f1: random.next(),
      seconds: random.next(),
    });
    if (place % 200 === 199) await logged.flush();
  }
  await experiments.flush();
  await store.close();

  // A process that lists has just opened the store.
  const again = await openStore({ path });
  const reader = createExperiments(again);
  const begin = performance.now();
  const found = (await reader.list()).length;
  const firstMs = performance.now() - begin;
  const listMs = await medianMs(() => reader.list());
  const searchMs = await medianMs(() =>
    reader.search('metrics.rocAuc > 0.9 order by metrics.rocAuc desc', { limit: 100 }),
  );
  const pageMs = await medianMs(() => reader.list({ limit: 20 }));
  const mlflow = process.env.OPSMITH_BENCH_PEER === 'no' ? null : await peer(reader);
  await again.close();
  process.stdout.write(
    `${JSON.stringify(
      {
        machine: machine(),
        runs: found,
        limitMs,
        reached: firstMs < limitMs && listMs < limitMs,
        medianMs: {
          all: rounded(listMs),
          firstAfterOpening: rounded(firstMs),
          search: rounded(searchMs),
          page: rounded(pageMs),
        },
        mlflow,
        ...(mlflow === null
          ? {}
          : {
              timesFaster: {
                all: rounded(mlflow.listMs / listMs),
                search: rounded(mlflow.searchMs / searchMs),
              },
            }),
      },
      null,
      2,
    )}\n`,
  );
} finally {
  rmSync(folder, { recursive: true, force: true });
}

async function medianMs(work: () => Promise<unknown>): Promise<number> {
  const times: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const begin = performance.now();
    await work();
    times.push(performance.now() - begin);
  }
  return median(times);
}

async function peer(experiments: ReturnType<typeof createExperiments>) {
  run(pip(), ['install', '--quiet', 'mlflow==3.17.2']);
  const target = join(folder, 'mlruns');
  const ids = (await experiments.list()).map(({ id }) => id);
  await exportToMlflow(experiments, { runs: ids, folder: target });
  const child = new URL('children/list_with_mlflow.py', import.meta.url).pathname;
  const { child: report } = run(pip().replace(/pip$/, 'python'), [child, target, folder, '5']);
  return report as unknown as { version: string; runs: number; listMs: number; searchMs: number };
}
