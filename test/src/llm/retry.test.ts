import { describe, expect, it, vi } from 'vitest';
import { ProviderError } from '../../../src/errors/index.ts';
import { ModelsConfig, systemClock } from '../../../src/llm/index.ts';
import { withRetries } from '../../../src/llm/retry.ts';
import { parseRetryAfter } from '../../../src/llm/wire-fault.ts';
import { createFakeClock } from '../../fakes/fake-clock.ts';

const { retries } = ModelsConfig.parse({ retries: { attempts: 6, baseMs: 1_000, maxMs: 5_000 } });
const passing = new ProviderError('provider-failed', 'down', { retryable: true });

describe('retries', () => {
  it('wait twice as long each time up to the longest, half of it by chance', async () => {
    const clock = createFakeClock();
    const work = async () => {
      throw passing;
    };
    await expect(withRetries(work, { retries, clock })).rejects.toBe(passing);
    expect(clock.waits).toEqual([750, 1_500, 3_000, 3_750, 3_750]);
    for (const [random, wait] of [
      [0, 500],
      [0.999, 999.5],
    ] as const) {
      const waits: number[] = [];
      const chancy = { ...clock, random: () => random, sleep: async (ms: number) => void waits.push(ms) };
      await withRetries(async (attempt) => (attempt === 1 ? Promise.reject(passing) : 1), {
        retries,
        clock: chancy,
      });
      expect(waits).toEqual([wait]);
    }
  });

  it('are not for what will not pass, nor for what is no failure of a service', async () => {
    const clock = createFakeClock();
    const bug = new TypeError('x');
    await expect(withRetries(() => Promise.reject(bug), { retries, clock })).rejects.toBe(bug);
    expect(clock.waits).toEqual([]);
  });

  it('end when the tries have taken their time together', async () => {
    const clock = createFakeClock();
    const work = vi.fn(async () => {
      await clock.sleep(40_000);
      throw passing;
    });
    await expect(withRetries(work, { retries, clock, withinMs: 90_000 })).rejects.toBe(passing);
    expect(work).toHaveBeenCalledTimes(3);
  });

  it('end at once when the wait is aborted', async () => {
    const startedAt = performance.now();
    const signal = AbortSignal.timeout(30);
    const work = () => Promise.reject(passing);
    await expect(withRetries(work, { retries, clock: systemClock, signal })).rejects.toBe(passing);
    expect(performance.now() - startedAt).toBeLessThan(400);
  });

  it.each([
    ['3', 3_000],
    ['0', 0],
    ['1.5', 1_500],
    ['-5', 0],
    ['Thu, 01 Jan 2026 00:00:10 GMT', 10_000],
    ['Wed, 31 Dec 2025 00:00:10 GMT', 0],
    ['soon', null],
    ['', null],
    [null, null],
  ])('read Retry-After %s', (header, ms) => {
    expect(parseRetryAfter(header, Date.UTC(2026, 0, 1))).toBe(ms);
  });
});
