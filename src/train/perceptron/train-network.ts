import { type DesignColumn, designColumns } from '../linear/design.ts';
import { createRandom, type Random } from '../random.ts';
import { type Target, targetNumbers } from '../target.ts';
import { Adam } from './adam.ts';
import type { PerceptronJob } from './fit-perceptron.ts';
import {
  type Activations,
  createActivations,
  createLayers,
  goBack,
  goForward,
  type Layer,
} from './network.ts';

/** Inputs beyond that many spreads count as that: one outlier must not blow up all weights. */
export const farOut = 1e3;
/** With fewer rows none are kept aside. */
const leastRows = 100;

/** A loss of the last values and a row's target; writes its derivatives, times `weight`. */
type RowLoss = (
  values: Float64Array,
  slopes: Float64Array,
  start: number,
  outputs: number,
  target: number,
  weight: number,
) => number;

const squared: RowLoss = (values, slopes, start, _outputs, target, weight) => {
  const error = values[start]! - target;
  slopes[start] = weight * error;
  return 0.5 * error * error;
};

const logistic: RowLoss = (values, slopes, start, _outputs, target, weight) => {
  const predictor = values[start]!;
  slopes[start] = weight * (1 / (1 + Math.exp(-predictor)) - target);
  return Math.max(predictor, 0) + Math.log1p(Math.exp(-Math.abs(predictor))) - target * predictor;
};

const softmax: RowLoss = (values, slopes, start, outputs, target, weight) => {
  let most = -Infinity;
  for (let output = 0; output < outputs; output++) most = Math.max(most, values[start + output]!);
  let total = 0;
  for (let output = 0; output < outputs; output++) total += Math.exp(values[start + output]! - most);
  for (let output = 0; output < outputs; output++)
    slopes[start + output] =
      weight * (Math.exp(values[start + output]! - most) / total - (output === target ? 1 : 0));
  return most + Math.log(total) - values[start + target]!;
};

interface Trained {
  layers: Layer[];
  mean: number;
  scale: number;
}

/** Trains from random weights. */
export function trainNetwork(job: PerceptronJob, design: readonly DesignColumn[]): Trained {
  const { matrix, target, weights, options } = job;
  const {
    units = 64,
    secondUnits = 0,
    learningRate = 1e-3,
    l2 = 1e-4,
    epochs = 200,
    patience = 20,
  } = options;
  const random = createRandom(options.seed ?? 0);
  const { train, judge } = partRows(job, random);
  const { numbers, mean, scale, loss, outputs } = learnable(target, train, weights);
  const layers = createLayers(
    [design.length, units, ...(secondUnits > 0 ? [secondUnits] : []), outputs],
    random,
  );
  const parameters = layers.flatMap((layer) => [layer.weights, layer.biases]);
  const gradients = layers.map((layer) => ({
    ...layer,
    weights: new Float64Array(layer.weights.length),
    biases: new Float64Array(layer.biases.length),
  }));
  const slopes = gradients.flatMap((gradient) => [gradient.weights, gradient.biases]);
  const batchRows = Math.min(
    options.batchRows ?? Math.min(200, Math.max(16, train.length >> 4)),
    train.length,
  );
  const space = createActivations(layers, batchRows);
  const inputs = rowsOfInputs(designColumns(matrix, design), matrix.rows);
  const adam = new Adam(parameters, learningRate);
  const lossOf = (rows: Int32Array, learn: boolean): number => {
    let sum = 0;
    let total = 0;
    for (let first = 0; first < rows.length; first += batchRows) {
      const batch = rows.subarray(first, first + batchRows);
      take(inputs, batch, space, design.length);
      goForward(layers, space, batch.length);
      let weight = 0;
      for (const row of batch) weight += weights?.[row] ?? 1;
      if (weight === 0) continue;
      batch.forEach((row, place) => {
        const own = weights?.[row] ?? 1;
        sum +=
          own *
          loss(
            space.values.at(-1)!,
            space.slopes.at(-1)!,
            place * outputs,
            outputs,
            numbers[row]!,
            own / weight,
          );
      });
      total += weight;
      if (!learn) continue;
      for (const slope of slopes) slope.fill(0);
      goBack(layers, space, batch.length, gradients);
      shrink(layers, gradients, l2 / Math.max(1, train.length));
      adam.step(parameters, slopes);
    }
    return total > 0 ? sum / total : 0;
  };
  const endMs = options.timeLimitMs === undefined ? Infinity : performance.now() + options.timeLimitMs;
  let best = { loss: Infinity, parameters: parameters.map((values) => values.slice()), epoch: 0 };
  for (let epoch = 0; epoch < epochs && performance.now() < endMs; epoch++) {
    const learned = lossOf(random.shuffle(train), true);
    const judged = judge.length > 0 ? lossOf(judge, false) : learned;
    if (judged < best.loss - 1e-6)
      best = { loss: judged, parameters: parameters.map((values) => values.slice()), epoch };
    else if (epoch - best.epoch >= patience) break;
  }
  for (const [place, values] of parameters.entries()) values.set(best.parameters[place]!);
  return { layers, mean, scale };
}

