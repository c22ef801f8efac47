/** Fits boosted trees on a table of make_table.py; the last line on standard error is the report. Usage: FILE ROWS COLUMNS TRAIN_ROWS THREADS TREES */
import { readFileSync } from 'node:fs';
import { fitBoosting, numericMatrix, predictBoosted, scores } from '../../src/train/index.ts';

const [path, ...counts] = process.argv.slice(2);
const [rows, columns, train, threads, trees] = counts.map(Number) as [number, number, number, number, number];
const bytes = readFileSync(path!);
const values = new Float64Array(bytes.buffer, bytes.byteOffset, bytes.length / 8);
const column = (index: number, from: number, to: number) =>
  values.slice(index * rows + from, index * rows + to);
const part = (from: number, to: number) =>
  numericMatrix(Array.from({ length: columns }, (_, index) => column(index, from, to)));
const matrix = part(0, train);
const codes = Int32Array.from(column(columns, 0, train));
const seconds: number[] = [];
let model: Awaited<ReturnType<typeof fitBoosting>>['model'] | null = null;
for (let pass = 0; pass < 2; pass++) {
  const begin = performance.now();
  const fit = await fitBoosting({
    matrix,
    target: { task: 'classification', classes: ['0', '1'], codes },
    options: { iterations: trees, learningRate: 0.1, maxLeaves: 31, minRowsInLeaf: 1, l2: 1 },
    threads,
  });
  seconds.push((performance.now() - begin) / 1000);
  model = fit.model;
}
const predictions = predictBoosted(model!, part(train, rows));
const truth = Int32Array.from(column(columns, train, rows));
const { rocAuc } = scores({ task: 'classification', classes: ['0', '1'], codes: truth }, predictions);
process.stderr.write(`${JSON.stringify({ seconds, auc: rocAuc })}\n`);
