import { createBarrier } from '../parallel/barrier.ts';
import { createRandom, type Random } from '../random.ts';
import type { BinnedData } from '../trees/binned-data.ts';
import { type GrownTree, type GrowOptions, TreeGrower } from '../trees/grow-tree.ts';
import { type HistogramLayout, Histograms } from '../trees/histograms.ts';
import type { SumUnits } from '../trees/split.ts';
import { createSplitExchange } from '../trees/split-exchange.ts';
import type { Tree } from '../trees/tree.ts';
import { leafOfBins } from './leaf-of-bins.ts';
import { type LossData, type LossName, losses } from './losses.ts';
import { roundToUnits, unitsFor } from './whole-sums.ts';

/** How to boost; all that has to do with threads and memory is elsewhere. */
export interface BoostingSettings extends GrowOptions {
  loss: LossName;
  quantile: number;
  iterations: number;
  learningRate: number;
  /** Share of the features that each tree may use, 0..1. */
  featureShare: number;
  /** Share of the rows that each tree sees, 0..1. */
  rowShare: number;
  /** Ends when the validation loss has not fallen for so many iterations; needs validation rows. */
  patience: number | null;
  seed: number;
  /** Ends after that many milliseconds, at the end of an iteration. */
  timeLimitMs: number | null;
}

/** A boosting job as every thread of it gets it. The arrays lie in shared memory. */
export interface BoostingJob {
  data: BinnedData;
  loss: LossData;
  /** Rows to learn from, and rows to judge by. */
  trainRows: Int32Array;
  validationRows: Int32Array;
  /** Raw predictions to begin with, one a row, in place of the constant; null for that. */
  offsets: Float64Array | null;
  settings: BoostingSettings;
  threads: number;
  barrier: SharedArrayBuffer;
  exchange: SharedArrayBuffer;
  /** Gradient and hessian of each row, as the loss has them. */
  pairs: Float64Array;
  /** Holds gradients and hessians as whole numbers, from `sums` on, and what each thread needs for its histograms. */
  memory: WebAssembly.Memory;
  sums: number;
  layouts: HistogramLayout[];
  /** The node that is the leaf of each row in the latest tree. */
  leafOfRow: Int32Array;
  /** Two places for each chunk of rows, for sums that come out the same for any number of threads. */
  chunkSums: Float64Array;
  /** Set to 1 from outside to end after the iteration. */
  ending: Int32Array;
}

export interface BoostingResult {
  initial: Float64Array;
  /** Trees, iteration after iteration, within one output after output; the learning rate is in their values. */
  trees: Tree[];
  /** Mean loss over the validation rows after each iteration; empty where there are none. */
  validationLoss: number[];
  /** Iterations that are kept. */
  iterations: number;
  endedBy: 'iterations' | 'patience' | 'time' | 'request' | 'nothing-to-gain';
}

export const chunkRows = 4096;

