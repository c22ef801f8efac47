/** Fits a random forest on a table of make_table.py; the last line on standard error is the report. Usage: FILE ROWS COLUMNS TRAIN_ROWS THREADS TREES */
import { readFileSync } from 'node:fs';
import { estimatorOf, numericMatrix, predictModel, scores } from '../../src/train/index.ts';

const [path, ...counts] = process.argv.slice(2);
const [rows, columns, train, threads, trees] = counts.map(Number) as [number, number, number, number, number];
const bytes = readFileSync(path!);
const values = new Float64Array(bytes.buffer, bytes.byteOffset, bytes.length / 8);
const column = (index: number, from: number, to: number) =>
  values.slice(index * rows + from, index * rows + to);
const part = (from: number, to: number) =>
  numericMatrix(Array.from({ length: columns }, (_, index) => column(index, from, to)));
const begin = performance.now();
const model = await estimatorOf('random-forest').fit({
  matrix: part(0, train),
  target: { task: 'classification', classes: ['0', '1'], codes: Int32Array.from(column(columns, 0, train)) },
  options: { trees },
  threads,
});
const seconds = (performance.now() - begin) / 1000;
const truth = Int32Array.from(column(columns, train, rows));
const { rocAuc } = scores(
  { task: 'classification', classes: ['0', '1'], codes: truth },
  predictModel(model, part(train, rows)),
);
process.stderr.write(`${JSON.stringify({ seconds, auc: rocAuc })}\n`);
