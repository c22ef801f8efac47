import type { MemoryPlan } from '../parallel/training-memory.ts';
import { type BinnedData, binCount } from './binned-data.ts';
import { type HistogramKernel, histogramKernel } from './fill-histogram.ts';

/** Features of one block: the numbers of its bins must fit 16 bits. */
const blockFeatures = 254;
const pairBytes = 16;

/** Where the things lie that one thread needs for its features; addresses in bytes. */
export interface HistogramLayout {
  /** The features `first` to `end` - 1. */
  first: number;
  end: number;
  blocks: {
    first: number;
    end: number /** Even. */;
    width: number;
    places: number /** In the histogram. */;
    offset: number;
  }[];
  /** Where each feature's bins begin in a histogram, in numbers of 8 bytes; by place among the features. */
  offsets: Int32Array;
  histogramBytes: number;
  /** Addresses of histograms. */
  histograms: number[];
  /** One i32 a row. */
  rows: number;
}

/** Plans the memory of a thread that looks at these features and keeps so many histograms. */
export function planHistograms(
  plan: MemoryPlan,
  data: BinnedData,
  first: number,
  end: number,
  histograms: number,
): HistogramLayout {
  const offsets = new Int32Array(end - first);
  const blocks: HistogramLayout['blocks'] = [];
  let bytes = 0;
  for (let from = first; from < end; from += blockFeatures) {
    const to = Math.min(end, from + blockFeatures);
    const width = to - from + ((to - from) & 1);
    blocks.push({ first: from, end: to, width, places: plan.take(2 * width * data.rows), offset: bytes });
    for (let feature = from; feature < to; feature++) {
      offsets[feature - first] = bytes / 8;
      bytes += pairBytes * binCount(data.bins[feature]!);
    }
    // Where an odd block's last place adds to: nobody reads it.
    bytes += pairBytes;
  }
  return {
    first,
    end,
    blocks,
    offsets,
    histogramBytes: bytes,
    histograms: Array.from({ length: histograms }, () => plan.take(bytes)),
    rows: plan.take(4 * data.rows),
  };
}

/**
 * Histograms of gradients and hessians over the bins of a thread's features: for each bin of each feature the sum of gradients, then the sum of
 * hessians. Bins are laid out by rows, each as the number of its pair of sums: a pass over a row then reads memory in order.
 */
export class Histograms {
  /** The whole memory as numbers; a histogram at address a begins at a / 8. */
  readonly values: Float64Array;
  /** The rows that are being sorted into leaves. */
  readonly rows: Int32Array;
  readonly #kernel: HistogramKernel;
  readonly #layout: HistogramLayout;
  readonly #memory: WebAssembly.Memory;
  readonly #pairs: number;

  /** `pairs` is the address of the gradients and hessians. */
  constructor(data: BinnedData, layout: HistogramLayout, memory: WebAssembly.Memory, pairs: number) {
    this.#layout = layout;
    this.#memory = memory;
    this.#pairs = pairs;
    this.#kernel = histogramKernel(memory);
    this.values = new Float64Array(memory.buffer);
    this.rows = new Int32Array(memory.buffer, layout.rows, data.rows);
    this.#layOut(data);
  }

  #layOut({ rows, columns, bins }: BinnedData): void {
    for (const { first, end, width, places } of this.#layout.blocks) {
      const into = new Uint16Array(this.#memory.buffer, places, width * rows);
      let number = 0;
      for (let feature = first; feature < end; feature++) {
        const column = columns.subarray(feature * rows, (feature + 1) * rows);
        for (let row = 0, at = feature - first; row < rows; row++, at += width)
          into[at] = number + column[row]!;
        number += binCount(bins[feature]!);
      }
      if (width > end - first) for (let at = width - 1; at < into.length; at += width) into[at] = number;
    }
  }

  /** Sums the rows at the places `from` to `to` - 1 into the histogram at an address, which is overwritten. */
  fill(histogram: number, from: number, to: number): void {
    this.values.fill(0, histogram / 8, (histogram + this.#layout.histogramBytes) / 8);
    for (const { places, width, offset } of this.#layout.blocks)
      this.#kernel.fill(histogram + offset, places, width, this.#layout.rows, from, to, this.#pairs);
  }

  /** What is left of a parent's histogram without one child's: the other child's, in the parent's place. */
  subtract(parent: number, child: number): void {
    this.#kernel.subtract(parent, child, this.#layout.histogramBytes);
  }
}
