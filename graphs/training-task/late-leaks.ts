import type { SendBackFacts } from '../../agents/decisions/send-back.ts';
import { predictTable, type TrainedModel } from '../../src/artifact/index.ts';
import { type Column, type Table, takeTableRows } from '../../src/data/index.ts';
import {
  createRandom,
  isLowerBetter,
  type MetricName,
  type Predictions,
  scoreOf,
  type Target,
  takeTarget,
} from '../../src/train/index.ts';
import type { TaskContext } from './context.ts';
import { baselinePredictions, onTestRows } from './judging.ts';
import { benchOf } from './nodes/measure.ts';
import { measuredWith, type TaskState } from './state.ts';

/** Rows that are judged by, at most. */
const mostRows = 2_000;
/** A model that has so much of what there is to have, and loses so much of it without one column, has it from that column. */
const almostAll = 0.97;
const mostOfIt = 0.5;
/** Findings that make a column suspect of giving the target away. */
const suspicions: ReadonlySet<string> = new Set([
  'leakage',
  'leakage-in-combination',
  'known-afterwards',
  'identifier-encodes-target',
  'feature-from-future',
]);

/**
 * Columns that the data checks suspected and left in, and from which the model turns out to have nearly all that it knows: on the validator's rows, with the column's
 * values dealt anew, most of its skill is gone.
 */
export async function lateLeaks(
  model: TrainedModel,
  state: TaskState,
  context: TaskContext,
): Promise<SendBackFacts['leaks']> {
  const { request, data, choices } = state;
  const metric = data!.metric as MetricName;
  const bench = await benchOf(measuredWith(state), context);
  const { test } = await context.session.held(request);
  const read = new Set(model.members.flatMap(({ pipeline }) => pipeline.inputs.map(({ name }) => name)));
  const kept = new Set(choices.keep ?? []);
  const suspects = data!.findings.filter(
    ({ code, column }) => suspicions.has(code) && column !== null && read.has(column) && !kept.has(column),
  );
  if (suspects.length === 0) return [];
  const rows = someOf(await onTestRows(model, test, context.signal));
  const skillOf = skillMeasure(metric, rows, baselinePredictions(bench.data.target, rows.table.rows, metric));
  const whole = skillOf(model, rows.table);
  if (whole === null || whole < almostAll) return [];
  const random = createRandom(request.seed);
  return suspects.flatMap(({ code, column }) => {
    const order = Int32Array.from({ length: rows.table.rows }, (_, row) => row);
    random.shuffle(order);
    const without = skillOf(model, withColumnDealt(rows.table, column!, order));
    if (without === null || without > mostOfIt * whole) return [];
    const share = (value: number) => `${(100 * Math.max(0, value)).toFixed(0)}%`;
    const message = `${column} gives the target away: on rows that nobody had seen the model has ${share(whole)} of what there is to have, and ${share(without)} without it`;
    return [{ code, severity: 'high' as const, column, message }];
  });
}

interface KnownRows {
  table: Table;
  target: Target;
}

function someOf({ table, target }: KnownRows): KnownRows {
  if (table.rows <= mostRows) return { table, target };
  const rows = Int32Array.from({ length: mostRows }, (_, place) =>
    Math.floor((place * table.rows) / mostRows),
  );
  return { table: takeTableRows(table, rows), target: takeTarget(target, rows) };
}

/** How much of the way from always saying the same (0) to knowing (1) a model goes: the area under the curve of two classes, accuracy of more, R² of numbers. */
function skillMeasure(metric: MetricName, { target }: KnownRows, baseline: Predictions) {
  const judged: MetricName =
    target.task === 'regression' ? 'r2' : target.classes.length === 2 ? 'rocAuc' : 'accuracy';
  const floor = scoreOf(judged, target, baseline) ?? scoreOf(metric, target, baseline);
  return (model: TrainedModel, table: Table): number | null => {
    const score = scoreOf(judged, target, predictTable(model, table).predictions);
    if (score === null || floor === null || isLowerBetter(judged)) return null;
    return (score - floor) / (1 - floor);
  };
}

/** The table with one column's values in another order of rows. */
function withColumnDealt(table: Table, name: string, order: Int32Array): Table {
  return {
    rows: table.rows,
    columns: table.columns.map((column): Column => {
      if (column.name !== name) return column;
      return column.type === 'numbers'
        ? { ...column, values: Float64Array.from(order, (row) => column.values[row]!) }
        : { ...column, codes: Int32Array.from(order, (row) => column.codes[row]!) };
    }),
  };
}
