import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { runSuites } from '../../evals/index.ts';
import { Config } from '../../src/config/index.ts';
import { startOllama } from '../fakes/ollama-service.ts';
import { createScriptedModel, type ModelRequest, type ModelStep } from '../fakes/scripted-model.ts';

const folder = mkdtempSync(join(tmpdir(), 'opsmith-suites-'));
afterAll(() => rmSync(folder, { recursive: true }));

const lines = [
  {
    id: 'one',
    input: 'review a.py',
    expected: { agent: 'code-analyst', action: 'review_code', arguments: { paths: ['a.py'] } },
    tags: ['mine'],
  },
  { id: 'two', input: 'hello', expected: { agent: 'trainer' } },
];
writeFileSync(join(folder, 'mine.jsonl'), lines.map((line) => JSON.stringify(line)).join('\n'));

describe('opsmith eval', () => {
  it('runs a suite over a data set of one’s own', async () => {
    const seen: number[] = [];
    const { suites, baseline } = await runSuites({
      suites: ['routing'],
      dataset: 'mine.jsonl',
      cwd: folder,
      onProgress: ({ done }) => seen.push(done),
    });
    expect(suites).toHaveLength(1);
    expect(suites[0]).toMatchObject({
      suite: 'routing',
      model: 'policy',
      dataset: 'mine.jsonl',
      cases: 2,
      passed: 1,
      score: 0.5,
      cost: 0,
      decidedBy: { policy: 2 },
    });
    expect(suites[0]!.seconds).toBeGreaterThan(0);
    expect(Object.keys(suites[0]!.metrics)).toEqual(['agent-action', 'with-arguments']);
    expect(suites[0]!.failures).toMatchObject([
      { id: 'two', input: 'hello', failed: [{ evaluator: 'agent-action' }, { evaluator: 'with-arguments' }] },
    ]);
    expect(seen).toEqual([1, 2]);
    expect(baseline).toBeNull();
    expect(JSON.parse(JSON.stringify(suites))).toEqual(suites);
  });

  it('compares with an earlier report, case by case', async () => {
    const options = { suites: ['routing'], dataset: 'mine.jsonl', cwd: folder };
    const now = await runSuites(options);
    const better = structuredClone(now);
    Object.assign(better.suites[0]!, { passed: 2, score: 1, failures: [] });
    writeFileSync(join(folder, 'better.json'), JSON.stringify(better));
    const worse = structuredClone(now);
    Object.assign(worse.suites[0]!, { passed: 0, score: 0, failures: [{ id: 'one' }, { id: 'two' }] });
    writeFileSync(join(folder, 'worse.json'), JSON.stringify(worse));

    const fell = (await runSuites({ ...options, baseline: 'better.json' })).baseline!;
    expect(fell).toMatchObject({
      file: 'better.json',
      worse: true,
      suites: [{ suite: 'routing', change: -0.5, newlyFailing: ['two'], newlyPassing: [], worse: true }],
    });
    const rose = (await runSuites({ ...options, baseline: 'worse.json' })).baseline!;
    expect(rose).toMatchObject({
      worse: false,
      suites: [{ change: 0.5, newlyFailing: [], newlyPassing: ['one'] }],
    });
  });

  it.each([
    [{ suites: ['ruoting'] }, /no evaluation suite "ruoting".*routing/],
    [{ model: 'gpt' }, /"gpt" names no model.*provider:name/],
    [{ dataset: 'missing.jsonl' }, /Cannot read the data set .*missing\.jsonl/],
    [{ baseline: 'mine.jsonl' }, /Cannot use .*mine\.jsonl as a baseline/],
  ])('refuses %j in a sentence', async (options, message) => {
    await expect(runSuites({ cwd: folder, ...options })).rejects.toThrow(message);
  });

  it('lets a model decide where one is named, and says how often it did', async () => {
    const plan = { steps: [{ agent: 'supervisor', action: 'status', arguments: {} }] };
    const reply = ({ messages }: ModelRequest): ModelStep =>
      messages.some(({ content }) => content.includes('a.py')) ? { text: 'no plan at all' } : { json: plan };
    const script = createScriptedModel([reply, reply, reply]);
    const service = await startOllama(script);
    const config = Config.parse({ models: { ollama: { baseUrl: service.url }, retries: { attempts: 1 } } });
    const { suites } = await runSuites({
      suites: ['routing'],
      dataset: 'mine.jsonl',
      cwd: folder,
      model: 'ollama:tiny:1b',
      config,
      env: {},
    });
    expect(suites[0]).toMatchObject({ model: 'ollama:tiny:1b', cases: 2, cost: 0 });
    // The first case’s answer is repaired once, in vain: the policy plans it.
    expect(suites[0]!.decidedBy).toEqual({ policy: 1, 'ollama:tiny:1b': 1 });
    script.verify();
  });

  it('holds the routing suite’s own data set to its goals', async () => {
    const { suites } = await runSuites({ suites: ['routing'] });
    const { metrics, cases } = suites[0]!;
    expect(cases).toBeGreaterThanOrEqual(300);
    for (const part of ['tune', 'held-out']) {
      expect(metrics['agent-action']!.byTag[part]!.rate, part).toBeGreaterThanOrEqual(0.95);
      expect(metrics['with-arguments']!.byTag[part]!.rate, part).toBeGreaterThanOrEqual(0.9);
    }
  });
});
