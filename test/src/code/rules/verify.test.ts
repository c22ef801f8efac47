import { describe, expect, it } from 'vitest';
import type { Finding } from '../../../../src/code/index.ts';
import { verifyFindings } from '../../../../src/code/rules/verify.ts';
import { rulesOf } from './find-rule.ts';

const source = 'first line\nsecond line\nthird line\nfourth line\n';

function finding(changes: Partial<Finding>): Finding {
  return {
    rule: 'eval-of-data',
    category: 'security',
    severity: 'high',
    line: 2,
    endLine: 2,
    quote: 'second line',
    title: 'A title',
    message: 'A message.',
    suggestion: null,
    evidence: [],
    ...changes,
  };
}

describe('verifyFindings', () => {
  it('keeps a finding whose quote stands at its lines', () => {
    expect(verifyFindings([finding({})], source)).toHaveLength(1);
    expect(verifyFindings([finding({ endLine: 3, quote: 'second line\nthird' })], source)).toHaveLength(1);
  });

  it.each([
    ['a quote that is not in the text', { quote: 'fifth line' }],
    ['a quote of another line', { quote: 'third line' }],
    ['a quote with one letter changed', { quote: 'second lime' }],
    ['an empty quote', { quote: '' }],
    ['a line that does not exist', { line: 9, endLine: 9 }],
    ['an end before its beginning', { line: 3, endLine: 2 }],
    ['line 0', { line: 0, endLine: 2 }],
  ])('drops %s', (_, changes) => {
    expect(verifyFindings([finding(changes)], source)).toEqual([]);
  });

  it('merges findings of one rule on one line and keeps the graver', () => {
    const kept = verifyFindings([finding({ severity: 'low', quote: 'second' }), finding({})], source);
    expect(kept.map(({ severity }) => severity)).toEqual(['high']);
  });

  it('drops a finding that lies inside another one of its rule', () => {
    const outer = finding({ line: 1, endLine: 3, quote: 'first line\nsecond line\nthird line' });
    expect(verifyFindings([finding({}), outer], source)).toEqual([outer]);
  });

  it('keeps findings of different rules on one line', () => {
    expect(verifyFindings([finding({}), finding({ rule: 'sql-injection' })], source)).toHaveLength(2);
  });

  it('drops what a superseding rule says better', () => {
    const query = finding({ rule: 'query-in-loop', category: 'performance', severity: 'medium' });
    const wait = finding({ rule: 'await-in-loop', category: 'performance', severity: 'low' });
    expect(verifyFindings([wait, query], source)).toEqual([query]);
  });
});

describe('silencing', () => {
  it("takes other linters' marks in comments, and not in strings", async () => {
    expect(await rulesOf('python', 'def f(x):\n    return eval(x)  # noqa: S307')).toEqual([]);
    expect(await rulesOf('python', 'def f(x):\n    return eval(x + "noqa")')).toEqual(['eval-of-data']);
  });
});
