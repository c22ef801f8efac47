import type { TrainedModel } from '../../../src/artifact/index.ts';
import type { Table } from '../../../src/data/index.ts';
import { defaultPlan, fitPipeline } from '../../../src/features/index.ts';
import { createRandom, estimatorOf, type Model, type Target } from '../../../src/train/index.ts';

/** Two numbers with gaps, a text and a column that says nothing. */
export function tableOf(rows: number, seed: number): Table {
  const random = createRandom(seed);
  const numbers = (gaps: number): Float64Array =>
    Float64Array.from({ length: rows }, () => (random.next() < gaps ? Number.NaN : random.normal()));
  const numeric = (name: string, values: Float64Array): Table['columns'][number] => ({
    name,
    kind: 'numeric',
    missing: values.filter(Number.isNaN).length,
    type: 'numbers',
    values,
  });
  const codes = Int32Array.from({ length: rows }, () => random.below(5) - 1);
  return {
    rows,
    columns: [
      numeric('height', numbers(0.1)),
      {
        name: 'colour',
        kind: 'categorical',
        missing: 0,
        type: 'texts',
        codes,
        dictionary: ['red', 'green', 'blue', 'grey'],
      },
      numeric('width', numbers(0)),
      numeric('noise', numbers(0)),
    ],
  };
}

export const table = tableOf(400, 1);
const signal = Float64Array.from({ length: table.rows }, (_, row) => {
  const [height, colour, width] = table.columns as [never, never, never];
  const tall = (height as { values: Float64Array }).values[row]! || 0.5;
  const isRed = (colour as { codes: Int32Array }).codes[row] === 0 ? 1.5 : 0;
  return tall + isRed + 0.5 * (width as { values: Float64Array }).values[row]! ** 2;
});
export const numbers: Target = { task: 'regression', values: signal };
export const two: Target = {
  task: 'classification',
  classes: ['no', 'yes'],
  codes: Int32Array.from(signal, (value) => (value > 0.8 ? 1 : 0)),
};
export const three: Target = {
  task: 'classification',
  classes: ['low', 'middle', 'high'],
  codes: Int32Array.from(signal, (value) => (value > 1.5 ? 2 : value > 0.2 ? 1 : 0)),
};
const quick: Record<string, Record<string, unknown>> = {
  'gradient-boosting': { iterations: 12 },
  'random-forest': { trees: 8 },
  perceptron: { epochs: 5 },
};

/** A trained model of one or more families, each with an equal say. */
export async function trained(
  names: readonly string[],
  target: Target,
  own: Partial<TrainedModel> = {},
): Promise<TrainedModel> {
  const plan = defaultPlan(table, null, {
    models: names[0] === 'linear' || names[0] === 'perceptron' ? 'linear' : 'trees',
  });
  const { pipeline, matrix } = fitPipeline(table, target, plan);
  const models: Model[] = [];
  for (const name of names)
    models.push(await estimatorOf(name).fit({ matrix, target, options: quick[name], seed: 2 }));
  return {
    task: target.task,
    target: 'wanted',
    classes: target.task === 'classification' ? target.classes : null,
    members: models.map((model) => ({ weight: 1 / models.length, pipeline, model })),
    calibration: null,
    threshold: null,
    ...own,
  };
}
