import type { Finding, Severity } from '../types.ts';

/** Weight of a finding in the quality score. */
const weight: Readonly<Record<Severity, number>> = { low: 0.5, medium: 2, high: 6, critical: 15 };
/** The best score that a file with such a finding can have. */
const ceiling: Readonly<Record<Severity, number>> = { low: 1, medium: 0.9, high: 0.75, critical: 0.5 };
/** A file shorter than this is weighed as if it were this long, so that one finding in a snippet is not the end. */
const shortestSloc = 30;

/**
 * A file's quality, 0..1: min(1 / (1 + 10 · Σ weight / max(sloc, 30)), the ceiling of its gravest finding) · (0.85 + 0.15 · MI / 100).
 * Every factor falls or stays when a finding is added, so more findings never raise it.
 */
export function qualityScore(
  findings: readonly Pick<Finding, 'severity'>[],
  sloc: number,
  maintainabilityIndex: number,
): number {
  let burden = 0;
  let best = 1;
  for (const { severity } of findings) {
    burden += weight[severity];
    best = Math.min(best, ceiling[severity]);
  }
  const density = burden / Math.max(sloc, shortestSloc);
  return rounded(Math.min(1 / (1 + 10 * density), best) * (0.85 + 0.0015 * maintainabilityIndex));
}

function rounded(value: number): number {
  return Math.round(value * 10_000) / 10_000;
}
