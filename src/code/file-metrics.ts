/** The figures of a file that are made of other figures. */
import { rounded } from './halstead.ts';

/** SonarQube's development cost of one line, in minutes. */
const minutesPerLine = 30;

/**
 * The maintainability index on 0..100 (D. Coleman et al., Using Metrics to Evaluate Software System Maintainability, 1994;
 * scaled as Microsoft does): 171 - 5.2 ln V - 0.23 G - 16.2 ln SLOC of the whole file, clamped at 0, times 100/171.
 * A file without code gets 100.
 */
export function maintainabilityIndex(volume: number, cyclomatic: number, sloc: number): number {
  if (sloc === 0) return 100;
  const index = 171 - 5.2 * Math.log(Math.max(1, volume)) - 0.23 * cyclomatic - 16.2 * Math.log(sloc);
  return rounded((Math.min(171, Math.max(0, index)) * 100) / 171);
}

/** Minutes that remedying the findings would take, over what writing the code is taken to have cost; 0..1. */
export function technicalDebtRatio(remediationMinutes: number, sloc: number): number {
  return sloc === 0 ? 0 : rounded(Math.min(1, remediationMinutes / (minutesPerLine * sloc)));
}
