import { LimitError } from '../errors/index.ts';
import { type Clock, systemClock } from './clock.ts';
import type { LimitsConfig } from './models-config.ts';
import { costOf } from './prices.ts';
import { createRepetitionDetector } from './repetition.ts';
import type { Candidate, Tokens } from './types.ts';

export interface RunUsage {
  calls: number;
  tokens: number;
  costUsd: number;
  /** Calls whose price was unknown, and which `costUsd` therefore leaves out. */
  unpricedCalls: number;
  seconds: number;
}

/** What a call may use at most: held back until `settle` says what it used. */
export interface Reservation {
  /** Longest answer that the limits still allow. Tokens. */
  maxOutputTokens: number;
  settle(tokens: Pick<Tokens, 'in' | 'out'>, costUsd: number | null): void;
}

/** The breakers of one run. They look at what was done, not at what a model says. Once one tripped, it stays so. */
export interface RunLimits {
  readonly run: string;
  /** The limit that was reached first, or null. */
  readonly tripped: LimitError | null;
  /** @throws LimitError when a limit has been reached; the run ends with what it has. */
  check(): void;
  /** Before each call of a model. @throws LimitError when it would go over a limit. */
  reserve(call: { tokensIn: number; maxOutputTokens: number; price: Candidate['price'] }): Reservation;
  /** Before each call of a tool, or of anything else an agent may repeat. @throws LimitError when it goes round in circles. */
  noteAction(agent: string, action: string, args: unknown): void;
  /** After each answer of an agent in a loop. @throws LimitError when it nearly repeats its earlier ones. */
  noteOutput(agent: string, text: string): void;
  usage(): RunUsage;
  /** Milliseconds until `limits.seconds` is reached; Infinity without that limit. */
  remainingMs(): number;
}

export interface RunLimitsOptions {
  run: string;
  /** Where the limits are configured, as messages name them; `limits` by default. */
  keys?: string;
  limits: LimitsConfig;
  clock?: Pick<Clock, 'now'>;
  /** What a resumed run had used before. */
  used?: Partial<RunUsage>;
}

/** An answer shorter than this is no use: then the limit counts as reached. Tokens. */
const leastOutputTokens = 16;

export function createRunLimits(options: RunLimitsOptions): RunLimits {
  const { run, keys = 'limits', limits, clock = systemClock, used = {} } = options;
  const startedAt = clock.now() - (used.seconds ?? 0) * 1_000;
  const total = { calls: 0, tokens: 0, costUsd: 0, unpricedCalls: 0, ...used };
  const held = { tokens: 0, costUsd: 0 };
  const repetition = limits.repeats === null ? null : createRepetitionDetector({ repeats: limits.repeats });
  let tripped: LimitError | null = null;

  const elapsedSeconds = () => (clock.now() - startedAt) / 1_000;

  function trip(limit: keyof LimitsConfig, what: string): never {
    const key = `${keys}.${limit}`;
    tripped ??= new LimitError(
      key,
      `Run ${run} reached ${key}: ${what}. Raise ${key} if the run needs more.`,
      {
        details: { run, limit: key, value: limits[limit] },
      },
    );
    throw tripped;
  }

  function check(): void {
    if (tripped !== null) throw tripped;
    if (limits.seconds !== null && elapsedSeconds() >= limits.seconds)
      trip('seconds', `it has run for ${Math.floor(elapsedSeconds())} of ${limits.seconds} s`);
  }

  return {
    run,
    get tripped() {
      return tripped;
    },
    check,

    reserve({ tokensIn, maxOutputTokens, price }) {
      check();
      if (limits.calls !== null && total.calls >= limits.calls)
        trip(
          'calls',
          `${total.calls} ${total.calls === 1 ? 'call' : 'calls'} of a language model ${total.calls === 1 ? 'was' : 'were'} made`,
        );
      let allowed = maxOutputTokens;
      if (limits.tokens !== null) {
        allowed = Math.min(allowed, limits.tokens - total.tokens - held.tokens - tokensIn);
        if (allowed < leastOutputTokens)
          trip(
            'tokens',
            `${total.tokens} of ${limits.tokens} tokens are used, and the next call sends about ${tokensIn}`,
          );
      }
      if (limits.costUsd !== null) {
        if (price === null)
          trip('costUsd', 'the next model has no price in models.prices, so its cost cannot be limited');
        const left = limits.costUsd - total.costUsd - held.costUsd - costOf(price, { in: tokensIn, out: 0 })!;
        if (price.output > 0) allowed = Math.min(allowed, Math.floor((left * 1_000_000) / price.output));
        if (left < 0 || allowed < leastOutputTokens)
          trip(
            'costUsd',
            `${total.costUsd.toFixed(4)} of ${limits.costUsd} USD are spent, and the next call would cost more than is left`,
          );
      }
      const reserved = {
        tokens: tokensIn + allowed,
        costUsd: costOf(price, { in: tokensIn, out: allowed }) ?? 0,
      };
      total.calls += 1;
      held.tokens += reserved.tokens;
      held.costUsd += reserved.costUsd;
      let open = true;
      return {
        maxOutputTokens: allowed,
        settle(tokens, costUsd) {
          if (!open) return;
          open = false;
          held.tokens -= reserved.tokens;
          held.costUsd -= reserved.costUsd;
          total.tokens += tokens.in + tokens.out;
          total.costUsd += costUsd ?? 0;
          if (costUsd === null) total.unpricedCalls += 1;
        },
      };
    },

    noteAction(agent, action, args) {
      check();
      const sentence = repetition?.action(agent, action, args);
      if (sentence) trip('repeats', sentence);
    },

    noteOutput(agent, text) {
      check();
      const sentence = repetition?.output(agent, text);
      if (sentence) trip('repeats', sentence);
    },

    usage: () => ({ ...total, seconds: elapsedSeconds() }),
    remainingMs: () =>
      limits.seconds === null ? Infinity : Math.max(0, limits.seconds * 1_000 - (clock.now() - startedAt)),
  };
}
