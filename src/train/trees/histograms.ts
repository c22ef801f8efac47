import type { MemoryPlan } from '../parallel/training-memory.ts';
import { type BinnedData, binCount } from './binned-data.ts';
import { type GrowKernel, growKernel } from './grow-kernel.ts';

/** Features that are summed in one pass over rows: their histograms, 16 KB, stay in a processor's nearest cache. */
const blockFeatures = 8;
/** Rows that are summed for one block after the other: their bins and sums stay there, too. */
const rowsAtOnce = 1024;
/** Gradient and hessian of a bin: 32 bits each. */
const pairBytes = 8;

/** Where the things lie that one thread needs for its features; addresses in bytes. */
export interface HistogramLayout {
  /** The features `first` to `end` - 1. */
  first: number;
  end: number;
  blocks: {
    first: number;
    end: number;
    /** In the histogram, of the block's first feature; of the features after it, so many bytes further each. */
    offset: number;
    stride: number;
  }[];
  /** Bins by rows, `end - first` bytes each. */
  places: number;
  /** Bins of all features, column after column: where all threads put those of theirs. */
  columns: number;
  /** Where each feature's bins begin in a histogram, in numbers of 4 bytes; by place among the features. */
  offsets: Int32Array;
  histogramBytes: number;
  /** Addresses of histograms. */
  histograms: number[];
  /** One i32 a row; `scratch` likewise. */
  rows: number;
  scratch: number;
  /** A byte for each bin. */
  sides: number;
}

/** Bytes of a histogram of these features, more than less. */
export function histogramBytes(data: BinnedData, first: number, end: number): number {
  return planBlocks(data, first, end).bytes;
}

function planBlocks(data: BinnedData, first: number, end: number) {
  const offsets = new Int32Array(end - first);
  const blocks: HistogramLayout['blocks'] = [];
  let bytes = 0;
  for (let from = first; from < end; from += blockFeatures) {
    const to = Math.min(end, from + blockFeatures);
    const stride = pairBytes * Math.max(...data.bins.slice(from, to).map(binCount));
    blocks.push({ first: from, end: to, offset: bytes, stride });
    for (let feature = from; feature < to; feature++) {
      offsets[feature - first] = bytes / 4;
      bytes += stride;
    }
    bytes = 16 * Math.ceil(bytes / 16);
  }
  return { offsets, blocks, bytes };
}

/** Plans the memory of a thread that looks at these features and keeps so many histograms; `columns` is the address of a byte for each value of the data. */
export function planHistograms(
  plan: MemoryPlan,
  data: BinnedData,
  { first, end, histograms, columns }: { first: number; end: number; histograms: number; columns: number },
): HistogramLayout {
  const { offsets, blocks, bytes } = planBlocks(data, first, end);
  return {
    first,
    end,
    blocks,
    columns,
    offsets,
    histogramBytes: bytes,
    places: plan.take((end - first) * data.rows),
    histograms: Array.from({ length: histograms }, () => plan.take(bytes)),
    rows: plan.take(4 * data.rows),
    scratch: plan.take(4 * data.rows),
    sides: plan.take(256),
  };
}

/**
 * Histograms of gradients and hessians over the bins of a thread's features, as whole numbers: for each bin of each feature the sum of hessians, then the sum
 * of gradients. Bins are laid out by rows, so that a pass over a row reads memory in order.
 */
export class Histograms {
  /** The whole memory as numbers of 32 bits; a histogram at address a begins at a / 4. */
  readonly values: Int32Array;
  /** The rows that are being sorted into leaves. */
  readonly rows: Int32Array;
  /** Searches a feature's bins for the best split. */
  readonly scan: GrowKernel['scan'];
  readonly #kernel: GrowKernel;
  readonly #layout: HistogramLayout;
  readonly #memory: WebAssembly.Memory;
  readonly #dataRows: number;
  readonly #sides: Uint8Array;
  readonly #sums: number;

  /** `sums` is the address of the rows' gradients and hessians. */
  constructor(data: BinnedData, layout: HistogramLayout, memory: WebAssembly.Memory, sums: number) {
    this.#layout = layout;
    this.#memory = memory;
    this.#sums = sums;
    this.#dataRows = data.rows;
    this.#kernel = growKernel(memory);
    this.scan = this.#kernel.scan;
    this.values = new Int32Array(memory.buffer);
    this.rows = new Int32Array(memory.buffer, layout.rows, data.rows);
    this.#sides = new Uint8Array(memory.buffer, layout.sides, 256);
    this.#layOut(data);
  }

  #layOut({ rows, columns }: BinnedData): void {
    const { first, end, places } = this.#layout;
    const width = end - first;
    const own = columns.subarray(first * rows, end * rows);
    new Uint8Array(this.#memory.buffer, this.#layout.columns + first * rows, own.length).set(own);
    const into = new Uint8Array(this.#memory.buffer, places, width * rows);
    for (let feature = 0; feature < width; feature++) {
      const column = own.subarray(feature * rows, (feature + 1) * rows);
      for (let row = 0, at = feature; row < rows; row++, at += width) into[at] = column[row]!;
    }
  }

  /** Sums the rows at the places `from` to `to` - 1 into the histogram at an address, which is overwritten. */
  fill(histogram: number, from: number, to: number): void {
    const { first, end, blocks, places, histogramBytes, rows } = this.#layout;
    const kernel = this.#kernel;
    const width = end - first;
    this.values.fill(0, histogram / 4, (histogram + histogramBytes) / 4);
    for (let start = from; start < to; start += rowsAtOnce) {
      const next = rows + 4 * start;
      const stop = rows + 4 * Math.min(to, start + rowsAtOnce);
      for (const block of blocks) {
        const base = histogram + block.offset;
        const bins = places + block.first - first;
        const features = block.end - block.first;
        if (features === blockFeatures)
          kernel.fillEight(base, block.stride, bins, width, next, stop, this.#sums);
        else kernel.fillSome(base, block.stride, bins, width, next, stop, this.#sums, features);
      }
    }
  }

  /** What is left of a parent's histogram without one child's: the other child's, in the parent's place. */
  subtract(parent: number, child: number): void {
    this.#kernel.subtract(parent, child, this.#layout.histogramBytes);
  }

  /** Puts those of the rows at the places `from` to `to` - 1 that go left before the others, both in their order; returns where the others begin. */
  partition(from: number, to: number, feature: number, goesLeft: (bin: number) => boolean): number {
    const { rows, scratch, sides, columns } = this.#layout;
    for (let bin = 0; bin < 256; bin++) this.#sides[bin] = goesLeft(bin) ? 4 : 0;
    const bins = columns + feature * this.#dataRows;
    const middle = this.#kernel.partition(rows + 4 * from, rows + 4 * to, bins, sides, scratch);
    return ((middle >>> 0) - rows) / 4;
  }
}
