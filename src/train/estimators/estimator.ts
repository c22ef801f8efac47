import { z } from 'zod';
import { closestName, InputError } from '../../errors/index.ts';
import { checkTrainingInput } from '../check-input.ts';
import { fitDummy } from '../dummy/fit-dummy.ts';
import { type FeatureMatrix, shareMatrix, takeRows } from '../matrix.ts';
import type { Model } from '../models/model.ts';
import type { SearchSpace } from '../search/space.ts';
import { type Target, takeNumbers, takeTarget } from '../target.ts';
import { checkTrainingMemory } from './memory-estimate.ts';

export interface EstimatorInput {
  matrix: FeatureMatrix;
  target: Target;
  /** Of each row, not negative. */
  weights?: Float64Array | undefined;
  /** Rows that are not learned from; estimators that can end early judge by them. */
  validationRows?: Int32Array | undefined;
  /** By the names of the estimator's own options; those left out are its defaults. */
  options?: Readonly<Record<string, unknown>> | undefined;
  seed?: number | undefined;
  threads?: number | undefined;
  /** Iterative estimators end by then with what they have. */
  timeLimitMs?: number | undefined;
  signal?: AbortSignal | undefined;
}

/** A way to learn, the same from outside for every family; what comes of it is a model, with which all goes on alike. */
export interface Estimator {
  readonly name: string;
  /** In a few words, for people. */
  readonly title: string;
  readonly tasks: readonly Target['task'][];
  /** Its options where none are given. */
  readonly defaults: Readonly<Record<string, unknown>>;
  /** What is worth trying for the options. */
  readonly space: SearchSpace;
  /**
   * Options in full. @throws InputError `wrong-options` naming each that is unknown or out of range
   */
  check(options: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>>;
  /**
   * Learns, in other threads. Where all rows are of one class the model is the baseline that says so.
   *
   * @throws InputError `wrong-task`, `wrong-options`, `too-large` where it would not fit the memory, and as `checkTrainingInput` says; InterruptedError when the signal fires
   */
  fit(input: EstimatorInput): Promise<Model>;
}

/** What a family brings: its own options, checked, and its fit. */
export interface Family<Schema extends z.ZodObject> {
  name: string;
  title: string;
  tasks: readonly Target['task'][];
  options: Schema;
  space: SearchSpace;
  /** Whether validation rows are given on to it, rather than taken out before. */
  judgesItself?: boolean;
  fit(input: EstimatorInput, options: z.infer<Schema>): Promise<Model>;
}

/** Makes a family an estimator. */
export function defineEstimator<Schema extends z.ZodObject>(family: Family<Schema>): Estimator {
  const { name, title, tasks, space } = family;
  const schema = z.strictObject(family.options.shape);
  const check = (options: Readonly<Record<string, unknown>>): z.infer<Schema> => {
    const checked = schema.safeParse(options);
    if (checked.success) return checked.data as z.infer<Schema>;
    const said = checked.error.issues.map((issue) => explain(issue, options, Object.keys(schema.shape)));
    throw new InputError('wrong-options', `${name} cannot be fitted so: ${said.join('; ')}.`);
  };
  return {
    name,
    title,
    tasks,
    space,
    defaults: check({}),
    check,
    async fit(given) {
      const options = check(given.options ?? {});
      checkTrainingInput(given.matrix, given.target, given.weights);
      if (!tasks.includes(given.target.task))
        throw new InputError(
          'wrong-task',
          `${name} is for ${tasks.join(' and ')}, not for ${given.target.task}.`,
        );
      checkTrainingMemory({
        estimator: name,
        rows: given.matrix.rows,
        features: given.matrix.columns.length,
        categories: given.matrix.categories.reduce((sum, count) => sum + count, 0),
        classes: given.target.task === 'classification' ? given.target.classes.length : 1,
        options,
        threads: given.threads,
        hasMatrix: true,
      });
      const ready = family.judgesItself ? given : withoutValidation(given);
      const input = { ...ready, matrix: await shareMatrix(ready.matrix) };
      return hasOneClass(input.target) ? fitDummy({ ...input, options: {} }) : family.fit(input, options);
    },
  };
}

function explain(
  issue: z.core.$ZodIssue,
  options: Readonly<Record<string, unknown>>,
  known: readonly string[],
): string {
  if (issue.code === 'unrecognized_keys') {
    const near = closestName(issue.keys[0]!, known);
    const hint = near === null ? `there are ${known.join(', ') || 'none'}` : `did you mean ${near}?`;
    return `it has no option ${issue.keys.join(', ')} (${hint})`;
  }
  const given = issue.path.reduce<unknown>(
    (value, key) => (value as Record<PropertyKey, unknown> | undefined)?.[key],
    options,
  );
  return `${issue.path.join('.')} is ${JSON.stringify(given)}: ${issue.message}`;
}

function hasOneClass(target: Target): boolean {
  return target.task === 'classification' && target.codes.every((code) => code === target.codes[0]);
}

function withoutValidation(input: EstimatorInput): EstimatorInput {
  const { matrix, target, weights, validationRows } = input;
  if (validationRows === undefined || validationRows.length === 0) return input;
  const isKept = new Uint8Array(matrix.rows).fill(1);
  for (const row of validationRows) isKept[row] = 0;
  const rows = Int32Array.from({ length: matrix.rows }, (_, row) => row).filter((row) => isKept[row] === 1);
  if (rows.length === 0)
    throw new InputError('no-rows', 'There is nothing to learn from: all rows are kept aside to judge by.');
  return {
    ...input,
    matrix: takeRows(matrix, rows),
    target: takeTarget(target, rows),
    weights: weights && takeNumbers(weights, rows),
    validationRows: undefined,
  };
}
