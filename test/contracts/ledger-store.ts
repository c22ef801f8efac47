import { describe, expect, it } from 'vitest';
import type { LedgerEntry, LedgerStore } from '../../src/llm/index.ts';

const entry: LedgerEntry = {
  run: 'run-1',
  at: '2026-01-01T00:00:00.000Z',
  provider: 'openai',
  model: 'gpt-tiny',
  role: 'large',
  purpose: 'plan',
  tokensIn: 100,
  tokensOut: 20,
  costUsd: 0.5,
  seconds: 2,
  cached: false,
  outcome: 'ok',
};

/** What every ledger must do. */
export function ledgerContract(name: string, open: () => Promise<LedgerStore>): void {
  describe(`the ledger (${name})`, () => {
    it('is empty at first', async () => {
      expect(await (await open()).summary()).toEqual({
        calls: 0,
        failed: 0,
        cached: 0,
        tokensIn: 0,
        tokensOut: 0,
        costUsd: 0,
        unpricedCalls: 0,
        seconds: 0,
        cacheHitRate: null,
        byModel: [],
      });
    });

    it('sums up by provider and model, failures, cached answers and unknown prices apart', async () => {
      const ledger = await open();
      await ledger.add(entry);
      await ledger.add({ ...entry, outcome: 'provider-timeout', tokensOut: 0, costUsd: 0.25 });
      await ledger.add({ ...entry, cached: true, tokensIn: 0, tokensOut: 0, costUsd: 0, seconds: 0 });
      await ledger.add({ ...entry, provider: 'ollama', model: 'tiny:1b', costUsd: null });
      const { byModel, ...total } = await ledger.summary();
      expect(total).toEqual({
        calls: 3,
        failed: 1,
        cached: 1,
        tokensIn: 300,
        tokensOut: 40,
        costUsd: 0.75,
        unpricedCalls: 1,
        seconds: 6,
        cacheHitRate: 0.25,
      });
      expect(byModel).toEqual([
        expect.objectContaining({
          provider: 'ollama',
          model: 'tiny:1b',
          calls: 1,
          costUsd: 0,
          unpricedCalls: 1,
        }),
        expect.objectContaining({
          provider: 'openai',
          model: 'gpt-tiny',
          calls: 2,
          failed: 1,
          cached: 1,
          costUsd: 0.75,
        }),
      ]);
    });

    it('sums up one run, or what came since', async () => {
      const ledger = await open();
      await ledger.add(entry);
      await ledger.add({ ...entry, run: null });
      await ledger.add({ ...entry, run: 'run-2', at: '2026-02-01T00:00:00.000Z' });
      expect(await ledger.summary({ run: 'run-2' })).toMatchObject({ calls: 1, tokensIn: 100 });
      expect(await ledger.summary({ since: '2026-01-15' })).toMatchObject({ calls: 1 });
      expect(await ledger.summary({ run: 'run-1', since: '2026-01-15' })).toMatchObject({
        calls: 0,
        byModel: [],
      });
    });
  });
}
