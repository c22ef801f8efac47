import type { Kysely } from 'kysely';
import type { Database } from '../store/index.ts';
import { guardStorage } from './guard-storage.ts';
import { type LedgerStore, summarize } from './ledger.ts';

/** The ledger in the store's table `llm_calls`. */
export function createStoreLedger(database: Kysely<Database>): LedgerStore {
  return {
    add: (entry) =>
      guardStorage(async () => {
        await database
          .insertInto('llm_calls')
          .values({
            run: entry.run,
            at: entry.at,
            provider: entry.provider,
            model: entry.model,
            role: entry.role,
            purpose: entry.purpose,
            tokens_in: entry.tokensIn,
            tokens_out: entry.tokensOut,
            cost_usd: entry.costUsd,
            seconds: entry.seconds,
            cached: entry.cached ? 1 : 0,
            outcome: entry.outcome,
          })
          .execute();
      }),

    summary: ({ run, since } = {}) =>
      guardStorage(async () => {
        const rows = await database
          .selectFrom('llm_calls')
          .select(({ fn }) => [
            'provider',
            'model',
            'cached',
            'outcome',
            fn.countAll<number>().as('rows'),
            fn.count<number>('cost_usd').as('priced'),
            fn.sum<number>('tokens_in').as('tokensIn'),
            fn.sum<number>('tokens_out').as('tokensOut'),
            fn.sum<number | null>('cost_usd').as('costUsd'),
            fn.sum<number>('seconds').as('seconds'),
          ])
          .$if(run !== undefined, (query) => query.where('run', '=', run!))
          .$if(since !== undefined, (query) => query.where('at', '>=', since!))
          .groupBy(['provider', 'model', 'cached', 'outcome'])
          .orderBy('provider')
          .orderBy('model')
          .execute();
        const lines = Map.groupBy(rows, (row) => `${row.provider}:${row.model}`);
        return summarize(
          [...lines.values()].map((group) => {
            const { provider, model } = group[0]!;
            const sum = (of: (row: (typeof group)[number]) => number) =>
              group.reduce((total, row) => total + Number(of(row)), 0);
            return {
              provider,
              model,
              calls: sum((row) => (row.cached ? 0 : row.rows)),
              failed: sum((row) => (row.outcome === 'ok' ? 0 : row.rows)),
              cached: sum((row) => (row.cached ? row.rows : 0)),
              tokensIn: sum((row) => row.tokensIn),
              tokensOut: sum((row) => row.tokensOut),
              costUsd: sum((row) => row.costUsd ?? 0),
              unpricedCalls: sum((row) => Number(row.rows) - Number(row.priced)),
              seconds: sum((row) => row.seconds),
            };
          }),
        );
      }),
  };
}
