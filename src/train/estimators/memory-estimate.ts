import { InputError } from '../../errors/index.ts';
import { threadsToUse } from '../parallel/training-threads.ts';
import { freeMemory } from './free-memory.ts';

/** What decides how much memory a training takes. */
export interface TrainingSize {
  /** An estimator's name. */
  estimator: string;
  rows: number;
  features: number;
  /** Categories of all categorical features together: linear models, perceptrons and neighbours have a column for each. */
  categories?: number | undefined;
  /** 1 for numbers. */
  classes: number;
  /** The estimator's own; those left out are its defaults. */
  options?: Readonly<Record<string, unknown>> | undefined;
  threads?: number | undefined;
  /** Whether the columns lie in shared memory already: they are then not counted. */
  hasMatrix?: boolean | undefined;
}

/** Bytes that a training is estimated to take beyond what is taken now. */
export interface MemoryEstimate {
  bytes: number;
  /** By what they are for. */
  parts: Readonly<Record<string, number>>;
  /** The part that must lie in one piece, of 4 GiB at most. */
  pieceBytes: number;
}

export interface MemoryCheckOptions {
  /** Left out: most of what this process may still take. */
  availableBytes?: number | undefined;
  /** What to do with too much: refuse it, or say how many rows would fit. */
  exceeding?: 'refuse' | 'sample' | undefined;
}

/** Whether a training fits, or what part of its rows would. */
export interface MemoryVerdict {
  estimate: MemoryEstimate;
  /** Rows that fit; null for all. */
  sampleRows: number | null;
  /** For people, where it is a sample. */
  warning: string | null;
}

const gibibyte = 2 ** 30;
const largestPiece = 4 * gibibyte;
/** Other things need some of it, too. */
const usableShare = 0.8;
/** Fewer rows than that are no training. */
const leastRows = 100;
const maxBins = 256;
const histogramBudget = 256 * 2 ** 20;

/** What a training will take: its copy of the columns, its own arrays, and the model that comes of it. An upper bound where sizes depend on the data. */
export function estimateTrainingMemory(size: TrainingSize): MemoryEstimate {
  const { rows, features } = size;
  const parts: Record<string, number> = { 'rows and targets': 24 * rows };
  if (size.hasMatrix !== true) parts.columns = 8 * rows * features;
  const own = partsOf(size);
  const all = { ...parts, ...own.parts };
  return {
    bytes: Object.values(all).reduce((sum, bytes) => sum + bytes, 0),
    parts: all,
    pieceBytes: own.pieceBytes,
  };
}

/**
 * Checks that a training fits before anything is spent on it.
 *
 * @throws InputError `too-large` with the estimate and what to do; with `exceeding: 'sample'` only where no useful number of rows would fit
 */
export function checkTrainingMemory(
  size: TrainingSize,
  { availableBytes = usableShare * freeMemory(), exceeding = 'refuse' }: MemoryCheckOptions = {},
): MemoryVerdict {
  const estimate = estimateTrainingMemory(size);
  const fits = ({ bytes, pieceBytes }: MemoryEstimate): boolean =>
    bytes <= availableBytes && pieceBytes <= largestPiece;
  if (fits(estimate)) return { estimate, sampleRows: null, warning: null };
  const sampleRows = mostRows(size, fits);
  const problem = wording(size, estimate, availableBytes);
  if (exceeding === 'sample' && sampleRows >= leastRows)
    return {
      estimate,
      sampleRows,
      warning: `${problem} It learns from ${sampleRows.toLocaleString('en')} rows drawn at random.`,
    };
  const advice =
    sampleRows >= leastRows
      ? `Take a sample of ${sampleRows.toLocaleString('en')} rows or fewer, or fewer columns.`
      : 'Take fewer columns.';
  throw new InputError('too-large', `${problem} ${advice}`, {
    details: {
      estimator: size.estimator,
      rows: size.rows,
      features: size.features,
      bytes: estimate.bytes,
      pieceBytes: estimate.pieceBytes,
      availableBytes: Math.round(availableBytes),
      rowsThatFit: sampleRows,
    },
  });
}

function wording(
  { estimator, rows, features }: TrainingSize,
  estimate: MemoryEstimate,
  available: number,
): string {
  const [most] = Object.entries(estimate.parts).sort(([, one], [, other]) => other - one);
  const what = `${estimator} on ${rows.toLocaleString('en')} rows and ${features.toLocaleString('en')} features`;
  if (estimate.bytes <= available)
    return `${what} would take ${inGib(estimate.pieceBytes)} GiB in one piece, and 4 GiB can be addressed.`;
  return `${what} would take about ${inGib(estimate.bytes)} GiB (${most![0]}: ${inGib(most![1])}), and ${inGib(available)} GiB are free.`;
}

