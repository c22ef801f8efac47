import type { Random } from '../random.ts';

/** A layer: outputs = inputs x weights + biases. */
export interface Layer {
  inputs: number;
  outputs: number;
  /** Entry input * outputs + output. */
  weights: Float64Array;
  biases: Float64Array;
}

/** Layers with random weights, as deep as there are sizes between first and last (Glorot and Bengio, 2010: evenly drawn, narrower for wider layers). */
export function createLayers(sizes: readonly number[], random: Random): Layer[] {
  return sizes.slice(1).map((outputs, at) => {
    const inputs = sizes[at]!;
    const bound = Math.sqrt(6 / (inputs + outputs));
    const draw = () => bound * (2 * random.next() - 1);
    return {
      inputs,
      outputs,
      weights: Float64Array.from({ length: inputs * outputs }, draw),
      biases: Float64Array.from({ length: outputs }, draw),
    };
  });
}

/** Work space of a network for batches of up to so many rows. */
export interface Activations {
  /** What goes into each layer, and at last what comes out: rows x size. Hidden ones are rectified. */
  values: Float64Array[];
  /** The loss's derivative by each of them. */
  slopes: Float64Array[];
}

export function createActivations(layers: readonly Layer[], rows: number): Activations {
  const sizes = [layers[0]!.inputs, ...layers.map(({ outputs }) => outputs)];
  return {
    values: sizes.map((size) => new Float64Array(rows * size)),
    slopes: sizes.map((size) => new Float64Array(rows * size)),
  };
}

/** Goes through the layers; the batch lies in `values[0]`. */
export function goForward(layers: readonly Layer[], { values }: Activations, rows: number): void {
  layers.forEach(({ inputs, outputs, weights, biases }, at) => {
    const from = values[at]!;
    const into = values[at + 1]!;
    const isLast = at === layers.length - 1;
    for (let row = 0; row < rows; row++) {
      const start = row * outputs;
      for (let output = 0; output < outputs; output++) into[start + output] = biases[output]!;
      for (let input = 0; input < inputs; input++) {
        const value = from[row * inputs + input]!;
        // Rectified layers are half zeros.
        if (value === 0) continue;
        const own = input * outputs;
        for (let output = 0; output < outputs; output++)
          into[start + output]! += value * weights[own + output]!;
      }
      if (isLast) continue;
      for (let output = 0; output < outputs; output++)
        if (into[start + output]! < 0) into[start + output] = 0;
    }
  });
}

/** Goes back from the derivatives by the last values; adds those by weights and biases to the gradients. */
export function goBack(
  layers: readonly Layer[],
  { values, slopes }: Activations,
  rows: number,
  gradients: readonly Layer[],
): void {
  for (let at = layers.length - 1; at >= 0; at--) {
    const { inputs, outputs, weights } = layers[at]!;
    const gradient = gradients[at]!;
    const from = values[at]!;
    const back = slopes[at]!;
    const slope = slopes[at + 1]!;
    for (let row = 0; row < rows; row++) {
      const start = row * outputs;
      for (let output = 0; output < outputs; output++) gradient.biases[output]! += slope[start + output]!;
      for (let input = 0; input < inputs; input++) {
        const value = from[row * inputs + input]!;
        const own = input * outputs;
        if (value !== 0)
          for (let output = 0; output < outputs; output++)
            gradient.weights[own + output]! += value * slope[start + output]!;
        if (at === 0) continue;
        let sum = 0;
        // Nothing comes back through a unit that was rectified to 0.
        if (value > 0)
          for (let output = 0; output < outputs; output++)
            sum += slope[start + output]! * weights[own + output]!;
        back[row * inputs + input] = sum;
      }
    }
  }
}
