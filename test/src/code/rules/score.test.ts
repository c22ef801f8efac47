import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { acceptanceOf, acceptancePrior, categories, severities } from '../../../../src/code/index.ts';
import { qualityScore } from '../../../../src/code/rules/quality-score.ts';
import { remediationMinutes, securityScore } from '../../../../src/code/rules/score.ts';

const finding = fc.record({
  rule: fc.constantFrom('sql-injection', 'long-function'),
  category: fc.constantFrom(...categories),
  severity: fc.constantFrom(...severities),
});
const findings = fc.array(finding, { maxLength: 30 });
const sloc = fc.integer({ min: 0, max: 20_000 });
const index = fc.double({ min: 0, max: 100, noNaN: true });

describe('scores', () => {
  it('never rise with another finding, and stay within 0..1', () => {
    fc.assert(
      fc.property(findings, finding, sloc, index, (before, one, lines, maintainability) => {
        const after = [...before, one];
        const pairs = [
          [qualityScore(before, lines, maintainability), qualityScore(after, lines, maintainability)],
          [securityScore(before, lines), securityScore(after, lines)],
        ] as const;
        for (const [old, now] of pairs) {
          expect(now).toBeLessThanOrEqual(old);
          expect(now).toBeGreaterThanOrEqual(0);
          expect(old).toBeLessThanOrEqual(1);
        }
        expect(remediationMinutes(after)).toBeGreaterThan(remediationMinutes(before));
      }),
      { seed: 20_261_121, numRuns: 300 },
    );
  });

  it('are 1 for an empty file, and by hand for one critical security finding in 50 lines', () => {
    expect(qualityScore([], 0, 100)).toBe(1);
    expect(securityScore([], 0)).toBe(1);
    const critical = [{ category: 'security', severity: 'critical' }] as const;
    // exp(-1.2 · 1) and min(1 / (1 + 10 · 15 / 50), 0.5) · (0.85 + 0.15 · 0.6).
    expect(securityScore(critical, 50)).toBe(0.3012);
    expect(qualityScore(critical, 50, 60)).toBe(0.235);
  });

  it('weigh a security finding up to half as much in a long file', () => {
    const high = [{ category: 'security', severity: 'high' }] as const;
    expect(securityScore(high, 100)).toBe(0.5488);
    expect(securityScore(high, 1_000_000)).toBe(0.7408);
  });
});

describe('the prior of acceptance', () => {
  it('is a mean within 0..1 worth eight answers, higher for graver findings', () => {
    for (const category of categories) {
      const means = severities.map((severity) => {
        const prior = acceptancePrior({ category, severity });
        expect(prior.alpha + prior.beta).toBeCloseTo(8);
        return acceptanceOf(prior);
      });
      expect(means).toEqual([...means].sort((a, b) => a - b));
      expect(means.every((mean) => mean > 0 && mean < 1)).toBe(true);
    }
  });
});
