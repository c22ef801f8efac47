/** Gradient boosting against XGBoost's hist: the same table, trees, leaves, learning rate, penalty and threads; time of a fit, binning included. */
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { cacheFolder, pip } from './corpora.ts';
import { inTurn, type Measurement, machine, median, rounded, run } from './processes.ts';

const rows = 125_000;
const columns = 50;
const trainRows = 100_000;
const trees = 200;
const threads = 2;
const limit = 1.2;
const rounds = Number(process.env.OPSMITH_BENCH_ROUNDS ?? 3);

const python = pip().replace(/pip$/, 'python');
run(pip(), ['install', '--quiet', 'xgboost-cpu==3.2.0', 'scikit-learn==1.9.1']);
mkdirSync(cacheFolder, { recursive: true });
const table = join(cacheFolder, `table-${rows}x${columns}.bin`);
const child = (name: string): string => new URL(`children/${name}`, import.meta.url).pathname;
if (!existsSync(table)) run(python, [child('make_table.py'), table, String(rows), String(columns)]);

const sizes = [rows, columns, trainRows, threads, trees].map(String);
const before = machine();
const results = inTurn(rounds, {
  opsmith: () => run(process.execPath, [child('boost-with-opsmith.ts'), table, ...sizes]),
  xgboost: () => run(python, [child('boost_with_xgboost.py'), table, ...sizes]),
});
interface Fit {
  seconds: number[];
  auc: number;
}
const fits = (runs: readonly Measurement[]): Fit[] =>
  runs.map(({ child: report }) => report as unknown as Fit);
const first = (runs: readonly Measurement[]) => rounded(median(fits(runs).map(({ seconds }) => seconds[0]!)));
const second = (runs: readonly Measurement[]) =>
  rounded(median(fits(runs).map(({ seconds }) => seconds[1]!)));
const auc = (runs: readonly Measurement[]) => rounded(fits(runs)[0]!.auc, 4);
const ratios = {
  warm: rounded(second(results.opsmith) / second(results.xgboost)),
  first: rounded(first(results.opsmith) / first(results.xgboost)),
};
const aucDifference = rounded(auc(results.opsmith) - auc(results.xgboost), 4);
process.stdout.write(
  `${JSON.stringify(
    {
      machine: before,
      table: { rows, columns, trainRows, trees, threads },
      rounds,
      seconds: {
        opsmith: second(results.opsmith),
        xgboost: second(results.xgboost),
        opsmithFirst: first(results.opsmith),
        xgboostFirst: first(results.xgboost),
      },
      auc: { opsmith: auc(results.opsmith), xgboost: auc(results.xgboost), difference: aucDifference },
      ratios,
      limit,
      reached: ratios.warm <= limit && aucDifference >= -0.003,
      raw: results,
    },
    null,
    2,
  )}\n`,
);
