import { createHash } from 'node:crypto';
import { InterruptedError, OpsmithError, ProviderError } from '../errors/index.ts';
import { type AttemptContext, attemptCall } from './attempt.ts';
import { canonicalJson } from './canonical-json.ts';
import type { ChatOptions } from './chat-options.ts';
import type { Clock } from './clock.ts';
import type { CollectedAnswer } from './collect-answer.ts';
import type { LedgerStore } from './ledger.ts';
import { costOf, estimateTokens } from './prices.ts';
import { withRetries } from './retry.ts';
import type { Reservation } from './run-limits.ts';
import type { Candidate, ChatAnswer, ChatMessage, Tokens } from './types.ts';

export interface AskContext extends AttemptContext {
  clock: Clock;
  ledger: LedgerStore;
  /** Models that just failed for good, with the error and until when they are passed over. */
  cooling: Map<string, { error: ProviderError; until: number }>;
  /** Models whose service refused to be told the schema of an answer. */
  schemaRefused: Set<string>;
}

/**
 * One call of one model, with retries, limits and an entry in the ledger.
 * @throws ProviderError when it failed for good, LimitError before it would go over a limit, InterruptedError when the signal ended it.
 */
export async function askModel(
  candidate: Candidate,
  messages: readonly ChatMessage[],
  options: ChatOptions,
  context: AskContext,
): Promise<ChatAnswer> {
  const { clock, cooling, config } = context;
  const { limits, signal } = options;
  if (signal?.aborted) throw new InterruptedError();
  const resting = cooling.get(candidate.name);
  if (resting !== undefined && clock.now() < resting.until)
    throw passedOver(resting.error, resting.until - clock.now());
  limits?.noteAction(candidate.name, options.purpose ?? 'chat', digest(canonicalJson(messages)));

  const startedAt = clock.now();
  const spent: Spent = { attempts: 0, tokens: { in: 0, out: 0, estimated: false } };
  try {
    const answer = await withRetries(() => tryOnce(candidate, messages, options, context, spent), {
      retries: config.retries,
      withinMs: config.timeoutMs,
      clock,
      signal,
    });
    cooling.delete(candidate.name);
    const seconds = (clock.now() - startedAt) / 1_000;
    const costUsd = costOf(candidate.price, spent.tokens);
    await note('ok', seconds);
    return {
      text: answer.text,
      toolCalls: answer.toolCalls,
      model: candidate.name,
      tokens: spent.tokens,
      costUsd,
      seconds,
      attempts: spent.attempts,
      truncated: answer.finish === 'length' || answer.finish === 'max_tokens',
    };
  } catch (thrown) {
    const error = signal?.aborted ? new InterruptedError() : thrown;
    if (error instanceof ProviderError) rest(error);
    if (spent.attempts > 0 && error instanceof OpsmithError)
      await note(error.code, (clock.now() - startedAt) / 1_000);
    throw error;
  }

  function rest(error: ProviderError): void {
    // What a particular question brought about says nothing of the next.
    if (['provider-rejected', 'answer-too-large', 'answer-refused'].includes(error.code)) return;
    // A model that let us wait is passed over for longer than it did: waiting for it must not become what a conversation consists of.
    const waitedMs = error.code === 'provider-timeout' ? clock.now() - startedAt : 0;
    const ms =
      config.cooldownMs === 0 ? 0 : Math.max(config.cooldownMs, error.retryAfterMs ?? 0, 5 * waitedMs);
    if (ms > 0) cooling.set(candidate.name, { error, until: clock.now() + ms });
  }

  async function note(outcome: string, seconds: number): Promise<void> {
    await context.ledger.add({
      run: options.run ?? limits?.run ?? null,
      at: new Date(clock.now()).toISOString(),
      provider: candidate.provider,
      model: candidate.model,
      role: options.role ?? 'large',
      purpose: options.purpose ?? 'chat',
      tokensIn: spent.tokens.in,
      tokensOut: spent.tokens.out,
      costUsd: costOf(candidate.price, spent.tokens),
      seconds,
      cached: false,
      outcome,
    });
  }
}

