import { type Column, type Table, takeTableRows } from '../../data/index.ts';
import { InputError } from '../../errors/index.ts';
import { type FeatureMatrix, type Target, takeTarget } from '../../train/index.ts';
import type { PipelineNode } from '../operations/operation.ts';
import type { Pipeline, PipelineInput } from '../pipeline.ts';
import { columnNamed, columnsByName, columnValue } from '../read-columns.ts';
import { type FittedColumn, Fitting } from './fitting.ts';
import type { PipelinePlan, Step } from './step.ts';
import { stepFitters, unexportableSteps } from './step-fitters.ts';
import { withTellingColumns } from './telling-columns.ts';

export interface FitPipelineOptions {
  /** Training rows, all if left out; nothing is learned from others. */
  rows?: Int32Array | undefined;
  /** For the folds of target means. */
  seed?: number;
  /** Refuses steps that ONNX can't express. */
  exportable?: boolean;
}

export interface FittedPipeline {
  pipeline: Pipeline;
  /** The features of the training rows, to fit a model on: target means are those of other folds here, which `applyPipeline` can't know. */
  matrix: FeatureMatrix;
}

/**
 * Fits a pipeline on training rows. `target` has a row for each of the table's, or is null where no step needs it.
 *
 * @throws InputError `no-rows`, `no-features`, `rows-differ`, `unknown-step`, `not-exportable`, `missing-column`, and what steps throw: `unknown-column`,
 * `wrong-kind`, `feature-exists`, `target-needed`, `target-out-of-range`, `bad-constant`, `bad-option`
 */
export function fitPipeline(
  table: Table,
  target: Target | null,
  plan: PipelinePlan,
  { rows, seed = 0, exportable = false }: FitPipelineOptions = {},
): FittedPipeline {
  checkSteps(plan.steps, exportable);
  checkRows(table, target);
  const named = columnsByName(table);
  const chosen: Table = {
    rows: table.rows,
    columns: [...new Set(plan.columns)].map((name) => columnNamed(named, name, 'the plan names it')),
  };
  const all = rows === undefined ? chosen : takeTableRows(chosen, rows);
  if (all.rows === 0) throw new InputError('no-rows', 'There are no training rows to fit a pipeline on.');
  const own = target === null || rows === undefined ? target : takeTarget(target, rows);
  const { columns, steps } = withTellingColumns(plan, all, own);
  const isKept = new Set(columns);
  const training = { ...all, columns: all.columns.filter(({ name }) => isKept.has(name)) };
  const fitting = new Fitting({ rows: training.rows, target: own, seed });
  const inputs = training.columns.map(inputOf);
  inputs.forEach((input, place) => {
    fitting.addInput(input, columnValue(training.columns[place]!));
  });
  for (const step of steps) runStep(fitting, step);
  return finish(fitting, inputs);
}

function checkSteps(steps: readonly Step[], exportable: boolean): void {
  for (const { step } of steps) {
    if (!Object.hasOwn(stepFitters, step))
      throw new InputError(
        'unknown-step',
        `There is no step "${step}"; there are ${Object.keys(stepFitters).join(', ')}.`,
        { details: { step } },
      );
    if (exportable && unexportableSteps.includes(step))
      throw new InputError(
        'not-exportable',
        `Step ${step} hashes texts, which ONNX has no operator for; leave it out, use targetMean, or fit without \`exportable\`.`,
        { details: { step } },
      );
  }
}

function checkRows(table: Table, target: Target | null): void {
  if (target === null) return;
  const rows = target.task === 'regression' ? target.values.length : target.codes.length;
  if (rows !== table.rows)
    throw new InputError('rows-differ', `The target has ${rows} rows, and the table has ${table.rows}.`);
}

/** Free texts have no dictionary worth keeping: nothing of theirs is a category. */
function inputOf(column: Column): PipelineInput {
  const keepsDictionary = column.type === 'texts' && column.kind !== 'text' && column.kind !== 'identifier';
  return {
    name: column.name,
    kind: column.kind,
    type: column.type,
    dictionary: keepsDictionary ? seenTexts(column) : null,
  };
}

function seenTexts({ codes, dictionary }: Extract<Column, { type: 'texts' }>): string[] {
  const isSeen = new Uint8Array(dictionary.length);
  for (const code of codes) if (code >= 0) isSeen[code] = 1;
  return dictionary.filter((text, code) => isSeen[code] === 1 && text !== '');
}

function runStep(fitting: Fitting, { step, ...options }: Step): void {
  const parameters = Object.fromEntries(
    Object.entries(options).filter(([name]) => name !== 'columns' && name !== 'pairs'),
  );
  fitting.begin(step, parameters);
  // The step's options are those of its name, which the type of the table of fitters can't say.
  const fitStep = stepFitters[step] as (fitting: Fitting, options: object) => void;
  fitStep(fitting, options);
}

/** Leaves out what no feature needs, inputs too. */
function finish(fitting: Fitting, inputs: readonly PipelineInput[]): FittedPipeline {
  const features = [...fitting.columns.values()].filter(({ isFeature }) => isFeature);
  if (features.length === 0)
    throw new InputError(
      'no-features',
      'The plan leaves no feature: its columns are all dropped, or texts that no step encodes.',
    );
  const { renumbered, keptInputs, keptNodes } = prune(inputs, fitting.nodes, features);
  const outputs = features.map(({ name, at, categories, lineage }) => ({
    name,
    value: renumbered[at]!,
    categories,
    ...lineage,
  }));
  return {
    pipeline: { inputs: keptInputs, nodes: keptNodes, outputs },
    matrix: {
      rows: fitting.rows,
      names: features.map(({ name }) => name),
      columns: features.map(({ value }) => (value.type === 'numbers' ? value.values : new Float64Array())),
      categories: features.map(({ categories }) => categories),
    },
  };
}

function prune(
  inputs: readonly PipelineInput[],
  nodes: readonly PipelineNode[],
  features: readonly FittedColumn[],
): { renumbered: number[]; keptInputs: PipelineInput[]; keptNodes: PipelineNode[] } {
  const needed = new Set(features.map(({ at }) => at));
  const firsts: number[] = [];
  let end = inputs.length;
  for (const node of nodes) {
    firsts.push(end);
    end += node.outputs;
  }
  const isKept = nodes.map(() => false);
  for (let place = nodes.length - 1; place >= 0; place--) {
    const { inputs: own, outputs } = nodes[place]!;
    const first = firsts[place]!;
    isKept[place] = Array.from({ length: outputs }, (_, at) => first + at).some((at) => needed.has(at));
    if (isKept[place]) for (const input of own) needed.add(input);
  }
  const renumbered: number[] = [];
  let next = 0;
  const keptInputs = inputs.filter((_, place) => {
    if (needed.has(place)) renumbered[place] = next++;
    return needed.has(place);
  });
  const keptNodes = nodes.flatMap((node, place) => {
    if (!isKept[place]) return [];
    for (let at = 0; at < node.outputs; at++) renumbered[firsts[place]! + at] = next++;
    return [{ ...node, inputs: node.inputs.map((input) => renumbered[input]!) }];
  });
  return { renumbered, keptInputs, keptNodes };
}
