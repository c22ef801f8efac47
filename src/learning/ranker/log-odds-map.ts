/** A straight line from log-odds to calibrated log-odds. */
export interface LogOddsMap {
  slope: number;
  intercept: number;
}

export const sameLogOdds: LogOddsMap = { slope: 1, intercept: 0 };

/** Variances of what is believed of slope and intercept beforehand: a few dozen verdicts move them little. */
const slopeVariance = 0.05;
const interceptVariance = 0.05;

/**
 * The line under which what was said beforehand fits what came (Platt 1999), held near the one that changes nothing by a normal prior; found by
 * Newton's method. Log-odds are those of the uncalibrated model.
 */
export function fitLogOddsMap(said: readonly { logOdds: number; accepted: number }[]): LogOddsMap {
  let { slope, intercept } = sameLogOdds;
  for (let step = 0; step < 20; step++) {
    let gradientSlope = (1 - slope) / slopeVariance;
    let gradientIntercept = -intercept / interceptVariance;
    let ss = 1 / slopeVariance;
    let si = 0;
    let ii = 1 / interceptVariance;
    for (const { logOdds, accepted } of said) {
      const probability = 1 / (1 + Math.exp(-(slope * logOdds + intercept)));
      const curvature = probability * (1 - probability);
      gradientSlope += (accepted - probability) * logOdds;
      gradientIntercept += accepted - probability;
      ss += curvature * logOdds * logOdds;
      si += curvature * logOdds;
      ii += curvature;
    }
    const determinant = ss * ii - si * si;
    const slopeStep = (ii * gradientSlope - si * gradientIntercept) / determinant;
    const interceptStep = (ss * gradientIntercept - si * gradientSlope) / determinant;
    slope += slopeStep;
    intercept += interceptStep;
    if (Math.abs(slopeStep) + Math.abs(interceptStep) < 1e-9) break;
  }
  // A falling line would turn the order round on the strength of noise.
  return { slope: Math.max(0.2, slope), intercept };
}
