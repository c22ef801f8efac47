import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { Evaluator } from '../../evals/evaluator.ts';
import { runCases } from '../../evals/runner.ts';
import { defineSuite, type Subject } from '../../evals/suite.ts';

const echo: Subject<unknown> = {
  run: async (input) => ({ output: input, decidedBy: 'policy' }),
  close: async () => {},
};

function suiteOf(evaluators: readonly Evaluator<string, string>[]) {
  return defineSuite<string, string>({
    name: 's',
    description: '',
    dataset: 'd',
    expected: z.string(),
    evaluators,
    prepare: async () => echo as Subject<string>,
  });
}

const same: Evaluator<string, string> = {
  name: 'same',
  description: '',
  evaluate: ({ expected, output }) => ({ value: expected === output, reason: `got ${output}` }),
};
const cases = ['a', 'b', 'c', 'd'].map((input, index) => ({
  id: `${index}`,
  input,
  expected: input === 'c' ? 'x' : input,
  tags: index < 2 ? ['tune'] : ['held-out'],
}));

describe('a run of cases', () => {
  it('counts what passes, for each evaluator, in all and by tag', async () => {
    const report = await runCases({ suite: suiteOf([same]), cases, subject: echo });
    expect(report).toMatchObject({ cases: 4, passed: 3, score: 0.75, decidedBy: { policy: 4 } });
    expect(report.metrics.same!.all).toMatchObject({ cases: 4, passed: 3 });
    expect(report.metrics.same!.byTag.tune).toMatchObject({ cases: 2, passed: 2 });
    expect(report.metrics.same!.byTag['held-out']).toMatchObject({ cases: 2, passed: 1 });
    expect(report.failures).toEqual([
      {
        id: '2',
        input: 'c',
        tags: ['held-out'],
        expected: 'x',
        output: 'c',
        failed: [{ evaluator: 'same', reason: 'got c' }],
      },
    ]);
  });

  it('reports an evaluator that crashes as failed, never as zero', async () => {
    const broken: Evaluator<string, string> = {
      name: 'broken',
      description: '',
      evaluate: ({ input }) => {
        if (input === 'b') throw new Error('no such column');
        return { value: 1, reason: '' };
      },
    };
    const report = await runCases({ suite: suiteOf([broken]), cases, subject: echo });
    expect(report.metrics.broken!.all).toMatchObject({ cases: 4, passed: 3, crashed: 1, mean: 1 });
    expect(report.failures[0]!.failed[0]!.reason).toBe('The evaluator failed: no such column');
  });

  it('fails a case whose work fails, and goes on', async () => {
    const fragile: Subject<unknown> = {
      ...echo,
      run: async (input) =>
        input === 'a' ? Promise.reject(new Error('lost')) : { output: input, decidedBy: 'm:x' },
    };
    const report = await runCases({ suite: suiteOf([same]), cases, subject: fragile });
    expect(report).toMatchObject({ passed: 2, decidedBy: { 'm:x': 3 } });
    expect(report.failures[0]).toMatchObject({
      id: '0',
      output: null,
      failed: [{ reason: 'The work failed: lost' }],
    });
  });

  it('holds numbers against a threshold and strings against the labels that pass', async () => {
    const number = (name: string, passAt?: number): Evaluator<string, string> => ({
      name,
      description: '',
      passAt,
      evaluate: () => ({ value: 0.7, reason: '' }),
    });
    const label = (name: string, passing?: string[]): Evaluator<string, string> => ({
      name,
      description: '',
      passing,
      evaluate: () => ({ value: 'fair', reason: '' }),
    });
    const suite = suiteOf([number('half'), number('strict', 0.8), label('any'), label('good', ['good'])]);
    const { metrics } = await runCases({ suite, cases, subject: echo });
    expect(Object.entries(metrics).map(([name, { all }]) => [name, all.passed])).toEqual([
      ['half', 4],
      ['strict', 0],
      ['any', 4],
      ['good', 0],
    ]);
    expect(metrics.good!.all.labels).toEqual({ fair: 4 });
  });

  it('works on several at once, in their order, and tells how far it is', async () => {
    let atWork = 0;
    let most = 0;
    const slow: Subject<unknown> = {
      ...echo,
      async run(input) {
        atWork += 1;
        most = Math.max(most, atWork);
        await new Promise((resolve) => setTimeout(resolve, input === 'a' ? 20 : 1));
        atWork -= 1;
        return { output: input, decidedBy: 'policy' };
      },
    };
    const seen: number[] = [];
    const never: Evaluator<string, string> = {
      name: 'never',
      description: '',
      evaluate: () => ({ value: false, reason: '' }),
    };
    const report = await runCases({
      suite: suiteOf([never]),
      cases,
      subject: slow,
      parallel: 3,
      onProgress: (done) => seen.push(done),
    });
    expect(most).toBe(3);
    expect(seen).toEqual([1, 2, 3, 4]);
    expect(report.failures.map(({ id }) => id)).toEqual(['0', '1', '2', '3']);
  });

  it('stops when it is told to', async () => {
    const controller = new AbortController();
    const run = runCases({
      suite: suiteOf([same]),
      cases,
      subject: echo,
      signal: controller.signal,
      onProgress: () => controller.abort(),
    });
    await expect(run).rejects.toThrow('Interrupted');
  });
});
