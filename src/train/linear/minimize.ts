/** A function to be minimised: gives its value and writes its gradient. */
export type Objective = (point: Float64Array, gradient: Float64Array) => number;

export interface MinimizeOptions {
  /** Weight of the absolute value of each coordinate that is added to the objective; 0 for coordinates that are free. */
  absolute?: Float64Array | undefined;
  iterations?: number;
  /** Ends when the largest part of the gradient is below that. */
  tolerance?: number;
  /** Asked once an iteration. */
  isEnough?: () => boolean;
}

/** Steps that are remembered. */
const memory = 10;

/**
 * Minimises a smooth convex function from a starting point, in place: L-BFGS (Nocedal, 1980) and, where absolute values are added, its orthant-wise form
 * (Andrew and Gao, 2007), whose solutions have true zeros. Returns the number of iterations.
 */
export function minimize(objective: Objective, point: Float64Array, options: MinimizeOptions = {}): number {
  const { absolute, iterations = 500, tolerance = 1e-7, isEnough } = options;
  const size = point.length;
  const gradient = new Float64Array(size);
  const trial = new Float64Array(size);
  const trialGradient = new Float64Array(size);
  const steps: Float64Array[] = [];
  const changes: Float64Array[] = [];
  let value = objective(point, gradient) + absolutePart(point, absolute);
  for (let iteration = 0; iteration < iterations; iteration++) {
    const slope = pseudoGradient(point, gradient, absolute);
    if (largest(slope) <= tolerance || isEnough?.()) return iteration;
    const direction = quasiNewton(slope, steps, changes);
    // Only ways down count: a coordinate whose step does not descend stands still.
    if (absolute) for (let at = 0; at < size; at++) if (direction[at]! * slope[at]! >= 0) direction[at] = 0;
    let descent = dot(direction, slope);
    if (!(descent < 0)) {
      for (let at = 0; at < size; at++) direction[at] = -slope[at]!;
      descent = dot(direction, slope);
      steps.length = 0;
      changes.length = 0;
    }
    let length = steps.length === 0 ? Math.min(1, 1 / Math.sqrt(dot(slope, slope))) : 1;
    let trialValue = Infinity;
    for (let halving = 0; halving < 40; halving++, length /= 2) {
      for (let at = 0; at < size; at++) {
        const moved = point[at]! + length * direction[at]!;
        const side = point[at] === 0 ? -Math.sign(slope[at]!) : Math.sign(point[at]!);
        trial[at] = absolute && absolute[at]! > 0 && Math.sign(moved) !== side ? 0 : moved;
      }
      trialValue = objective(trial, trialGradient) + absolutePart(trial, absolute);
      let change = 0;
      for (let at = 0; at < size; at++) change += slope[at]! * (trial[at]! - point[at]!);
      if (trialValue <= value + 1e-4 * change) break;
    }
    if (!(trialValue < value)) return iteration;
    remember(steps, changes, point, trial, gradient, trialGradient);
    const gained = value - trialValue;
    point.set(trial);
    gradient.set(trialGradient);
    value = trialValue;
    if (gained <= 1e-14 * Math.max(1, Math.abs(value))) return iteration + 1;
  }
  return iterations;
}

/** The gradient of objective and absolute values together; at a kink the one that is nearest to 0. */
function pseudoGradient(
  point: Float64Array,
  gradient: Float64Array,
  absolute: Float64Array | undefined,
): Float64Array {
  if (absolute === undefined) return gradient.slice();
  return gradient.map((own, at) => {
    const weight = absolute[at]!;
    if (point[at]! > 0) return own + weight;
    if (point[at]! < 0) return own - weight;
    return own + weight < 0 ? own + weight : Math.max(own - weight, 0);
  });
}

/** The two loops of L-BFGS: minus the approximated inverse hessian times the gradient. */
function quasiNewton(
  slope: Float64Array,
  steps: readonly Float64Array[],
  changes: readonly Float64Array[],
): Float64Array {
  const direction = slope.map((each) => -each);
  const factors: number[] = [];
  for (let index = steps.length - 1; index >= 0; index--) {
    const factor = dot(steps[index]!, direction) / dot(steps[index]!, changes[index]!);
    factors[index] = factor;
    addTo(direction, changes[index]!, -factor);
  }
  const last = steps.length - 1;
  if (last >= 0) {
    const scale = dot(steps[last]!, changes[last]!) / dot(changes[last]!, changes[last]!);
    for (let at = 0; at < direction.length; at++) direction[at]! *= scale;
  }
  for (let index = 0; index < steps.length; index++) {
    const factor = dot(changes[index]!, direction) / dot(steps[index]!, changes[index]!);
    addTo(direction, steps[index]!, factors[index]! - factor);
  }
  return direction;
}

function remember(
  steps: Float64Array[],
  changes: Float64Array[],
  from: Float64Array,
  to: Float64Array,
  gradientFrom: Float64Array,
  gradientTo: Float64Array,
): void {
  const step = to.map((each, at) => each - from[at]!);
  const change = gradientTo.map((each, at) => each - gradientFrom[at]!);
  if (dot(step, change) <= 1e-12 * dot(change, change)) return;
  steps.push(step);
  changes.push(change);
  if (steps.length <= memory) return;
  steps.shift();
  changes.shift();
}

function absolutePart(point: Float64Array, absolute: Float64Array | undefined): number {
  if (absolute === undefined) return 0;
  let sum = 0;
  for (let at = 0; at < point.length; at++) sum += absolute[at]! * Math.abs(point[at]!);
  return sum;
}

function dot(one: Float64Array, other: Float64Array): number {
  let sum = 0;
  for (let at = 0; at < one.length; at++) sum += one[at]! * other[at]!;
  return sum;
}

function addTo(into: Float64Array, from: Float64Array, factor: number): void {
  for (let at = 0; at < into.length; at++) into[at]! += factor * from[at]!;
}

function largest(values: Float64Array): number {
  let most = 0;
  for (const value of values) most = Math.max(most, Math.abs(value));
  return most;
}
