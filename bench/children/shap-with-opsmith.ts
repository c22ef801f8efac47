/**
 * Explains rows of a table of make_table.py by boosted trees, or first learns and writes these trees; the last line on standard error is the report.
 * Usage: learn|explain FILE ROWS COLUMNS TRAIN_ROWS TREES EXPLAINED THREADS MODEL VALUES
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { explainMatrix } from '../../src/explain/index.ts';
import { type BoostedTrees, fitBoosting, numericMatrix, packed, unpacked } from '../../src/train/index.ts';

const [mode, path, ...rest] = process.argv.slice(2);
const [rows, columns, train, trees, explained, threads] = rest.slice(0, 6).map(Number) as [
  number,
  number,
  number,
  number,
  number,
  number,
];
const [modelPath, valuesPath] = rest.slice(6) as [string, string];
const bytes = readFileSync(path!);
const values = new Float64Array(bytes.buffer, bytes.byteOffset, bytes.length / 8);
const column = (index: number, from: number, to: number) =>
  values.slice(index * rows + from, index * rows + to);
const part = (from: number, to: number) =>
  numericMatrix(Array.from({ length: columns }, (_, index) => column(index, from, to)));

if (mode === 'learn') {
  const { model } = await fitBoosting({
    matrix: part(0, train),
    target: {
      task: 'classification',
      classes: ['0', '1'],
      codes: Int32Array.from(column(columns, 0, train)),
    },
    options: { iterations: trees },
    threads,
  });
  const plain = model.trees.map(({ left, right, feature, threshold, missingLeft, value, cover }) => ({
    left: [...left],
    right: [...right],
    feature: [...feature],
    // The peer compares with <=, too: these are the same splits.
    threshold: Array.from(threshold, (value) => (Number.isFinite(value) ? value : 1e300)),
    missingLeft: [...missingLeft],
    value: [...value],
    cover: [...cover],
  }));
  writeFileSync(modelPath, JSON.stringify({ model: packed(model), trees: plain, initial: model.initial[0] }));
} else {
  const model = unpacked(JSON.parse(readFileSync(modelPath, 'utf8')).model) as BoostedTrees;
  const matrix = part(train, train + explained);
  const seconds: number[] = [];
  let found: Float64Array | null = null;
  for (let pass = 0; pass < 2; pass++) {
    const begin = performance.now();
    const { values: own } = await explainMatrix(model, matrix, { threads });
    seconds.push((performance.now() - begin) / 1000);
    found = own[0]!;
  }
  const theirs = new Float64Array(new Uint8Array(readFileSync(valuesPath)).buffer);
  const apart =
    theirs.length === found!.length
      ? found!.reduce((most, value, at) => Math.max(most, Math.abs(value - theirs[at]!)), 0)
      : null;
  process.stderr.write(`${JSON.stringify({ seconds, apart })}\n`);
}
