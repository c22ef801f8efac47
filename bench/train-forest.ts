/** A random forest against scikit-learn's, at the defaults of both: the same table, number of trees and threads; time of a fit, binning included. */
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { cacheFolder, pip } from './corpora.ts';
import { inTurn, type Measurement, machine, median, rounded, run } from './processes.ts';

const rows = 125_000;
const columns = 50;
const trainRows = 100_000;
const trees = 200;
const threads = 2;
/** At least three times faster. */
const limit = 1 / 3;
const rounds = Number(process.env.OPSMITH_BENCH_ROUNDS ?? 1);

const python = pip().replace(/pip$/, 'python');
run(pip(), ['install', '--quiet', 'scikit-learn==1.9.1']);
mkdirSync(cacheFolder, { recursive: true });
const table = join(cacheFolder, `table-${rows}x${columns}.bin`);
const child = (name: string): string => new URL(`children/${name}`, import.meta.url).pathname;
if (!existsSync(table)) run(python, [child('make_table.py'), table, String(rows), String(columns)]);

const sizes = [rows, columns, trainRows, threads, trees].map(String);
const before = machine();
const results = inTurn(rounds, {
  opsmith: () => run(process.execPath, [child('forest-with-opsmith.ts'), table, ...sizes]),
  scikitLearn: () => run(python, [child('forest_with_scikit_learn.py'), table, ...sizes]),
});
interface Fit {
  seconds: number;
  auc: number;
}
const fits = (runs: readonly Measurement[]): Fit[] =>
  runs.map(({ child: report }) => report as unknown as Fit);
const seconds = (runs: readonly Measurement[]) =>
  rounded(median(fits(runs).map(({ seconds: each }) => each)));
const auc = (runs: readonly Measurement[]) => rounded(fits(runs)[0]!.auc, 4);
const ratio = rounded(seconds(results.opsmith) / seconds(results.scikitLearn), 3);
const difference = rounded(auc(results.opsmith) - auc(results.scikitLearn), 4);
process.stdout.write(
  `${JSON.stringify(
    {
      machine: before,
      table: { rows, columns, trainRows, trees, threads },
      rounds,
      seconds: { opsmith: seconds(results.opsmith), scikitLearn: seconds(results.scikitLearn) },
      auc: { opsmith: auc(results.opsmith), scikitLearn: auc(results.scikitLearn), difference },
      ratios: { time: ratio },
      limit: rounded(limit, 3),
      reached: ratio <= limit && difference >= -0.003,
      raw: results,
    },
    null,
    2,
  )}\n`,
);
