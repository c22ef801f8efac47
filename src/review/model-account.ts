/** What a language model did in a review, and what it cost. */
export interface ModelAccount {
  /** `provider:model` that proposed; null where none was asked for findings, or none answered. */
  by: string | null;
  /** Why none was asked for findings; null where one was. */
  notAsked: string | null;
  /** Stretches of code: how many there are, to how many a usable answer came, to how many none, and how many were not shown. */
  chunks: { total: number; answered: number; failed: number; notShown: number };
  proposed: number;
  /** Proposals that were not looked at any further, by reason. */
  dropped: Readonly<Record<string, number>>;
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
  /** Calls without an answer: they failed for good, or a limit cut them off. What they used, as far as it is known, is counted below. */
  failedCalls: number;
  cached: number;
  tokens: { in: number; out: number };
  /** USD; null where a call's price is not known. */
  costUsd: number | null;
  /** Seconds that the review spent with the model. */
  seconds: number;
}

/** The account in a line or two for people; none where no model was asked anything. */
export function accountLines(account: ModelAccount): string[] {
  const { by, chunks, proposed, refuted, unargued, kept, stopped, failure, calls, cached, tokens } = account;
  const found =
    by === null
      ? []
      : [
          `${by} proposed ${proposed}`,
          ...droppedIn(account),
          ...(refuted > 0 ? [`${refuted} refuted`] : []),
          ...(unargued > 0 ? [`${unargued} not argued about`] : []),
          `${kept} kept`,
          ...(chunks.notShown > 0
            ? [`${chunks.notShown} of ${chunks.total} stretches of code not shown`]
            : []),
          ...(chunks.failed > 0 ? [`${chunks.failed} without a usable answer`] : []),
        ];
  const spent = [
    `${calls} ${calls === 1 ? 'call' : 'calls'}`,
    ...(account.failedCalls > 0 ? [`${account.failedCalls} without an answer`] : []),
    ...(cached > 0 ? [`${cached} from the cache`] : []),
    `${(tokens.in + tokens.out).toLocaleString('en-US')} tokens`,
    account.costUsd === null ? 'cost unknown' : `$${account.costUsd.toFixed(account.costUsd < 0.1 ? 4 : 2)}`,
    `${account.seconds.toFixed(1)} s`,
  ];
  if (
    found.length === 0 &&
    calls === 0 &&
    cached === 0 &&
    account.failedCalls === 0 &&
    failure === null &&
    stopped === null
  )
    return [];
  return [
    `model: ${[...(found.length > 0 ? [found.join(', ')] : []), spent.join(', ')].join(' · ')}`,
    ...(stopped === null ? [] : [stopped]),
  ];
}

function droppedIn({ dropped }: ModelAccount): string[] {
  const reasons = Object.entries(dropped).filter(([, number]) => number > 0);
  const total = reasons.reduce((sum, [, number]) => sum + number, 0);
  if (total === 0) return [];
  return [
    `${total} dropped (${reasons.map(([reason, number]) => `${reason.replaceAll('-', ' ')} ${number}`).join(', ')})`,
  ];
}
