/**
 * Serving a model of 300 boosted trees on 50 columns, from raw columns to probabilities: one row at a time, and batches; our own code and the exported ONNX file
 * in onnxruntime, in turn in one process. A second table has 10 columns of categories and some gaps.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TrainedModel, writeArtifact } from '../src/artifact/index.ts';
import { type Column, type Table, takeTableRows } from '../src/data/index.ts';
import { defaultPlan, fitPipeline } from '../src/features/index.ts';
import { createRowPredictor, openModel, type Row, type ServedModel } from '../src/serve/index.ts';
import { estimatorOf } from '../src/train/estimators.ts';
import { createRandom, type Target } from '../src/train/index.ts';
import { machine, median, rounded } from './processes.ts';

const trainRows = 20_000;
const batchRows = 10_000;
const limit = { oneRowP99Ms: 1, rowsPerSecond: 200_000 };
const rounds = Number(process.env.OPSMITH_BENCH_ROUNDS ?? 5);

function makeTable(rows: number, categorical: number): Table {
  const random = createRandom(1);
  const columns = Array.from({ length: 50 }, (_, at): Column => {
    const name = `column ${at}`;
    if (at >= categorical) {
      const values = Float64Array.from({ length: rows }, () =>
        categorical > 0 && random.next() < 0.1 ? Number.NaN : random.normal(),
      );
      return { name, kind: 'numeric', type: 'numbers', values, missing: values.filter(Number.isNaN).length };
    }
    const dictionary = Array.from({ length: 20 }, (_each, code) => `category ${code}`);
    const codes = Int32Array.from({ length: rows }, () => random.below(20));
    return { name, kind: 'categorical', type: 'texts', codes, dictionary, missing: 0 };
  });
  return { rows, columns };
}

function targetOf({ rows, columns }: Table): Target {
  const random = createRandom(2);
  const codes = new Int32Array(rows);
  for (let row = 0; row < rows; row++) {
    let sum = random.normal();
    for (let at = 0; at < 20; at++) {
      const column = columns[at]!;
      const value = column.type === 'texts' ? column.codes[row]! / 5 - 2 : column.values[row]! || 0;
      sum += Math.sin(2 * value + at) * (at % 3);
    }
    codes[row] = sum > 0 ? 1 : 0;
  }
  return { task: 'classification', classes: ['no', 'yes'], codes };
}

async function train(table: Table): Promise<TrainedModel> {
  const target = targetOf(table);
  const plan = defaultPlan(table, null, { models: 'trees', exportable: true });
  const { pipeline, matrix } = fitPipeline(table, target, plan, { exportable: true });
  const model = await estimatorOf('gradient-boosting').fit({
    matrix,
    target,
    options: { iterations: 300 },
    seed: 1,
  });
  return {
    task: 'classification',
    target: 'y',
    classes: model.classes,
    members: [{ weight: 1, pipeline, model }],
    calibration: null,
    threshold: null,
  };
}

/** Milliseconds of each of many rows that come one after the other, by a predictor of rows. */
async function oneByOne(model: ServedModel, rows: readonly Row[]): Promise<number[]> {
  const predictor = createRowPredictor(model);
  const times: number[] = [];
  for (const row of rows) {
    const begin = performance.now();
    await predictor.predict([row]);
    times.push(performance.now() - begin);
  }
  await predictor.close();
  return times;
}

async function rowsPerSecond(model: ServedModel, table: Table): Promise<number> {
  const begin = performance.now();
  await model.predict(table);
  return (table.rows / (performance.now() - begin)) * 1_000;
}

const percentile = (times: readonly number[], share: number): number =>
  times.toSorted((a, b) => a - b)[Math.floor(times.length * share)]!;

async function measure(categorical: number) {
  const folder = mkdtempSync(join(tmpdir(), 'serve-latency-'));
  const training = makeTable(trainRows, categorical);
  await writeArtifact(join(folder, 'model'), await train(training), {});
  const models = {
    opsmith: await openModel(join(folder, 'model'), { threads: 2 }),
    onnxruntime: await openModel(join(folder, 'model', 'model.onnx'), { threads: 2 }),
  };
  const batch = takeTableRows(
    training,
    Int32Array.from({ length: batchRows }, (_, row) => row),
  );
  const rows = Array.from(
    { length: 500 },
    (_, row): Row =>
      Object.fromEntries(
        training.columns.map((column) => {
          if (column.type === 'texts') return [column.name, column.dictionary[column.codes[row]!]!];
          return [column.name, Number.isNaN(column.values[row]!) ? null : column.values[row]!];
        }),
      ),
  );
  const names = ['opsmith', 'onnxruntime'] as const;
  const one = { opsmith: [] as number[], onnxruntime: [] as number[] };
  const many = { opsmith: [] as number[], onnxruntime: [] as number[] };
  for (const name of names) {
    await oneByOne(models[name], rows);
    await rowsPerSecond(models[name], batch);
  }
  for (let round = 0; round < rounds; round++)
    for (const name of names) {
      one[name].push(...(await oneByOne(models[name], rows)));
      for (let again = 0; again < 3; again++) many[name].push(await rowsPerSecond(models[name], batch));
    }
  for (const name of names) await models[name].close();
  rmSync(folder, { recursive: true, force: true });
  const figures = (name: (typeof names)[number]) => ({
    oneRowMs: { p50: rounded(percentile(one[name], 0.5), 3), p99: rounded(percentile(one[name], 0.99), 3) },
    rowsPerSecond: Math.round(median(many[name])),
  });
  return { opsmith: figures('opsmith'), onnxruntime: figures('onnxruntime') };
}

const before = machine();
const numeric = await measure(0);
const mixed = await measure(10);
process.stdout.write(
  `${JSON.stringify(
    {
      machine: before,
      model: { trees: 300, columns: 50, batchRows },
      rounds,
      numeric,
      mixed,
      ratios: {
        batches: rounded(numeric.opsmith.rowsPerSecond / numeric.onnxruntime.rowsPerSecond),
        batchesMixed: rounded(mixed.opsmith.rowsPerSecond / mixed.onnxruntime.rowsPerSecond),
        oneRowP99Ms: numeric.opsmith.oneRowMs.p99,
        rowsPerSecond: numeric.opsmith.rowsPerSecond,
      },
      limit,
      reached:
        numeric.opsmith.oneRowMs.p99 < limit.oneRowP99Ms &&
        numeric.opsmith.rowsPerSecond > limit.rowsPerSecond,
    },
    null,
    2,
  )}\n`,
);
process.exit(0);
