import type { Recommendation } from '../../../src/code/index.ts';
import type { ChatAnswer, Models } from '../../../src/llm/index.ts';
import type { DropReason } from './check-proposals.ts';

/** What a language model did in a review, and what it cost. */
export interface ModelAccount {
  /** `provider:model` that proposed; null where none was asked for findings. */
  by: string | null;
  /** Why none was asked for findings; null where one was. */
  notAsked: string | null;
  /** Stretches of code: how many there are, how many a usable answer came to, how many to none, and how many were not shown. */
  chunks: { total: number; answered: number; failed: number; notShown: number };
  proposed: number;
  /** Proposals that were not looked at any further, by reason. */
  dropped: Partial<Record<DropReason, number>>;
  /** Of the others: whose lines were put right. */
  corrected: number;
  /** Of the others: what the second pass argued away, and what nobody could be got to argue about. */
  refuted: number;
  unargued: number;
  /** What is shown. */
  kept: number;
  /** The limit that ended it early, as a sentence; null where none did. */
  stopped: string | null;
  /** Why answers could not be used: the first reason; null where all could. */
  failure: string | null;
  /** Of the whole review, its summary included: calls that were answered, with their retries. The cache's answers cost none. */
  calls: number;
  cached: number;
  tokens: { in: number; out: number };
  /** USD; null where a call's price is not known. */
  costUsd: number | null;
  /** Seconds that the review spent with the model. */
  seconds: number;
}

/** A review's account while it is kept. */
export function openAccount(): ModelAccount {
  return {
    by: null,
    notAsked: null,
    chunks: { total: 0, answered: 0, failed: 0, notShown: 0 },
    proposed: 0,
    dropped: {},
    corrected: 0,
    refuted: 0,
    unargued: 0,
    kept: 0,
    stopped: null,
    failure: null,
    calls: 0,
    cached: 0,
    tokens: { in: 0, out: 0 },
    costUsd: 0,
    seconds: 0,
  };
}

/** Closes the account over what the review shows: a file may have been saved while its findings were argued about. */
export function closeAccount(
  account: ModelAccount,
  recommendations: readonly Recommendation[],
): ModelAccount {
  const shown = recommendations.filter(({ source }) => source === 'model').length;
  const lost = account.kept - shown;
  if (lost > 0) account.dropped['changed-meanwhile'] = lost;
  account.kept = shown;
  account.seconds = Math.round(account.seconds * 1_000) / 1_000;
  return account;
}

/** Counts proposals that were dropped. */
export function countDropped(account: ModelAccount, reasons: readonly DropReason[]): void {
  for (const reason of reasons) account.dropped[reason] = (account.dropped[reason] ?? 0) + 1;
}

/** The models, with every call entered in the account. */
export function accountedModels(models: Models, account: ModelAccount): Models {
  let open = 0;
  let since = 0;
  const begin = (): void => {
    if (open === 0) since = models.clock.now();
    open += 1;
  };
  const end = (): void => {
    open -= 1;
    if (open === 0) account.seconds += (models.clock.now() - since) / 1_000;
  };
  const enter = ({ attempts, tokens, costUsd }: ChatAnswer): void => {
    account.calls += attempts;
    account.tokens.in += tokens.in;
    account.tokens.out += tokens.out;
    account.costUsd = account.costUsd === null || costUsd === null ? null : account.costUsd + costUsd;
  };
  return {
    ...models,
    async ask(...question) {
      begin();
      try {
        const answer = await models.ask(...question);
        enter(answer);
        return answer;
      } finally {
        end();
      }
    },
  };
}
