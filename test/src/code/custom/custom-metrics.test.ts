import { describe, expect, it } from 'vitest';
import { analyzeSource, loadRuleset, rulesetProblems, tryExamples } from '../../../../src/code/index.ts';
import { makeProject } from './project.ts';

/** A workspace with one metric. */
function withMetric(metric: Record<string, unknown>): Promise<Awaited<ReturnType<typeof loadRuleset>>> {
  const whole = { name: 'own-metric', description: 'A figure', languages: ['python'], ...metric };
  return loadRuleset({ workspace: makeProject({ '.opsmith/metrics/own.json': JSON.stringify(whole) }) });
}

const source = `def outer(a):
    assert a
    def inner():
        assert 1
        assert 2
    return inner

assert outer
`;

describe('a custom metric', () => {
  it('counts for the file, and for the innermost function', async () => {
    const ruleset = await withMetric({
      counts: { asserts: { selector: 'assert_statement' } },
      expression: 'asserts',
    });
    const { file } = await analyzeSource({ source, language: 'python', ruleset });
    expect(file.custom).toEqual({ 'own-metric': 4 });
    expect(file.functions.map(({ name, custom }) => [name, custom])).toEqual([
      ['outer', { 'own-metric': 1 }],
      ['inner', { 'own-metric': 2 }],
    ]);
  });

  it('reckons with built-in figures, and is null where it has no value', async () => {
    const ruleset = await withMetric({
      counts: { calls: 'print($...)' },
      expression: '100 * sloc / calls',
      of: ['file'],
    });
    const none = await analyzeSource({ source, language: 'python', ruleset });
    expect(none.file.custom).toEqual({ 'own-metric': null });
    expect(none.file.functions[0]!.custom).toBeUndefined();
    const some = await analyzeSource({
      source: `${source}print(1)\nprint(2)\n`,
      language: 'python',
      ruleset,
    });
    expect(some.file.custom).toEqual({ 'own-metric': 450 });
  });

  it('is a finding over its limit, with its own minutes', async () => {
    const ruleset = await withMetric({
      expression: 'parameters + lines / 10',
      of: ['function'],
      unit: 'points',
      warn: { over: 1.4, severity: 'high', category: 'style', message: 'Split it.', remediationMinutes: 60 },
    });
    const { findings, file } = await analyzeSource({ source, language: 'python', ruleset });
    expect(findings).toMatchObject([
      {
        rule: 'own-metric',
        severity: 'high',
        category: 'style',
        line: 1,
        message: 'own-metric of `outer` is 1.6 points, over 1.4. Split it.',
        evidence: ['own-metric 1.6'],
      },
    ]);
    expect(file.metrics.technicalDebtRatio).toBeCloseTo(60 / (30 * file.metrics.sloc), 3);
  });

  it('is a finding under its limit, of a file', async () => {
    const ruleset = await withMetric({ expression: 'comments / sloc', of: ['file'], warn: { under: 0.1 } });
    const { findings } = await analyzeSource({ source, language: 'python', ruleset });
    expect(findings).toMatchObject([
      { rule: 'own-metric', message: 'own-metric of this file is 0, under 0.1. A figure' },
    ]);
    expect(
      (await analyzeSource({ source: `# why\n${source}`, language: 'python', ruleset })).findings,
    ).toEqual([]);
  });

  it.each<[string, Record<string, unknown>, RegExp]>([
    [
      'an unknown figure',
      { expression: 'slok' },
      /"expression" asks for slok, which a file does not have; did you mean sloc\?/,
    ],
    [
      'what a function lacks',
      { expression: 'comments', of: ['function'] },
      /asks for comments, which a function does not have/,
    ],
    ['what is no arithmetic', { expression: '1 +* 2' }, /"expression" has "\* 2" at character 4/],
    [
      'a count of nothing',
      { counts: { all: { regex: 'x' } }, expression: 'all' },
      /"counts\.all" says nowhere what to count/,
    ],
    [
      'a pattern that does not parse',
      { counts: { all: 'f((' }, expression: 'all' },
      /"counts\.all" "f\(\(" does not parse as python/,
    ],
  ])('is refused for %s', async (_what, metric, reason) => {
    const [problem] = await rulesetProblems(await withMetric(metric), ['python']);
    expect(problem).toMatchObject({ path: '.opsmith/metrics/own.json', code: 'bad-rule' });
    expect(problem!.reason).toMatch(reason);
  });

  it('is tried on its examples', async () => {
    const ruleset = await withMetric({
      counts: { asserts: { selector: 'assert_statement' } },
      expression: 'asserts',
      examples: [
        { code: source, value: 4, functions: { outer: 1, inner: 2 } },
        { code: source, value: 5, functions: { outer: 2, gone: 0 } },
      ],
    });
    expect(await tryExamples(ruleset)).toMatchObject([
      {
        id: 'own-metric',
        examples: 2,
        failures: [
          { example: 'example 2', expected: 'own-metric 5', found: '4' },
          { example: 'example 2', expected: 'own-metric 2 of outer', found: '1' },
          { example: 'example 2', expected: 'a function gone', found: 'outer, inner' },
        ],
      },
    ]);
  });
});
