import { describe, expect, it } from 'vitest';
import { decidePromotion, type GateEvidence, Policy } from '../../../src/govern/index.ts';

const comparison = {
  live: 'churn@1.0.0',
  rows: 400,
  candidateScore: 0.82,
  liveScore: 0.8,
  improvement: { estimate: 0.02, low: -0.004, high: 0.05 },
  source: 'holdout.csv',
};

const gap = (value: number) => ({ value, low: 0, high: 0.2, byChance: 0.05 });

/** Evidence that passes everything, but for what a test changes. */
function evidence(changes: Partial<GateEvidence> = {}): GateEvidence {
  return {
    metrics: async () => ({ roc_auc: 0.82, log_loss: 0.4 }),
    comparison: async () => comparison,
    calibration: async () => ({ error: 0.03, byChance: 0.01, source: 'holdout.csv' }),
    latency: async () => ({ p50Ms: 1, p95Ms: 2, calls: 100, source: 'rows' }),
    fairness: async () => ({
      columns: [{ column: 'sex', demographicParity: gap(0.04), equalizedOdds: gap(0.12), calibration: null }],
      source: 'holdout.csv',
    }),
    dataChecks: async () => ({
      findings: [{ check: 'missing', severity: 'warning', message: 'Much is missing.' }],
      source: 'customers.csv',
    }),
    approvals: async () => [
      { actor: 'ada', at: '2026-01-01T00:00:00Z', reason: null },
      { actor: 'grace', at: '2026-01-01T00:00:00Z', reason: 'read it' },
    ],
    repository: async () => ({
      head: 'abc',
      problems: [{ kind: 'dirty-tree', message: '2 files have changes that are in no commit.' }],
    }),
    ...changes,
  };
}

async function ask(production: unknown, changes: Partial<GateEvidence> = {}) {
  const policy = Policy.parse({ version: 1, production });
  const decision = await decidePromotion(
    {
      model: 'churn',
      version: '1.1.0',
      stage: 'production',
      policy: { policy, file: '/p/policy.yaml', sha256: 'f'.repeat(64) },
    },
    { evidence: evidence(changes), actor: 'ada', registeredBy: 'crew' },
  );
  return { ...decision, found: decision.controls.map(({ control, status }) => `${control}: ${status}`) };
}

describe('a decision', () => {
  it('names the policy that it was made by, and has no score over its controls', async () => {
    const { found, controls: _, ...decision } = await ask({ latency: { p95Ms: 5 } });
    expect(decision).toEqual({
      model: 'churn',
      version: '1.1.0',
      stage: 'production',
      allowed: true,
      policy: { file: '/p/policy.yaml', sha256: 'f'.repeat(64) },
    });
    expect(found).toEqual(['latency: pass']);
  });

  it('lets everything through where there is no policy, and says so', async () => {
    const given = { model: 'churn', version: '1.1.0', stage: 'production' as const, policy: null };
    const context = { evidence: evidence(), actor: 'ada', registeredBy: 'crew' };
    expect(await decidePromotion(given, context)).toMatchObject({
      allowed: true,
      controls: [],
      policy: null,
    });
  });

  it.each<[string, unknown, Partial<GateEvidence>, string[]]>([
    [
      'metrics by either way of writing them',
      { metrics: { rocAuc: { min: 0.8 }, log_loss: { max: 0.3 } } },
      {},
      ['metric rocAuc: pass', 'metric log_loss: fail'],
    ],
    ['a metric that was not measured', { metrics: { f1: { min: 0.1 } } }, {}, ['metric f1: fail']],
    [
      'an interval that reaches below zero',
      { notWorseThanLive: { metric: 'rocAuc' } },
      {},
      ['not worse than live (rocAuc): fail'],
    ],
    [
      'an interval within the margin',
      { notWorseThanLive: { metric: 'rocAuc', margin: 0.005 } },
      {},
      ['not worse than live (rocAuc): pass'],
    ],
    [
      'nothing live',
      { notWorseThanLive: { metric: 'rocAuc' } },
      { comparison: async () => 'no-live' },
      ['not worse than live (rocAuc): not-applicable'],
    ],
    [
      'no rows to compare on',
      { notWorseThanLive: { metric: 'rocAuc' } },
      { comparison: async () => ({ without: 'No rows.' }) },
      ['not worse than live (rocAuc): fail'],
    ],
    ['calibration', { calibration: { maxError: 0.02 } }, {}, ['calibration: fail']],
    [
      'calibration of numbers',
      { calibration: { maxError: 0.02 } },
      { calibration: async () => 'not-applicable' },
      ['calibration: not-applicable'],
    ],
    ['latency', { latency: { p95Ms: 1 } }, {}, ['latency: fail']],
    [
      'gaps between groups',
      { fairness: { demographicParity: 0.05, equalizedOdds: 0.1 } },
      {},
      ['fairness sex (demographicParity): pass', 'fairness sex (equalizedOdds): fail'],
    ],
    [
      'a gap that was not measured, and a column',
      { fairness: { columns: ['sex', 'age'], calibration: 0.1 } },
      {},
      ['fairness age: fail', 'fairness sex (calibration): fail'],
    ],
    ['warnings of data checks', { dataChecks: {} }, {}, ['data checks: pass']],
    ['warnings that may not be', { dataChecks: { allow: 'nothing' } }, {}, ['data checks: fail']],
    ['approvals', { approvals: { count: 2 } }, {}, ['approvals: pass']],
    [
      'four eyes: who promotes does not count',
      { approvals: { count: 2, fourEyes: true } },
      {},
      ['approvals: fail'],
    ],
    ['four eyes: one other is enough', { approvals: { count: 1, fourEyes: true } }, {}, ['approvals: pass']],
    ['approvals of some people', { approvals: { count: 1, from: ['linus'] } }, {}, ['approvals: fail']],
    ['a repository', { repository: {} }, {}, ['repository: fail']],
    ['a repository that may be dirty', { repository: { clean: false } }, {}, ['repository: pass']],
  ])('judges %s', async (_, gates, changes, expected) => {
    const { found, controls, allowed } = await ask(gates, changes);
    expect(found).toEqual(expected);
    expect(allowed).toBe(!expected.some((line) => line.endsWith('fail')));
    for (const { says } of controls) expect(says).toMatch(/\.$/);
  });

  it('asks only for the evidence that its policy needs', async () => {
    const never = async () => {
      throw new Error('was asked for');
    };
    await ask({ latency: { p95Ms: 5 } }, { metrics: never, comparison: never, repository: never });
  });
});
