import { describe, expect, it } from 'vitest';
import { counted, inlineCode, percent, table, usd } from '../../../agents/tools/figures.ts';
import { listRuns } from '../../../agents/tools/list-runs.ts';
import { readStatus } from '../../../agents/tools/status.ts';
import { createMemoryLedger, createModels } from '../../../src/llm/index.ts';
import { actionContext } from '../action-context.ts';

describe('list_runs', () => {
  it('lists what the store has, newest first, without the run that asks', async () => {
    const context = await actionContext();
    for (const [id, text] of [
      ['run_a', 'review | a.py'],
      ['run_b', 'measure\nb.py'],
      ['run_1', 'list runs'],
    ] as const)
      await context.store.runs.create({ id, kind: 'turn', thread: 't', input: { text } });
    await context.store.runs.setStatus('run_a', 'done', { answer: 'No findings.' });
    const { text, data, items } = await listRuns({}, context);
    expect((data as { id: string }[]).map(({ id }) => id)).toEqual(['run_b', 'run_a']);
    expect(text).toContain('The latest 2 runs');
    expect(text).toContain('| `run_a` | turn | done |');
    expect(text).toContain('review \\| a.py');
    expect(text).toContain('measure b.py');
    expect(items!.map(({ id }) => id)).toEqual(['run_b', 'run_a']);
    expect(items![1]!.detail).toContain('No findings.');
  });

  it('says so where there are none', async () => {
    expect((await listRuns({}, await actionContext())).text).toBe(
      'There are no runs yet: this is the first.',
    );
  });
});

describe('status', () => {
  it('tells runs, recommendations, calls, cost and cache as the stores have them', async () => {
    const ledger = createMemoryLedger();
    const call = {
      run: 'r',
      at: '2026-01-01T00:00:00Z',
      provider: 'openai',
      model: 'm',
      role: 'large' as const,
      purpose: 'plan',
      seconds: 1,
    };
    await ledger.add({
      ...call,
      tokensIn: 1200,
      tokensOut: 80,
      costUsd: 0.0042,
      cached: false,
      outcome: 'ok',
    });
    await ledger.add({
      ...call,
      tokensIn: 0,
      tokensOut: 0,
      costUsd: null,
      cached: false,
      outcome: 'timeout',
    });
    await ledger.add({ ...call, tokensIn: 0, tokensOut: 0, costUsd: 0, cached: true, outcome: 'ok' });
    const base = await actionContext();
    const models = createModels({ config: base.config.models, ledger, env: {} });
    const context = { ...base, models };
    await context.store.runs.create({ id: 'run_1', kind: 'turn', input: {} });
    await context.store.runs.create({ id: 'run_2', kind: 'turn', input: {} });
    await context.store.runs.setStatus('run_2', 'waiting');
    const { text, data } = await readStatus({}, context);
    expect(text).toContain('1 running, 1 waiting');
    expect(text).toContain('| under way besides this one | `run_2` (waiting) |');
    expect(text).toContain('2, 1 failed; 1,200 tokens sent, 80 received');
    expect(text).toContain('$0.0042, and 1 call whose price is not known');
    expect(text).toContain('| answers from the cache | 33.3% |');
    expect(text).toContain('| cache | off |');
    expect(data).toMatchObject({
      ledger: { calls: 2, cached: 1 },
      recommendations: 0,
      runs: { unfinished: [{ id: 'run_2' }] },
    });
  });
});

describe('figures', () => {
  it('are written for people', () => {
    expect([
      percent(0.1234),
      usd(0),
      usd(0.001),
      usd(1.5),
      counted(1, 'file'),
      counted(1200, 'file'),
    ]).toEqual(['12.3%', '$0.00', '$0.0010', '$1.50', '1 file', '1,200 files']);
    expect(inlineCode('a`b')).toBe('`` a`b ``');
    expect(table(['a', 'b'], [['x|y', '1']])).toBe('| a | b |\n| --- | ---: |\n| x\\|y | 1 |');
  });
});
