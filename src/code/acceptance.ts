import type { Category, Finding, Severity } from './types.ts';

/** A Beta distribution over the probability that a developer accepts a recommendation. */
export interface AcceptancePrior {
  alpha: number;
  beta: number;
}

/**
 * What we believe before anybody has said anything: our own guess by category, moved by severity. It is worth as much as
 * `strength` answers of real people, so that a handful of those outweighs it. No figure here was measured.
 */
const byCategory: Readonly<Record<Category, number>> = {
  security: 0.6,
  reliability: 0.6,
  performance: 0.5,
  refactoring: 0.35,
  style: 0.3,
};
const bySeverity: Readonly<Record<Severity, number>> = { low: -0.1, medium: 0, high: 0.1, critical: 0.2 };
const strength = 8;
/** What a model found is right less often than what a rule finds: its prior is this share of the rule's. A guess, too. */
const byModel = 0.5;

/** The prior for a finding's category and severity, and for who found it. */
export function acceptancePrior(finding: Pick<Finding, 'category' | 'severity' | 'source'>): AcceptancePrior {
  const rules = byCategory[finding.category] + bySeverity[finding.severity];
  const mean = finding.source === 'model' ? rules * byModel : rules;
  return { alpha: strength * mean, beta: strength * (1 - mean) };
}

/** The mean of a Beta distribution, 0..1, to four decimals. */
export function acceptanceOf({ alpha, beta }: AcceptancePrior): number {
  return Math.round((alpha / (alpha + beta)) * 10_000) / 10_000;
}