/** Boosts as one of the job's threads; every thread returns the same. */
export function boost(
  job: BoostingJob,
  thread: number,
  onIteration?: (done: number, loss: number | null) => void,
): BoostingResult {
  const { data, loss: lossData, pairs, trainRows, validationRows, settings, threads } = job;
  const loss = losses[settings.loss];
  const barrier = createBarrier(job.barrier, threads);
  const part = (length: number, of = thread): number => Math.floor((length * of) / threads);
  const layout = job.layouts[thread]!;
  const wholeSums = new Int32Array(job.memory.buffer, job.sums, 2 * data.rows);
  const histograms = new Histograms(data, layout, job.memory, job.sums);
  const exchange = createSplitExchange(job.exchange, thread, threads, barrier);
  const grower = new TreeGrower(data, layout, histograms, exchange);
  const { rows } = grower;
  const random = createRandom(settings.seed);
  const { outputs } = lossData;
  const chunks = Math.ceil(trainRows.length / chunkRows);
  const trainFrom = chunkRows * part(chunks);
  const trainTo = Math.min(trainRows.length, chunkRows * part(chunks, thread + 1));
  const startedAt = performance.now();

  const initial = job.offsets === null ? loss.initial(lossData, trainRows) : new Float64Array(outputs);
  for (let output = 0; output < outputs; output++) {
    const column = output * data.rows;
    lossData.raw.fill(initial[output]!, column + part(data.rows), column + part(data.rows, thread + 1));
    if (job.offsets !== null) {
      const own = job.offsets.subarray(part(data.rows), part(data.rows, thread + 1));
      lossData.raw.set(own, column + part(data.rows));
    }
  }
  barrier.wait();

  const trees: Tree[] = [];
  const validationLoss: number[] = [];
  let best = { loss: Infinity, iterations: 0 };
  let endedBy: BoostingResult['endedBy'] = 'iterations';
  for (let iteration = 0; iteration < settings.iterations; iteration++) {
    loss.prepare?.(lossData, trainRows, trainFrom, trainTo);
    let hasSplit = false;
    for (let output = 0; output < outputs; output++) {
      const units = derive(output);
      const count = sampleRows(trainRows, settings.rowShare, random, rows);
      const allowed = allowedFeatures(data.features, settings.featureShare, random);
      const grown = grower.grow(count, units, allowed, settings);
      finishValues(grown, output);
      trees.push(grown.tree);
      hasSplit ||= grown.tree.left.length > 1;
      addToRaw(grown, count, output);
      // The next output's gradients are from before this iteration for softmax only through `normalizer`: nobody reads `pairs` any more.
      barrier.wait();
    }
    const current = validationRows.length === 0 ? null : meanLoss();
    if (current !== null) {
      validationLoss.push(current);
      if (current < best.loss) best = { loss: current, iterations: iteration + 1 };
    }
    onIteration?.(iteration + 1, current);
    const reason = endOf(iteration, hasSplit);
    if (reason !== null) {
      endedBy = reason;
      break;
    }
  }
  const iterations =
    validationRows.length > 0 && settings.patience !== null ? best.iterations : trees.length / outputs;
  return { initial, trees: trees.slice(0, iterations * outputs), validationLoss, iterations, endedBy };

  /** Why training ends here; all threads agree, since the first one alone looks at the clock. */
  function endOf(iteration: number, hasSplit: boolean): BoostingResult['endedBy'] | null {
    if (!hasSplit) return 'nothing-to-gain';
    if (
      settings.patience !== null &&
      validationRows.length > 0 &&
      iteration + 1 - best.iterations >= settings.patience
    )
      return 'patience';
    if (thread === 0) {
      const isLate = settings.timeLimitMs !== null && performance.now() - startedAt > settings.timeLimitMs;
      Atomics.store(job.ending, 1, Atomics.load(job.ending, 0) === 1 ? 2 : isLate ? 1 : 0);
    }
    barrier.wait();
    const reason = Atomics.load(job.ending, 1);
    barrier.wait();
    return reason === 2 ? 'request' : reason === 1 ? 'time' : null;
  }

  /** Leaves' final values: the loss's own minimum where the Newton step is none, within bounds, times the learning rate. */
  function finishValues({ tree, leaves }: GrownTree, output: number): void {
    if (loss.leafValue !== undefined && output === 0)
      for (const { node, from, to } of leaves) tree.value[node] = loss.leafValue(lossData, rows, from, to);
    const { learningRate } = settings;
    const { mostStep = Infinity } = loss;
    for (let node = 0; node < tree.value.length; node++)
      tree.value[node] = learningRate * Math.min(Math.max(tree.value[node]!, -mostStep), mostStep);
  }

  /** Each row is first told its leaf, in the order of the leaves; values are then added in the order of rows, so that what is read at random is small. */
  function addToRaw({ tree, leaves }: GrownTree, count: number, output: number): void {
    const { leafOfRow } = job;
    const mineFrom = part(count);
    const mineTo = part(count, thread + 1);
    for (const { node, from, to } of leaves)
      for (let index = Math.max(from, mineFrom), stop = Math.min(to, mineTo); index < stop; index++)
        leafOfRow[rows[index]!] = node;
    const others = count < trainRows.length ? without(trainRows, rows.subarray(0, count), data.rows) : null;
    if (others !== null || validationRows.length > 0) {
      const walk = leafOfBins(tree, data);
      for (const list of [others ?? [], validationRows])
        for (let index = part(list.length), stop = part(list.length, thread + 1); index < stop; index++)
          leafOfRow[list[index]!] = walk(list[index]!);
    }
    // The values of leaves that a loss renews look at `raw`, too: all must be done with that before it changes.
    barrier.wait();
    const { raw } = lossData;
    const { value } = tree;
    const column = output * data.rows;
    for (let row = part(data.rows), stop = part(data.rows, thread + 1); row < stop; row++)
      raw[column + row]! += value[leafOfRow[row]!]!;
  }

  /** Gradients and hessians in whole units, which depend on no number of threads: what they come from is summed by chunks, each by one thread. */
  function derive(output: number): SumUnits {
    for (let from = trainFrom; from < trainTo; from += chunkRows) {
      const to = Math.min(trainTo, from + chunkRows);
      loss.derive(lossData, output, pairs, trainRows, from, to);
      let gradient = 0;
      let hessian = 0;
      for (let index = from; index < to; index++) {
        gradient += Math.abs(pairs[2 * trainRows[index]!]!);
        hessian += pairs[2 * trainRows[index]! + 1]!;
      }
      job.chunkSums[(2 * from) / chunkRows] = gradient;
      job.chunkSums[(2 * from) / chunkRows + 1] = hessian;
    }
    barrier.wait();
    const sums = { gradient: 0, hessian: 0 };
    for (let chunk = 0; chunk < chunks; chunk++) {
      sums.gradient += job.chunkSums[2 * chunk]!;
      sums.hessian += job.chunkSums[2 * chunk + 1]!;
    }
    const units = unitsFor(sums, trainRows.length);
    roundToUnits(pairs, units, wholeSums, trainRows, trainFrom, trainTo);
    barrier.wait();
    return units;
  }

  function meanLoss(): number {
    const chunks = Math.ceil(validationRows.length / chunkRows);
    for (let chunk = thread; chunk < chunks; chunk += threads) {
      const from = chunk * chunkRows;
      const to = Math.min(validationRows.length, from + chunkRows);
      job.chunkSums[chunk] = loss.sum(lossData, validationRows, from, to);
    }
    barrier.wait();
    let sum = 0;
    for (let chunk = 0; chunk < chunks; chunk++) sum += job.chunkSums[chunk]!;
    return sum / validationRows.length;
  }
}

/** Puts a random part of the rows, in their order, into `into`; returns how many. */
function sampleRows(rows: Int32Array, share: number, random: Random, into: Int32Array): number {
  if (share >= 1) {
    into.set(rows);
    return rows.length;
  }
  const count = Math.max(1, Math.round(share * rows.length));
  for (let index = 0, place = 0; place < count; index++)
    if (random.next() * (rows.length - index) < count - place) into[place++] = rows[index]!;
  return count;
}

function allowedFeatures(features: number, share: number, random: Random): Uint8Array | null {
  if (share >= 1) return null;
  const allowed = new Uint8Array(features);
  for (const feature of random.sample(Math.max(1, Math.round(share * features)), features))
    allowed[feature] = 1;
  return allowed;
}

function without(rows: Int32Array, taken: Int32Array, total: number): Int32Array {
  const isTaken = new Uint8Array(total);
  for (const row of taken) isTaken[row] = 1;
  return rows.filter((row) => isTaken[row] === 0);
}
