import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { loadPolicy } from '../../../src/govern/index.ts';
import { gatesFor } from '../../../src/govern/policy/policy-schema.ts';

const folder = mkdtempSync(join(tmpdir(), 'opsmith-policy-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function load(text: string) {
  const file = join(folder, 'policy.yaml');
  writeFileSync(file, text);
  return loadPolicy(file, ['rocAuc', 'logLoss', 'rmse']);
}

describe('a policy file', () => {
  it('is read with its SHA-256, and a model’s own controls take the place of the common ones', async () => {
    const text = `version: 1
production:
  metrics: { roc_auc: { min: 0.8 } }
  latency: { p95Ms: 50 }
  approvals: {}
models:
  churn:
    production:
      latency: { p95Ms: 5 }
`;
    const loaded = await load(text);
    expect(loaded?.sha256).toBe(createHash('sha256').update(text).digest('hex'));
    expect(gatesFor(loaded!.policy, 'churn', 'production')).toEqual({
      metrics: { roc_auc: { min: 0.8 } },
      latency: { p95Ms: 5 },
      approvals: { count: 1, fourEyes: false },
    });
    expect(gatesFor(loaded!.policy, 'other', 'production').latency).toEqual({ p95Ms: 50 });
    expect(gatesFor(loaded!.policy, 'churn', 'staging')).toEqual({});
  });

  it('may be missing', async () => {
    expect(await loadPolicy(join(folder, 'none.yaml'), [])).toBeNull();
  });

  it.each([
    [
      'a key that is mistyped',
      'version: 1\nproduction:\n  latancy: { p95Ms: 5 }\n',
      /line 3: "production\.latancy" is no key of a policy; did you mean "latency"\? .*there can be: metrics,/,
    ],
    [
      'a key that is nothing like one',
      'version: 1\nproduction:\n  xyzzy: 1\n',
      /line 3: "production\.xyzzy" is no key of a policy\. Under "production" there can be: metrics,/,
    ],
    [
      'a value that is out of its range',
      'version: 1\nstaging:\n  calibration:\n    maxError: 7\n',
      /line 4: "staging\.calibration\.maxError" is 7; .*<=1 \(Most expected calibration error, 0\.\.1\)/,
    ],
    [
      'a value of another type',
      'version: 1\nproduction:\n  approvals: { count: two }\n',
      /line 3: "production\.approvals\.count" is "two"; .*expected/,
    ],
    [
      'a control without its limit',
      'version: 1\nproduction:\n  latency: {}\n',
      /line 3: "production\.latency\.p95Ms" is missing; .*\(Most milliseconds for one row, in 95 of 100 cases\)/,
    ],
    [
      'a metric without a limit',
      'version: 1\nproduction:\n  metrics:\n    rocAuc: {}\n',
      /line 4: .*min, max, or both must be given/,
    ],
    [
      'a metric that is not known',
      'version: 1\nproduction:\n  metrics:\n    rocAac: { min: 1 }\n',
      /line 4: "production\.metrics\.rocAac": there is no metric "rocAac"; did you mean "rocAuc"\?/,
    ],
    [
      'a metric to compare by that is not known',
      'version: 1\nmodels:\n  churn:\n    production:\n      notWorseThanLive: { metric: speed }\n',
      /line 5: .*there is no metric "speed"\. There are: rocAuc, logLoss, rmse/,
    ],
    ['another version of the format', 'version: 2\n', /line 1: "version" is 2/],
    ['no version', 'production: {}\n', /"version" is missing/],
    ['broken YAML', 'version: 1\nproduction: [\n', /is no YAML: line \d+: /],
    ['a key twice', 'version: 1\nversion: 1\n', /is no YAML: line 2: .*unique/],
    ['nothing', '', /does not hold/],
  ])('with %s is refused, with its key, its line and what is allowed', async (_, text, message) => {
    await expect(load(text)).rejects.toMatchObject({
      code: 'policy-invalid',
      message: expect.stringMatching(message),
    });
  });
});
