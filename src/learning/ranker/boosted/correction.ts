import type { BoostedTrees, BoostingOptions } from '../../../train/index.ts';
import { type AcceptanceModelOptions, createAcceptanceModel, type Verdict } from '../acceptance-model.ts';
import { type LogOddsMap, sameLogOdds } from '../log-odds-map.ts';
import { type BelievedRow, rising, type Vocabulary, verdictMatrix, vocabularyOf } from './verdict-matrix.ts';

/** What boosted trees add to the log-odds of the hierarchical model, and the line that calibrates the sum. */
export interface Correction {
  /** Number of verdicts that it was fitted to. */
  verdicts: number;
  trees: BoostedTrees;
  vocabulary: Vocabulary;
  calibration: LogOddsMap;
}

/** What to add to the log-odds that the hierarchical model gives. */
export type Correct = (row: BelievedRow) => number;

/**
 * Small trees, since there are hundreds of rows and not thousands: three questions one after the other see an interaction, a leaf has fifteen verdicts and is drawn to
 * nothing as if by five more. A split must gain so much that there are few where nothing is left to explain. Chosen on seeds that no test and no table uses.
 */
const settings: BoostingOptions = {
  loss: 'logistic',
  iterations: 60,
  learningRate: 0.1,
  maxLeaves: 8,
  maxDepth: 3,
  minRowsInLeaf: 15,
  l2: 5,
  leastGain: 1.5,
  maxBins: 32,
  featureShare: 0.7,
  monotone: rising,
};
/** Of more verdicts the latest so many are learnt from. */
const learntFrom = 1_000;
/** What the hierarchical model says of a verdict is asked of one that has not seen it: as many models, each without its share. */
const parts = 8;

export interface FitCorrectionOptions {
  /** Of the hierarchical model. */
  base: AcceptanceModelOptions;
  seed: number;
}

/**
 * Fits boosted trees to what the hierarchical model leaves unexplained (Friedman 2001, logistic loss; the offset of each verdict is what models say that were fitted
 * without it, as in stacking, Wolpert 1992). The trees are fitted in another thread, the models in between turns of the event loop. Uncalibrated.
 */
export async function fitCorrection(
  all: readonly Verdict[],
  { base, seed }: FitCorrectionOptions,
): Promise<Correction> {
  const { fitBoosting } = await import('../../../train/index.ts');
  const verdicts = all.slice(-learntFrom);
  const rows = await heldOutBeliefs(verdicts, base);
  const vocabulary = vocabularyOf(rows);
  // Accepted with changes is both, so far as either: two rows that share the weight.
  const split = rows.flatMap((row, at) => {
    const { accepted, weight } = verdicts[at]!;
    return [
      { row, code: 1, weight: weight * accepted },
      { row, code: 0, weight: weight * (1 - accepted) },
    ].filter((each) => each.weight > 0);
  });
  const { matrix, fill } = verdictMatrix(split.length, vocabulary);
  for (const [at, { row }] of split.entries()) fill(at, row);
  const { model } = await fitBoosting({
    matrix,
    target: {
      task: 'classification',
      classes: ['rejected', 'accepted'],
      codes: Int32Array.from(split, ({ code }) => code),
    },
    weights: Float64Array.from(split, ({ weight }) => weight),
    offsets: Float64Array.from(split, ({ row }) => row.logOdds),
    options: { ...settings, seed },
    threads: 1,
  });
  return { verdicts: verdicts.length, trees: model, vocabulary, calibration: sameLogOdds };
}

/** Each verdict with what a hierarchical model says of it that has learnt from all but its part. */
async function heldOutBeliefs(
  verdicts: readonly Verdict[],
  base: AcceptanceModelOptions,
): Promise<BelievedRow[]> {
  const believed: BelievedRow[] = new Array(verdicts.length);
  for (let part = 0; part < parts; part++) {
    const model = createAcceptanceModel(base);
    await model.learnInTurns(verdicts.filter((_, at) => at % parts !== part));
    for (let at = part; at < verdicts.length; at += parts) {
      const { facts, judge } = verdicts[at]!;
      believed[at] = { facts, judge, logOdds: model.believe(facts, judge).logOdds };
    }
  }
  return believed;
}

/** The correction as a function of one row: some microseconds a call. */
export async function correctBy({ trees: boosted, vocabulary }: Correction): Promise<Correct> {
  const { leafOf } = await import('../../../train/index.ts');
  const { matrix, fill } = verdictMatrix(1, vocabulary);
  return (row) => {
    fill(0, row);
    let sum = boosted.initial[0]!;
    for (const tree of boosted.trees) sum += tree.value[leafOf(tree, matrix, 0)]!;
    return sum;
  };
}

/** The correction as JSON that gives back the very same numbers. */
export async function saveCorrection(correction: Correction): Promise<string> {
  const { packed } = await import('../../../train/index.ts');
  return JSON.stringify(packed(correction));
}

/** What `saveCorrection` wrote. */
export async function readCorrection(text: string): Promise<Correction> {
  const { unpacked } = await import('../../../train/index.ts');
  return unpacked(JSON.parse(text)) as Correction;
}
