import type { Finding, Severity } from '../types.ts';
import { rules } from './index.ts';

const minutesByRule: ReadonlyMap<string, number> = new Map(
  rules.map((rule) => [rule.id, rule.remediationMinutes]),
);

/** Minutes that mending these findings is estimated to take: the sum of their rules' estimates; `own` has those of custom rules. */
export function remediationMinutes(
  findings: readonly Pick<Finding, 'rule'>[],
  own?: ReadonlyMap<string, number>,
): number {
  return findings.reduce((sum, { rule }) => sum + (minutesByRule.get(rule) ?? own?.get(rule) ?? 0), 0);
}

/** How much a security finding takes from the security score, in nepers. */
const securityLoss: Readonly<Record<Severity, number>> = {
  low: 0.08,
  medium: 0.25,
  high: 0.6,
  critical: 1.2,
};

/**
 * How safe a file looks, 0..1, higher is safer: exp(-Σ loss · (1/2 + 1/2 · min(1, 100 / sloc))) over its security findings.
 * The same finding weighs up to half as much in a long file; it never stops to count. 1 means that no rule found anything, not
 * that nothing is there.
 */
export function securityScore(
  findings: readonly Pick<Finding, 'category' | 'severity'>[],
  sloc: number,
): number {
  const dilution = 0.5 + 0.5 * Math.min(1, 100 / Math.max(1, sloc));
  let loss = 0;
  for (const finding of findings) if (finding.category === 'security') loss += securityLoss[finding.severity];
  return rounded(Math.exp(-loss * dilution));
}

function rounded(value: number): number {
  return Math.round(value * 10_000) / 10_000;
}