/** The error of a model that is not asked again yet. */
function passedOver(error: ProviderError, ms: number): ProviderError {
  const message = `${error.message} It is passed over for another ${Math.ceil(ms / 1_000)} s.`;
  return new ProviderError(error.code, message, {
    cause: error,
    retryable: error.retryable,
    retryAfterMs: error.retryAfterMs,
    details: error.details,
  });
}

/** What the tries of a call used together: a failed one may cost as much as one that worked. */
interface Spent {
  attempts: number;
  tokens: Tokens;
}

async function tryOnce(
  candidate: Candidate,
  messages: readonly ChatMessage[],
  options: ChatOptions,
  context: AskContext,
  spent: Spent,
): Promise<CollectedAnswer> {
  const { config, schemaRefused } = context;
  const { limits, tools = [] } = options;
  const tokensIn = estimateTokens([...messages.map(textOf), ...tools.map((tool) => JSON.stringify(tool))]);
  const wanted = Math.min(options.maxOutputTokens ?? config.maxOutputTokens, config.maxOutputTokens);
  const reservation: Reservation = limits?.reserve({
    tokensIn,
    maxOutputTokens: wanted,
    price: candidate.price,
  }) ?? {
    maxOutputTokens: wanted,
    settle: () => {},
  };
  if (spent.attempts > 0) options.onRestart?.();
  spent.attempts += 1;

  let streamed = 0;
  const tellsSchema = options.schema !== undefined && config.structured && !schemaRefused.has(candidate.name);
  try {
    const answer = await attemptCall(
      {
        candidate,
        messages,
        tools,
        schema: tellsSchema ? options.schema! : null,
        maxOutputTokens: reservation.maxOutputTokens,
        maxMs: limits?.remainingMs() ?? Infinity,
        patience: options.patience,
        signal: options.signal,
        onToken: (text) => {
          streamed += text.length;
          options.onToken?.(text);
        },
      },
      context,
    );
    const calls = JSON.stringify(answer.toolCalls);
    settle(
      answer.tokens ?? { in: tokensIn, out: Math.ceil((answer.text.length + calls.length - 2) / 4) },
      answer.tokens === null,
    );
    return answer;
  } catch (thrown) {
    // A try that was turned away cost nothing; one that broke half way was paid for as far as it came.
    const wasRead = streamed > 0 || (thrown instanceof ProviderError && thrown.code === 'provider-timeout');
    settle({ in: wasRead ? tokensIn : 0, out: Math.ceil(streamed / 4) }, wasRead);
    if (tellsSchema && isAboutSchema(thrown)) {
      schemaRefused.add(candidate.name);
      return tryOnce(candidate, messages, options, context, spent);
    }
    // A try that ended because the run's time was up is the limit's doing, not the service's.
    limits?.check();
    throw thrown;
  }

  function settle(tokens: { in: number; out: number }, estimated: boolean): void {
    reservation.settle(tokens, costOf(candidate.price, tokens));
    spent.tokens.in += tokens.in;
    spent.tokens.out += tokens.out;
    spent.tokens.estimated ||= estimated;
  }
}

/** Servers differ in whether they take a schema at all, and in how they say that they don't. */
function isAboutSchema(thrown: unknown): boolean {
  if (!(thrown instanceof ProviderError)) return false;
  const status = thrown.details.status;
  return (
    (status === 400 || status === 422 || status === 500 || status === 501) &&
    /response_?format|json_?schema|schema|grammar|structured|format/i.test(
      thrown.message.split('It says:')[1] ?? '',
    )
  );
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

function textOf(message: ChatMessage): string {
  return message.role === 'assistant' && message.toolCalls?.length
    ? message.content + JSON.stringify(message.toolCalls)
    : message.content;
}