/** Rows to learn from and rows to judge by. */
function partRows(
  { matrix, validationRows, options }: PerceptronJob,
  random: Random,
): { train: Int32Array; judge: Int32Array } {
  const all = Int32Array.from({ length: matrix.rows }, (_, row) => row);
  if (validationRows !== undefined && validationRows.length > 0) {
    const isAside = new Uint8Array(matrix.rows);
    for (const row of validationRows) isAside[row] = 1;
    return { train: all.filter((row) => isAside[row] === 0), judge: validationRows };
  }
  if (matrix.rows < leastRows) return { train: all, judge: all.subarray(0, 0) };
  const aside = Math.round((options.validationShare ?? 0.1) * matrix.rows);
  random.shuffle(all);
  return { train: all.slice(aside), judge: all.slice(0, aside) };
}

/** The target as the network sees it: numbers standardised by the rows that are learned from. */
function learnable(
  target: Target,
  rows: Int32Array,
  weights: Float64Array | undefined,
): { numbers: Float64Array; mean: number; scale: number; loss: RowLoss; outputs: number } {
  const numbers = targetNumbers(target);
  if (target.task === 'classification') {
    const isBinary = target.classes.length <= 2;
    return {
      numbers,
      mean: 0,
      scale: 1,
      loss: isBinary ? logistic : softmax,
      outputs: isBinary ? 1 : target.classes.length,
    };
  }
  let total = 0;
  let sum = 0;
  for (const row of rows) {
    total += weights?.[row] ?? 1;
    sum += (weights?.[row] ?? 1) * numbers[row]!;
  }
  const mean = total > 0 ? sum / total : 0;
  let squares = 0;
  for (const row of rows) squares += (weights?.[row] ?? 1) * (numbers[row]! - mean) ** 2;
  const deviation = Math.sqrt(squares / total);
  // A target that never changes is its mean, whatever the network says.
  const scale = deviation > 1e-12 * Math.abs(mean) ? deviation : 0;
  return {
    numbers: numbers.map((value) => (scale > 0 ? (value - mean) / scale : 0)),
    mean,
    scale,
    loss: squared,
    outputs: 1,
  };
}

/** Inputs row by row, as batches need them. */
export function rowsOfInputs(columns: readonly Float64Array[], rows: number): Float64Array {
  const inputs = new Float64Array(rows * columns.length);
  columns.forEach((column, at) => {
    for (let row = 0; row < rows; row++)
      inputs[row * columns.length + at] = Math.max(-farOut, Math.min(farOut, column[row]!));
  });
  return inputs;
}

function take(inputs: Float64Array, batch: Int32Array, { values }: Activations, width: number): void {
  for (let place = 0; place < batch.length; place++)
    values[0]!.set(inputs.subarray(batch[place]! * width, (batch[place]! + 1) * width), place * width);
}

/** Adds the penalty's part; biases are free. */
function shrink(layers: readonly Layer[], gradients: readonly Layer[], l2: number): void {
  layers.forEach(({ weights }, at) => {
    const gradient = gradients[at]!.weights;
    for (let place = 0; place < weights.length; place++) gradient[place]! += l2 * weights[place]!;
  });
}
