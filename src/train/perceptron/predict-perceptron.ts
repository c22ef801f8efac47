import { losses } from '../boosting/losses.ts';
import { designColumns } from '../linear/design.ts';
import type { FeatureMatrix } from '../matrix.ts';
import type { Predictions } from '../target.ts';
import type { PerceptronModel } from './fit-perceptron.ts';
import { createActivations, goForward } from './network.ts';
import { rowsOfInputs } from './train-network.ts';

/** Rows that go through the network at a time. */
const batchRows = 256;

/** What the network says of each row. The matrix has the columns of training, in their order. */
export function predictPerceptron(model: PerceptronModel, matrix: FeatureMatrix): Predictions {
  const { classes, design, layers, mean, scale } = model;
  const { rows } = matrix;
  const width = design.length;
  const inputs = rowsOfInputs(designColumns(matrix, design), rows);
  const space = createActivations(layers, Math.min(batchRows, rows));
  const outputs = layers.at(-1)!.outputs;
  const said = Array.from({ length: outputs }, () => new Float64Array(rows));
  for (let first = 0; first < rows; first += batchRows) {
    const size = Math.min(batchRows, rows - first);
    space.values[0]!.set(inputs.subarray(first * width, (first + size) * width));
    goForward(layers, space, size);
    const values = space.values.at(-1)!;
    for (let place = 0; place < size; place++)
      for (let output = 0; output < outputs; output++)
        said[output]![first + place] = values[place * outputs + output]!;
  }
  if (classes === null) return { task: 'regression', values: said[0]!.map((value) => value * scale + mean) };
  losses[outputs === 1 ? 'logistic' : 'softmax'].link(said);
  const probabilities = outputs === 1 ? [said[0]!.map((share) => 1 - share), said[0]!] : said;
  return { task: 'classification', classes, probabilities };
}
