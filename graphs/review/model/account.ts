import type { Recommendation } from '../../../src/code/index.ts';
import { LimitError, ProviderError } from '../../../src/errors/index.ts';
import type { ChatAnswer, Models, RunLimits } from '../../../src/llm/index.ts';
import type { ModelAccount } from '../../../src/review/index.ts';
import type { DropReason } from './check-proposals.ts';

/** A review's account that is still open. */
export interface OpenAccount extends ModelAccount {
  dropped: Record<string, number>;
}

/** Opens an account: nothing was done yet. */
export function openAccount(): OpenAccount {
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
    failedCalls: 0,
    cached: 0,
    tokens: { in: 0, out: 0 },
    costUsd: 0,
    seconds: 0,
  };
}

/** Closes the account over what the review shows: a file may have been saved while its findings were argued about. */
export function closeAccount(account: OpenAccount, recommendations: readonly Recommendation[]): ModelAccount {
  const shown = recommendations.filter(({ source }) => source === 'model').length;
  const lost = account.kept - shown;
  if (lost > 0) account.dropped['changed-meanwhile'] = lost;
  account.kept = shown;
  account.seconds = Math.round(account.seconds * 1_000) / 1_000;
  return account;
}

/** Counts proposals that were dropped. */
export function countDropped(account: OpenAccount, reasons: readonly DropReason[]): void {
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
  const enter = ({ tokens, costUsd }: Pick<ChatAnswer, 'tokens' | 'costUsd'>): void => {
    account.tokens.in += tokens.in;
    account.tokens.out += tokens.out;
    account.costUsd = account.costUsd === null || costUsd === null ? null : account.costUsd + costUsd;
  };
  return {
    ...models,
    async ask(candidate, messages, options) {
      begin();
      const spent: Spent = { tries: 0, tokens: { in: 0, out: 0, estimated: true }, costUsd: 0 };
      const limits = options?.limits;
      try {
        const watched = limits === undefined ? options : { ...options, limits: watchedLimits(limits, spent) };
        const answer = await models.ask(candidate, messages, watched);
        account.calls += answer.attempts;
        enter(answer);
        return answer;
      } catch (thrown) {
        // One that is passed over for an earlier failure is not called again; one that a limit cut off may well have to be paid for.
        const isFailure = thrown instanceof ProviderError && !(thrown.cause instanceof ProviderError);
        if (isFailure || (thrown instanceof LimitError && spent.tries > 0)) account.failedCalls += 1;
        enter(spent);
        throw thrown;
      } finally {
        end();
      }
    },
  };
}

/** What the tries of one call used. */
interface Spent extends Pick<ChatAnswer, 'tokens' | 'costUsd'> {
  tries: number;
}

/** The same limits, which also tell what each try of a call used: one without an answer has nothing else that says so. */
function watchedLimits(limits: RunLimits, spent: Spent): RunLimits {
  // Inherited and not copied: what has tripped is asked of the limits themselves.
  const watched: RunLimits = Object.create(limits);
  watched.reserve = (call) => {
    const reservation = limits.reserve(call);
    spent.tries += 1;
    return {
      ...reservation,
      settle(tokens, costUsd) {
        spent.tokens.in += tokens.in;
        spent.tokens.out += tokens.out;
        // A try that was turned away cost nothing, whatever the price is.
        if (tokens.in + tokens.out > 0)
          spent.costUsd = spent.costUsd === null || costUsd === null ? null : spent.costUsd + costUsd;
        reservation.settle(tokens, costUsd);
      },
    };
  };
  return watched;
}
