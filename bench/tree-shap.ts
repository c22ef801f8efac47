/** Shapley values of 1,000 rows by 300 boosted trees against the shap package: the same trees and rows, and the values compared. */
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { cacheFolder, pip } from './corpora.ts';
import { inTurn, type Measurement, machine, median, rounded, run } from './processes.ts';

const rows = 125_000;
const columns = 50;
const trainRows = 100_000;
const trees = 300;
const explained = 1_000;
const threads = 2;
const limit = 3;
const rounds = Number(process.env.OPSMITH_BENCH_ROUNDS ?? 3);

const python = pip().replace(/pip$/, 'python');
run(pip(), ['install', '--quiet', 'shap==0.51.0', 'scikit-learn==1.9.1']);
mkdirSync(cacheFolder, { recursive: true });
const table = join(cacheFolder, `table-${rows}x${columns}.bin`);
const child = (name: string): string => new URL(`children/${name}`, import.meta.url).pathname;
if (!existsSync(table)) run(python, [child('make_table.py'), table, String(rows), String(columns)]);

const sizes = [rows, columns, trainRows, trees, explained, threads].map(String);
const files = [join(cacheFolder, 'shap-model.json'), join(cacheFolder, 'shap-values.bin')];
const own = (mode: string): Measurement =>
  run(process.execPath, [child('shap-with-opsmith.ts'), mode, table, ...sizes, ...files]);
own('learn');
const before = machine();
const results = inTurn(rounds, {
  shap: () => run(python, [child('shap_with_shap.py'), table, ...sizes, ...files]),
  opsmith: () => own('explain'),
});
interface Report {
  seconds: number[];
  apart?: number;
}
const seconds = (runs: readonly Measurement[], pass: number) =>
  rounded(median(runs.map(({ child: report }) => (report as unknown as Report).seconds[pass]!)), 3);
const apart = (results.opsmith[0]!.child as unknown as Report).apart ?? Number.NaN;
const ratios = {
  warm: rounded(seconds(results.opsmith, 1) / seconds(results.shap, 1), 3),
  first: rounded(seconds(results.opsmith, 0) / seconds(results.shap, 0), 3),
};
process.stdout.write(
  `${JSON.stringify(
    {
      machine: before,
      table: { columns, trainRows, trees, explained, threads },
      rounds,
      seconds: {
        opsmith: seconds(results.opsmith, 1),
        shap: seconds(results.shap, 1),
        opsmithFirst: seconds(results.opsmith, 0),
        shapFirst: seconds(results.shap, 0),
      },
      valuesApart: apart,
      ratios,
      limit,
      reached: ratios.warm <= limit && apart < 1e-6,
      raw: results,
    },
    null,
    2,
  )}\n`,
);
