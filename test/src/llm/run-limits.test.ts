import { describe, expect, it } from 'vitest';
import { LimitError } from '../../../src/errors/index.ts';
import { createRunLimits, LimitsConfig } from '../../../src/llm/index.ts';
import { createFakeClock } from '../../fakes/fake-clock.ts';

const free = { input: 0, output: 0 };
const priced = { input: 1, output: 10 };
const clock = createFakeClock();

function limitsOf(limits: Record<string, unknown>, used = {}) {
  return createRunLimits({ run: 'run-1', limits: LimitsConfig.parse(limits), clock, used });
}

function tripped(work: () => unknown): string {
  try {
    work();
  } catch (thrown) {
    if (thrown instanceof LimitError) return thrown.limit;
    throw thrown;
  }
  return 'none';
}

describe('limits of a run', () => {
  it('count calls before they are made', () => {
    const limits = limitsOf({ calls: 2 });
    const call = () => limits.reserve({ tokensIn: 1, maxOutputTokens: 100, price: free });
    call();
    call();
    expect(tripped(call)).toBe('limits.calls');
    expect(limits.usage().calls).toBe(2);
  });

  it('let an answer be only as long as the tokens that are left, those of open calls held back', () => {
    const limits = limitsOf({ tokens: 1_000 });
    const first = limits.reserve({ tokensIn: 100, maxOutputTokens: 500, price: free });
    expect(first.maxOutputTokens).toBe(500);
    const second = limits.reserve({ tokensIn: 100, maxOutputTokens: 500, price: free });
    expect(second.maxOutputTokens).toBe(300);
    first.settle({ in: 90, out: 10 }, 0);
    second.settle({ in: 90, out: 10 }, 0);
    expect(limits.usage().tokens).toBe(200);
    expect(limits.reserve({ tokensIn: 700, maxOutputTokens: 500, price: free }).maxOutputTokens).toBe(100);
    expect(tripped(() => limits.reserve({ tokensIn: 10, maxOutputTokens: 500, price: free }))).toBe(
      'limits.tokens',
    );
  });

  it('let an answer cost only what is left', () => {
    const limits = limitsOf({ costUsd: 0.01 });
    // 1,000 tokens in cost 0.001 USD; 0.009 USD are left for 900 tokens out.
    const call = limits.reserve({ tokensIn: 1_000, maxOutputTokens: 4_096, price: priced });
    expect(call.maxOutputTokens).toBe(900);
    call.settle({ in: 1_000, out: 800 }, 0.009);
    expect(limits.usage().costUsd).toBeCloseTo(0.009);
    expect(tripped(() => limits.reserve({ tokensIn: 1_000, maxOutputTokens: 100, price: priced }))).toBe(
      'limits.costUsd',
    );
  });

  it('refuse a model whose price is unknown where cost is limited, and only there', () => {
    expect(
      tripped(() => limitsOf({ costUsd: 1 }).reserve({ tokensIn: 1, maxOutputTokens: 99, price: null })),
    ).toBe('limits.costUsd');
    const limits = limitsOf({});
    limits.reserve({ tokensIn: 1, maxOutputTokens: 99, price: null }).settle({ in: 1, out: 1 }, null);
    expect(limits.usage()).toMatchObject({ costUsd: 0, unpricedCalls: 1 });
  });

  it('end a run after its seconds, also one that was resumed', () => {
    const limits = limitsOf({ seconds: 60 }, { seconds: 50, calls: 4 });
    expect(limits.remainingMs()).toBe(10_000);
    limits.check();
    clock.advance(10_000);
    expect(tripped(() => limits.check())).toBe('limits.seconds');
    expect(limits.usage()).toMatchObject({ calls: 4, seconds: 60 });
  });

  it('stay tripped, with the first reason', () => {
    const limits = limitsOf({ calls: 1, seconds: 5 });
    limits.reserve({ tokensIn: 1, maxOutputTokens: 99, price: free });
    expect(tripped(() => limits.reserve({ tokensIn: 1, maxOutputTokens: 99, price: free }))).toBe(
      'limits.calls',
    );
    clock.advance(9_000);
    expect(tripped(() => limits.check())).toBe('limits.calls');
    expect(limits.tripped?.message).toContain('Raise limits.calls');
  });

  it('can be taken away one by one', () => {
    const limits = limitsOf({ calls: null, tokens: null, seconds: null, repeats: null });
    for (let count = 0; count < 200; count += 1) {
      limits.reserve({ tokensIn: 1e6, maxOutputTokens: 99, price: null });
      limits.noteAction('trainer', 'train_model', {});
    }
    clock.advance(1e9);
    limits.check();
    expect(limits.remainingMs()).toBe(Infinity);
  });
});

describe('an agent that repeats itself', () => {
  it('is stopped at the same action with the same arguments, in whatever order they stand', () => {
    const limits = limitsOf({ repeats: 3 });
    limits.noteAction('monitor', 'check_drift', { reference: 'a.csv', current: 'b.csv' });
    limits.noteAction('monitor', 'model_health', { model: 'm' });
    limits.noteAction('monitor', 'check_drift', { current: 'b.csv', reference: 'a.csv' });
    limits.noteAction('trainer', 'train_model', { data: 'a.csv' });
    expect(
      tripped(() => limits.noteAction('monitor', 'check_drift', { reference: 'a.csv', current: 'b.csv' })),
    ).toBe('limits.repeats');
    expect(limits.tripped?.message).toContain('monitor check_drift was called 3 times');
  });

  it('is stopped going round in circles: A-B-A-B, and A-B-C-A-B-C', () => {
    for (const names of [
      ['a', 'b'],
      ['a', 'b', 'c'],
    ]) {
      const limits = limitsOf({ repeats: 3 });
      const round = () => {
        for (const name of names) limits.noteAction('coder', name, { file: 'x.ts' });
      };
      round();
      expect(tripped(round)).toBe('limits.repeats');
      expect(limits.tripped?.message).toContain('came round again');
    }
  });

  it('is let go on where something changes', () => {
    const limits = limitsOf({ repeats: 3 });
    for (let file = 0; file < 100; file += 1) {
      limits.noteAction('code-analyst', 'measure_code', { paths: [`${file}.ts`] });
      limits.noteAction('code-analyst', 'review_code', { paths: [`${file}.ts`] });
    }
    // The same three times, but far apart.
    limits.noteAction('code-analyst', 'measure_code', { paths: ['0.ts'] });
    expect(limits.tripped).toBeNull();
  });

  it('is stopped at answers that are nearly the same', () => {
    const limits = limitsOf({ repeats: 3 });
    const say = (count: number) =>
      limits.noteOutput(
        'trainer',
        `I will now look at the data once more to make sure that the columns are right, try ${count}, and then go on with the training of the model as planned before.`,
      );
    say(1);
    say(2);
    limits.noteOutput('validator', 'Something else entirely.');
    expect(tripped(() => say(3))).toBe('limits.repeats');
    const fresh = limitsOf({ repeats: 3 });
    for (const text of ['Read the file.', 'The file has 3 columns.', 'One of them is empty.', 'Done.'])
      fresh.noteOutput('trainer', text);
    expect(fresh.tripped).toBeNull();
  });
});
