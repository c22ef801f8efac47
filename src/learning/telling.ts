/** What is believed of the log-odds of several recommendations together. */
export interface JointBelief {
  logOdds: Float64Array;
  /** Row by row. */
  covariance: Float64Array;
}

interface TellingOptions extends JointBelief {
  /** What accepting each is worth. */
  worths: Float64Array;
  /** How many are shown. */
  places: number;
  /** How many times as many will be shown later, to those who will know what these verdicts tell. */
  horizon: number;
}

/**
 * Which to show, the first first: what each is expected to be worth, and what its verdict would tell of what to show next, which is by how much the best
 * places of the same list are expected to be worth more once it is known (the knowledge gradient: Frazier, Powell and Dayanik 2009), `horizon` times. Each is chosen as if those before it had
 * been judged, so that a second one tells only what the first did not.
 */
export function chooseTelling({ logOdds, covariance, worths, places, horizon }: TellingOptions): number[] {
  const count = logOdds.length;
  const spread = Float64Array.from(covariance);
  const chosen: number[] = [];
  const values = new Float64Array(count);
  const afterwards = new Float64Array(count);
  const best = new Float64Array(places);
  while (chosen.length < Math.min(places, count)) {
    for (let at = 0; at < count; at++)
      values[at] = worths[at]! * meanProbability(logOdds[at]!, spread[at * count + at]!);
    const now = sumOfBest(values, best);
    let most = Number.NEGATIVE_INFINITY;
    let next = -1;
    for (let at = 0; at < count; at++) {
      if (chosen.includes(at)) continue;
      const { probability, slope, narrows } = verdictOn(logOdds[at]!, spread[at * count + at]!);
      let then = 0;
      for (const isAccepted of [true, false]) {
        const chance = isAccepted ? probability : 1 - probability;
        const moves = isAccepted ? slope / probability : -slope / (1 - probability);
        for (let other = 0; other < count; other++) {
          const shared = spread[other * count + at]!;
          const variance = Math.max(0, spread[other * count + other]! - shared * shared * narrows);
          afterwards[other] = worths[other]! * meanProbability(logOdds[other]! + shared * moves, variance);
        }
        then += chance * sumOfBest(afterwards, best);
      }
      const sum = values[at]! + horizon * Math.max(0, then - now);
      if (sum > most) {
        most = sum;
        next = at;
      }
    }
    chosen.push(next);
    const { narrows } = verdictOn(logOdds[next]!, spread[next * count + next]!);
    const shared = Float64Array.from({ length: count }, (_, other) => spread[other * count + next]!);
    for (let a = 0; a < count; a++)
      for (let b = 0; b < count; b++) spread[a * count + b]! -= shared[a]! * shared[b]! * narrows;
  }
  return chosen;
}

/** What a verdict would be, by how much the probability rises with the log-odds, and by how much the verdict narrows variances (Fisher's information). */
function verdictOn(
  logOdds: number,
  variance: number,
): { probability: number; slope: number; narrows: number } {
  const probability = Math.min(1 - 1e-6, Math.max(1e-6, meanProbability(logOdds, variance)));
  const slope = (probability * (1 - probability)) / Math.sqrt(1 + (Math.PI / 8) * Math.max(0, variance));
  return { probability, slope, narrows: (slope * slope) / (probability * (1 - probability)) };
}

/** The mean probability of uncertain log-odds (MacKay 1992). */
function meanProbability(logOdds: number, variance: number): number {
  return 1 / (1 + Math.exp(-logOdds / Math.sqrt(1 + (Math.PI / 8) * Math.max(0, variance))));
}

/** Sum of the largest, as many as `best` has places. */
function sumOfBest(values: Float64Array, best: Float64Array): number {
  best.fill(0);
  const last = best.length - 1;
  for (const value of values) {
    if (value <= best[last]!) continue;
    let at = last;
    while (at > 0 && best[at - 1]! < value) {
      best[at] = best[at - 1]!;
      at--;
    }
    best[at] = value;
  }
  let sum = 0;
  for (const value of best) sum += value;
  return sum;
}
