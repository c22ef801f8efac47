import { InputError } from '../../errors/index.ts';
import type { CalibratedModel, CalibrationMap, Model } from '../models/model.ts';
import { together } from '../parallel/training-threads.ts';
import type { Predictions, Target } from '../target.ts';
import { isotonicMap } from './isotonic.ts';
import { sigmoidMap } from './sigmoid.ts';

export interface FitCalibrationInput {
  /** The model whose probabilities are to be calibrated. */
  base: Model;
  /** What it, or its like, says of rows that it has not learned from. */
  heldOut: Predictions;
  /** The classes of these rows. */
  target: Target;
  weights?: Float64Array | undefined;
  method: CalibrationMap['method'];
  signal?: AbortSignal | undefined;
}

/** What a thread needs for it: the scores of a class against the rest. */
export interface CalibrationJob {
  method: CalibrationMap['method'];
  scores: Float64Array[];
  codes: Int32Array;
  /** Which class each of the scores is for. */
  classes: number[];
  weights: Float64Array | null;
}

/**
 * Maps a model's probabilities to what was observed on held-out rows: by a sigmoid (Platt, 1999) on log-odds for few rows, by isotonic regression (Zadrozny and
 * Elkan, 2002) for many; more than two classes one against the rest.
 *
 * @throws InputError `wrong-task` for numbers, `rows-differ`; InterruptedError when the signal fires
 */
export async function fitCalibration(input: FitCalibrationInput): Promise<CalibratedModel> {
  const { base, heldOut, target, weights, method, signal } = input;
  if (heldOut.task !== 'classification' || target.task !== 'classification')
    throw new InputError(
      'wrong-task',
      'Only probabilities of classes can be calibrated, and these are numbers.',
    );
  const { probabilities, classes } = heldOut;
  if (target.codes.length !== probabilities[0]!.length)
    throw new InputError(
      'rows-differ',
      `There are ${target.codes.length} true classes and ${probabilities[0]!.length} predictions.`,
    );
  if (!target.codes.some((_, row) => (weights?.[row] ?? 1) > 0))
    throw new InputError('no-rows', 'There are no held-out rows to calibrate by.');
  const codes = classes.length === 2 ? [1] : classes.map((_, code) => code);
  const job: CalibrationJob = {
    method,
    scores: codes.map((code) => probabilities[code]!),
    codes: target.codes,
    classes: codes,
    weights: weights ?? null,
  };
  const [maps] = await together<CalibrationMap[]>(() => ({ kind: 'calibration', job }), {
    threads: 1,
    signal,
  });
  return { family: 'calibrated', features: base.features, classes, base, maps: maps! };
}

/** Does a thread's work. */
export function calibrate({ method, scores, codes, classes, weights }: CalibrationJob): CalibrationMap[] {
  return scores.map((own, at) => {
    const isPositive = Uint8Array.from(codes, (code) => (code === classes[at] ? 1 : 0));
    return method === 'sigmoid'
      ? sigmoidMap(own, isPositive, weights)
      : isotonicMap(own, isPositive, weights);
  });
}