function inGib(bytes: number): string {
  return (bytes / gibibyte).toFixed(bytes < 10 * gibibyte ? 2 : 0);
}

/** The largest number of rows that fits, by halving; 0 where none does. */
function mostRows(size: TrainingSize, fits: (estimate: MemoryEstimate) => boolean): number {
  let low = 0;
  let high = size.rows;
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (fits(estimateTrainingMemory({ ...size, rows: middle }))) low = middle;
    else high = middle;
  }
  return low;
}

interface OwnParts {
  parts: Record<string, number>;
  pieceBytes: number;
}

function partsOf(size: TrainingSize): OwnParts {
  switch (size.estimator) {
    case 'gradient-boosting':
      return boostingParts(size);
    case 'random-forest':
    case 'extra-trees':
    case 'decision-tree':
      return forestParts(size);
    case 'linear': {
      const columns = designColumns(size);
      const outputs = size.classes > 2 ? size.classes : 1;
      return whole({
        'standardised columns': 8 * size.rows * columns,
        'search history': 8 * 24 * columns * outputs,
      });
    }
    case 'perceptron': {
      const columns = designColumns(size);
      const units = option(size, 'units', 64) + option(size, 'secondUnits', 0) + size.classes;
      return whole({ 'standardised columns': 8 * size.rows * columns, weights: 8 * 5 * columns * units });
    }
    case 'neighbours':
      return whole({ 'remembered points': 2 * 8 * size.rows * designColumns(size) });
    default:
      return whole({ counts: 32 * size.features * size.classes });
  }
}

function whole(parts: Record<string, number>): OwnParts {
  return { parts, pieceBytes: 0 };
}

function designColumns({ features, categories = 0 }: TrainingSize): number {
  return features + categories;
}

function option(size: TrainingSize, name: string, otherwise: number): number {
  const value = size.options?.[name];
  return typeof value === 'number' ? value : otherwise;
}

/** As `fitBoosting` lays it out. */
function boostingParts(size: TrainingSize): OwnParts {
  const { rows, features } = size;
  const threads = Math.min(threadsToUse(size.threads), features);
  const outputs = size.classes > 2 ? size.classes : 1;
  const bins = Math.min(maxBins, option(size, 'maxBins', 255) + 1, rows + 2);
  const leaves = option(size, 'maxLeaves', 31);
  const ofOne = 8 * features * bins + 16 * threads;
  const kept = Math.max(2, Math.min(leaves, Math.floor(histogramBudget / ofOne))) + 2;
  const histograms = kept * ofOne;
  const layout = 8 * rows + 2 * rows * features + 8 * rows * threads;
  const trees = option(size, 'iterations', 100) * outputs * 2 * Math.min(leaves, rows);
  return {
    parts: {
      'binned columns': rows * features + layout,
      histograms,
      predictions: 8 * rows * (outputs + 3),
      trees: trees * 70,
    },
    pieceBytes: layout + histograms,
  };
}

/** Bytes of a node but for its predictions. */
const nodeBytes = 53;
/** Share of the rows that a drawn sample of as many has at least once. */
const distinctShare = 0.632;
/** Leaves of trees that end at pure classes, as a share of the rows: measured, few tables have more. */
const leavesOfClasses = 0.4;

function forestParts(size: TrainingSize): OwnParts {
  const { rows, features, classes } = size;
  const isSingle = size.estimator === 'decision-tree';
  const trees = isSingle ? 1 : option(size, 'trees', 100);
  const threads = Math.min(threadsToUse(size.threads), trees);
  const outputs = classes > 2 ? classes : 1;
  const seen = (size.estimator === 'random-forest' ? distinctShare : 1) * rows;
  const ends = classes > 1 ? leavesOfClasses * seen : seen;
  const leaves = Math.min(ends / option(size, 'minRowsInLeaf', 1), 2 ** option(size, 'maxDepth', 60));
  return {
    parts: {
      'binned columns': rows * features,
      'work of threads': 33 * rows * threads,
      trees: trees * 2 * leaves * (nodeBytes + 8 * outputs),
    },
    pieceBytes: 0,
  };
}
