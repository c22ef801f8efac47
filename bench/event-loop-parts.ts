/**
 * For how long each part of the engine holds the event loop by itself, where a program of one's own calls it: reading, profiling, predicting, explaining, saving and drawing a
 * report, on a table of 50 columns (`OPSMITH_BENCH_ROWS`, 100,000), with boosted trees and a forest (`OPSMITH_BENCH_TREES`, 300). Figures as in `event-loop`.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import timers from 'node:timers/promises';
import {
  predictTableInThreads,
  readArtifact,
  type TrainedModel,
  writeArtifact,
} from '../src/artifact/index.ts';
import {
  createRecipe,
  describeProblem,
  kitsFor,
  preparingTraining,
  type TrainingData,
} from '../src/automl/index.ts';
import {
  expectationsOf,
  openTable,
  openTableWriter,
  profileTable,
  readTable,
  type Table,
  takeTableRows,
} from '../src/data/index.ts';
import { explainRows, nearestCounterexamples, partialDependence, rankColumns } from '../src/explain/index.ts';
import { fitPipeline } from '../src/features/index.ts';
import type { PlotData } from '../src/plots/index.ts';
import { predictionPlots, renderingTrainingReport, type TrainingReport } from '../src/report/index.ts';
import { answerColumns, openModel, predictFile } from '../src/serve/index.ts';
import { estimatorOf, type Predictions, takeTarget } from '../src/train/index.ts';
import { inTurns } from '../src/turns/index.ts';
import { writeRows } from './event-loop-table.ts';
import { machine } from './processes.ts';
import { watchLoop } from './watch-loop.ts';

const rows = Number(process.env.OPSMITH_BENCH_ROWS ?? 100_000);
const trees = Number(process.env.OPSMITH_BENCH_TREES ?? 300);
const limitMs = 50;
const before = machine();
const place = mkdtempSync(join(tmpdir(), 'opsmith-event-loop-'));
const path = join(place, 'table.parquet');
await import('@duckdb/node-api');
await writeRows(path, rows);

const watch = watchLoop('nothing', limitMs);
/** Each part begins with a turn, so that what the one before has done does not count. */
async function part<Result>(name: string, work: () => Promise<Result>): Promise<Result> {
  await timers.setTimeout(30);
  watch.now(name);
  const result = await work();
  await timers.setTimeout(10);
  watch.now('nothing');
  return result;
}

const { table } = await part('reading Parquet', () => readTable(path, { workspace: place }));
await part('opening and profiling', async () => {
  const open = await openTable(path, { workspace: place, exceeding: 'keep' });
  try {
    await profileTable(open, { target: 'y' });
  } finally {
    await open.close();
  }
});
const data = await part('making ready', () =>
  inTurns(preparingTraining(table, describeProblem(table, { target: 'y' }))),
);
const someTarget = takeTarget(
  data.target,
  Int32Array.from({ length: 1_000 }, (_, row) => row),
);
const fitted: [string, TrainedModel][] = [
  ['boosted trees', await modelOf(data, 'gradient-boosting', { iterations: trees, patience: undefined })],
  ['forest', await modelOf(data, 'random-forest', { trees: Math.ceil(trees / 10), minRowsInLeaf: 20 })],
];
const some: Table = takeTableRows(
  table,
  Int32Array.from({ length: 1_000 }, (_, row) => row),
);
for (const [name, model] of fitted) {
  const folder = join(place, name);
  await part(`${name}: saving, with ONNX`, () =>
    writeArtifact(folder, model, { expectations: expectationsOf(some) }),
  );
  await part(`${name}: loading`, () => readArtifact(folder).loadTrained());
  await part(`${name}: predicting a file`, () => predict(folder));
  await part(`${name}: predicting a file by its ONNX`, () => predict(join(folder, 'model.onnx')));
  await part(`${name}: explaining 1,000 rows`, () => explainRows(model, some));
  await part(`${name}: needed columns`, () => rankColumns(model, some, someTarget, { metric: 'rocAuc' }));
  await part(`${name}: partial dependence`, () =>
    partialDependence(model, some, { columns: ['n0', 't41'], curves: 20 }),
  );
  await part(`${name}: counterexamples`, () => nearestCounterexamples(model, some, { row: 0 }));
  const { predictions } = await predictTableInThreads(model, data.table);
  await part(`${name}: drawing a report`, () => drawReport(model, predictions));
}
const parts = watch.end();
delete parts.nothing;
rmSync(place, { recursive: true, force: true });
const longest = Math.max(...Object.values(parts).map(({ longestOwnMs }) => longestOwnMs));
process.stdout.write(
  `${JSON.stringify(
    {
      machine: before,
      rows,
      trees,
      parts,
      ratios: { longestOwnMs: longest },
      limit: `no stretch of the loop's own work over ${limitMs} ms`,
      reached: longest <= limitMs,
    },
    null,
    2,
  )}\n`,
);
process.exit(0);

async function modelOf(
  data: TrainingData,
  family: string,
  settings: Readonly<Record<string, unknown>>,
): Promise<TrainedModel> {
  const kit = kitsFor(data, { exportable: true }).find((each) => each.family === family)!;
  const recipe = createRecipe({ family, settings: { ...kit.base, ...settings }, plan: kit.plan });
  const { pipeline, matrix } = fitPipeline(data.table, data.target, recipe.plan, { exportable: true });
  const { target } = data;
  const model = await estimatorOf(family).fit({ matrix, target, options: recipe.settings, seed: 1 });
  const { problem } = data;
  return {
    task: target.task,
    target: problem.target,
    classes: problem.classes,
    members: [{ weight: 1, pipeline, model }],
    stack: null,
    calibration: null,
    threshold: null,
  };
}

async function predict(model: string): Promise<void> {
  const served = await openModel(model);
  const { parts } = predictFile(served, path, { workspace: place });
  let writer: Awaited<ReturnType<typeof openTableWriter>> | null = null;
  for await (const { answers } of parts) {
    const { columns, values } = answerColumns(answers);
    writer ??= await openTableWriter(join(place, 'out.csv'), columns);
    await writer.write(answers.rows, values);
  }
  await writer?.finish();
  await served.close?.();
}

/** The pictures of all rows, and a page of them with what explanations of some rows add. */
async function drawReport({ target, members }: TrainedModel, predictions: Predictions): Promise<void> {
  const plots: PlotData[] = await inTurns(predictionPlots({ target: data.target, predictions }));
  const names = data.table.columns.map(({ name }) => name);
  const importances = names.map((name, place) => ({ name, importance: 1 / (place + 1) }));
  const report: TrainingReport = {
    run: { id: 'run', name: 'event loop', startedAt: new Date(0).toISOString(), seconds: 1 },
    problem: {
      task: 'binary',
      target,
      metric: 'roc_auc',
      isLowerBetter: false,
      classes: [...(data.problem.classes ?? [])],
    },
    model: { name: 'drawn', description: members[0]!.model.family },
    data: {
      name: 'table.parquet',
      fingerprint: '',
      rows: data.table.rows,
      columns: data.table.columns.map(({ name, kind }) => ({ name, kind, missing: 0 })),
    },
    candidates: Array.from({ length: 200 }, (_, place) => ({
      candidate: `candidate ${place}`,
      family: 'gradient-boosting',
      score: 0.5 + place / 1_000,
      seconds: 1,
    })),
    plots: [...plots, { plot: 'importances', features: importances, unit: 'share' }],
    importances,
  };
  writeFileSync(join(place, 'report.html'), await inTurns(renderingTrainingReport(report)));
}
