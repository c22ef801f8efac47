import type { ActionContext, ActionResult } from '../define.ts';
import { counted, inlineCode, integer, percent, table, usd } from './figures.ts';

/** How opsmith is: runs by status, what is under way, models with what they cost, the cache, what was recommended. */
export async function readStatus(
  _input: unknown,
  { store, models, run }: ActionContext,
): Promise<ActionResult> {
  const [byStatus, running, interrupted, waiting, recommendations, described, ledger, cache] =
    await Promise.all([
      store.runs.countByStatus(),
      store.runs.list({ status: 'running', limit: 20 }),
      store.runs.list({ status: 'interrupted', limit: 20 }),
      store.runs.list({ status: 'waiting', limit: 20 }),
      store.recommendations.count(),
      models.describe(),
      models.ledger.summary(),
      models.cache?.size() ?? null,
    ]);
  const unfinished = [...running, ...interrupted, ...waiting].filter(({ id }) => id !== run);
  const data = {
    runs: {
      byStatus,
      unfinished: unfinished.map(({ id, kind, status, startedAt }) => ({ id, kind, status, startedAt })),
    },
    recommendations,
    models: described,
    ledger,
    cache,
  };
  const rows = [
    ['runs', runsText(byStatus)],
    [
      'under way besides this one',
      unfinished.length === 0
        ? 'nothing'
        : unfinished.map(({ id, status }) => `${inlineCode(id)} (${status})`).join(', '),
    ],
    ['recommendations kept', integer(recommendations)],
    ['language model', described.large ?? described.small ?? 'none: default policies decide'],
    ['calls of models', callsText(ledger)],
    ['cost', costText(ledger)],
    [
      'answers from the cache',
      ledger.cacheHitRate === null ? 'nothing was asked yet' : percent(ledger.cacheHitRate),
    ],
    ['cache', cache === null ? 'off' : `${counted(cache.entries, 'answer')}, ${integer(cache.bytes)} bytes`],
  ];
  return { text: `${table(['', ''], rows, 2)}\n\n${described.sentence}`, data };
}

function runsText(byStatus: Record<string, number>): string {
  const parts = Object.entries(byStatus).map(([status, count]) => `${integer(count)} ${status}`);
  return parts.length === 0 ? 'none yet' : parts.join(', ');
}

function callsText(ledger: { calls: number; failed: number; tokensIn: number; tokensOut: number }): string {
  if (ledger.calls === 0) return 'none';
  const failed = ledger.failed === 0 ? '' : `, ${integer(ledger.failed)} failed`;
  return `${integer(ledger.calls)}${failed}; ${integer(ledger.tokensIn)} tokens sent, ${integer(ledger.tokensOut)} received`;
}

function costText(ledger: { costUsd: number; unpricedCalls: number }): string {
  const unpriced =
    ledger.unpricedCalls === 0
      ? ''
      : `, and ${counted(ledger.unpricedCalls, 'call')} whose price is not known`;
  return `${usd(ledger.costUsd)}${unpriced}`;
}
