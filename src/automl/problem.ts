import { type Column, neededColumn, numberName, type Table, targetOf } from '../data/index.ts';
import { InputError } from '../errors/index.ts';
import { isLowerBetter, type MetricName, metricNamed } from '../train/index.ts';

export type ProblemTask = 'regression' | 'binary' | 'multiclass';

/** What is to be learned: plain data, the same after JSON. */
export interface Problem {
  /** The column to predict. */
  target: string;
  task: ProblemTask;
  /** Those that occur, in the order of their probabilities; the positive one of two is the second. Null for regression. */
  classes: readonly string[] | null;
  /** Of two classes the one that metrics speak of. */
  positiveClass: string | null;
  /** What candidates are compared by. */
  metric: MetricName;
  /** Whether less of the metric is better. */
  lowerIsBetter: boolean;
  /** Rows that have a target; others are not learned from. */
  rows: number;
  missingTargets: number;
  /** Rows of each class. */
  classRows: readonly number[] | null;
  /** Rows of the most frequent class for each of the rarest. */
  imbalance: number | null;
}

export interface ProblemOptions {
  target: string;
  /** Left out: classes for texts, booleans and up to 20 different whole numbers, else numbers. */
  task?: ProblemTask | 'classification' | undefined;
  /** By its name in camelCase or snake_case. Left out: the area under the ROC curve, log loss, root mean squared error. */
  metric?: string | undefined;
  /** Of two classes the one that metrics speak of. Left out: `1`, `true`, `yes` and the like, else the last. */
  positiveClass?: string | undefined;
}

const leastRows = 10;
const mostClasses = 200;
const affirmative = /^(1|1\.0|true|t|yes|y|positive|pos)$/i;
const defaultMetric: Record<ProblemTask, MetricName> = {
  regression: 'rmse',
  binary: 'rocAuc',
  multiclass: 'logLoss',
};

/**
 * What there is to learn about a column.
 *
 * @throws InputError `no-such-column`, `target-missing`, `one-class`, `too-few-rows`, `too-many-classes`, `wrong-task`, `unknown-metric`, `wrong-metric`,
 * `no-such-class`, `no-features`
 */
export function describeProblem(table: Table, options: ProblemOptions): Problem {
  const column = neededColumn(table, options.target);
  const { name, missing } = column;
  const rows = table.rows - missing;
  if (rows === 0)
    throw new InputError(
      'target-missing',
      table.rows === 0
        ? 'The table has no rows: there is nothing to learn from.'
        : `The target ${name} is missing in all ${table.rows} rows: there is nothing to learn.`,
      { details: { column: name } },
    );
  const counts = valueCounts(column);
  if (counts.size < 2)
    throw new InputError(
      'one-class',
      `The target ${name} is ${[...counts.keys()][0]} in every row: there is nothing to tell apart.`,
      { details: { column: name } },
    );
  if (rows < leastRows)
    throw new InputError(
      'too-few-rows',
      `${rows} rows have a target, and at least ${leastRows} are needed to learn from some and judge by others.`,
      { details: { rows } },
    );
  if (table.columns.length < 2)
    throw new InputError('no-features', `The table has no column beside the target ${name}.`);
  const task = taskOf(column, counts.size, options.task);
  const kind = task === 'regression' ? 'regression' : 'classification';
  const metric = options.metric === undefined ? defaultMetric[task] : metricNamed(options.metric, kind);
  const shared = {
    target: name,
    metric,
    lowerIsBetter: isLowerBetter(metric),
    rows,
    missingTargets: missing,
  };
  if (task === 'regression')
    return { ...shared, task, classes: null, positiveClass: null, classRows: null, imbalance: null };
  const classes = classesOf(column, counts, task, options.positiveClass);
  const classRows = classes.map((each) => counts.get(each)!);
  return {
    ...shared,
    task,
    classes,
    positiveClass: task === 'binary' ? classes[1]! : null,
    classRows,
    imbalance: Math.max(...classRows) / Math.min(...classRows),
  };
}

/** Rows of each value that occurs, by its text. */
function valueCounts(column: Column): Map<string, number> {
  if (column.type === 'texts') {
    const rows = new Float64Array(column.dictionary.length);
    for (const code of column.codes) if (code >= 0) rows[code]!++;
    return new Map(
      column.dictionary.flatMap((text, code) => (rows[code]! > 0 ? [[text, rows[code]!] as const] : [])),
    );
  }
  const rows = new Map<number, number>();
  for (const value of column.values)
    if (!Number.isNaN(value)) rows.set(value + 0, (rows.get(value + 0) ?? 0) + 1);
  return new Map([...rows].map(([value, count]) => [numberName(value, column), count]));
}

function taskOf(column: Column, distinct: number, asked: ProblemOptions['task']): ProblemTask {
  const { name } = column;
  if (asked === 'regression') {
    if (column.type === 'numbers') return 'regression';
    throw new InputError(
      'wrong-task',
      `The target ${name} holds texts, and regression predicts numbers: leave out the task, or ask for classification.`,
      { details: { column: name, task: asked } },
    );
  }
  if (asked === 'binary' && distinct !== 2)
    throw new InputError(
      'wrong-task',
      `The target ${name} has ${distinct} classes, and binary means two: leave out the task, or ask for multiclass.`,
      { details: { column: name, task: asked, classes: distinct } },
    );
  if (asked === undefined && targetOf(column).task === 'regression') return 'regression';
  if (distinct > mostClasses)
    throw new InputError(
      'too-many-classes',
      `The target ${name} has ${distinct} different values, and up to ${mostClasses} classes can be told apart${column.type === 'numbers' ? ': ask for regression' : ''}.`,
      { details: { column: name, classes: distinct } },
    );
  return distinct === 2 ? 'binary' : 'multiclass';
}

/** Texts in their own order, numbers by size; the positive one of two last. */
function classesOf(
  column: Column,
  counts: ReadonlyMap<string, number>,
  task: ProblemTask,
  positive: string | undefined,
): string[] {
  const names = [...counts.keys()];
  const classes =
    column.type === 'texts'
      ? names
      : names.sort(column.isTruth ? undefined : (one, other) => Number(one) - Number(other));
  if (positive !== undefined && !classes.includes(positive))
    throw new InputError(
      'no-such-class',
      `The target ${column.name} has no class ${positive}; it has ${classes.slice(0, 20).join(', ')}.`,
      { details: { column: column.name, class: positive } },
    );
  if (task !== 'binary') return classes;
  const second = positive ?? classes.find((name) => affirmative.test(name)) ?? classes[1]!;
  return [...classes.filter((name) => name !== second), second];
}
