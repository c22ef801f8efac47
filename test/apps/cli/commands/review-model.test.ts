import { describe, expect, it } from 'vitest';
import { parseBudget } from '../../../../apps/cli/code/review-budget.ts';
import { startOllama } from '../../../fakes/ollama-service.ts';
import { createScriptedModel, type ModelStep } from '../../../fakes/scripted-model.ts';
import { runInProcess } from '../run-in-process.ts';
import { makeWorkspace } from '../workspace.ts';

const code = 'function average(values) {\n  return sum(values) / values.length;\n}\n';
const finding = {
  line: 2,
  endLine: 2,
  quote: 'sum(values) / values.length',
  category: 'reliability',
  severity: 'high',
  title: 'Division by zero for an empty list',
  message: 'For an empty `values` this gives NaN.',
  suggestion: null,
};
const found: ModelStep = { json: { findings: [finding] } };
const stands: ModelStep = { json: { verdict: 'stands', quote: 'values.length', reason: 'It may be zero.' } };
const summary: ModelStep = { json: { lead: [], text: 'Look at the division first.' } };

async function review(steps: readonly ModelStep[], argv: readonly string[]) {
  const { url } = await startOllama(createScriptedModel(steps));
  const env = { OPSMITH_MODELS_PROVIDER: 'ollama', OPSMITH_MODELS_OLLAMA_BASE_URL: url };
  return runInProcess(['review', 'a.js', ...argv], { cwd: makeWorkspace({ 'a.js': code }), env });
}

describe('opsmith review with a model', () => {
  it('shows its findings, what became of its proposals, and what it cost', async () => {
    const { status, stdout } = await review([found, stands, summary], []);
    expect(status).toBe(0);
    expect(stdout).toContain('Division by zero for an empty list');
    expect(stdout).toContain('model-reliability');
    expect(stdout.replace(/\s+/g, ' ')).toMatch(
      /model: ollama:tiny:1b proposed 1, 1 kept · 3 calls, 54 tokens, \$0\.0000, \d+\.\d s/,
    );
  });

  it('has all of that in its JSON, under keys of its own', async () => {
    const { stdout } = await review([found, stands, summary], ['--json']);
    const { model, recommendations } = JSON.parse(stdout) as {
      model: Record<string, unknown>;
      recommendations: { source: string; quote: string }[];
    };
    expect(model).toMatchObject({ by: 'ollama:tiny:1b', proposed: 1, kept: 1, calls: 3, stopped: null });
    expect(recommendations).toMatchObject([{ source: 'model', quote: 'sum(values) / values.length' }]);
  });

  it('never fails a gate for what the model found', async () => {
    expect((await review([found, stands, summary], ['--fail-on', 'low'])).status).toBe(0);
  });

  it('ends with what it has when the budget is used up, and says which', async () => {
    const { status, stdout } = await review([found], ['--budget', '1call,60s']);
    expect(status).toBe(0);
    expect(stdout.replace(/\s+/g, ' ')).toContain('review.budget.calls: 1 call of a language model was made');
    expect(stdout.replace(/\s+/g, ' ')).toContain('proposed 1, 1 not argued about, 0 kept');
  });

  it('leaves the model’s findings out where that is asked for', async () => {
    const { stdout } = await review([summary], ['--model-findings', 'off', '--json']);
    expect(JSON.parse(stdout)).toMatchObject({
      recommendations: [],
      model: { by: null, proposed: 0, calls: 1 },
    });
  });

  it('refuses a budget that is none', async () => {
    const { status, stderr } = await review([], ['--budget', 'a lot']);
    expect(status).toBe(2);
    expect(stderr).toContain('"a lot" is no budget');
  });
});

describe('a budget', () => {
  it('is calls, seconds or USD, one or several', () => {
    expect(parseBudget('20calls')).toEqual({ calls: 20 });
    expect(parseBudget('1 call, 90s,$0.05')).toEqual({ calls: 1, seconds: 90, costUsd: 0.05 });
    expect(parseBudget('2min,.5usd')).toEqual({ seconds: 120, costUsd: 0.5 });
    expect(parseBudget('0.2')).toEqual({ costUsd: 0.2 });
  });

  it.each(['', '0', '-1calls', '1.5calls', '3 cups', 'calls'])('is not %j', (text) => {
    expect(() => parseBudget(text)).toThrow(/budget|calls are whole/);
  });
});
