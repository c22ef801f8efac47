import { ProviderError } from '../errors/index.ts';
import type { Clock } from './clock.ts';
import type { ModelsConfig } from './models-config.ts';

export interface RetryOptions {
  retries: ModelsConfig['retries'];
  clock: Clock;
  signal?: AbortSignal;
  /** No further try begins once this has passed; left out: however long the tries take. */
  withinMs?: number;
  /** Told before each further try. */
  onRetry?: (error: ProviderError, waitMs: number) => void;
}

/**
 * Tries until it works, the tries are used up, or the failure is one that will not pass. Waits grow twofold, each drawn from its upper half
 * ("equal jitter": Brooker 2015, AWS Architecture Blog); a service's own Retry-After is honoured, and where it asks for more than
 * `retries.maxMs` the call fails at once rather than hang.
 */
export async function withRetries<T>(
  work: (attempt: number) => Promise<T>,
  options: RetryOptions,
): Promise<T> {
  const { retries, clock, signal, withinMs = Infinity, onRetry } = options;
  const startedAt = clock.now();
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work(attempt);
    } catch (thrown) {
      if (!(thrown instanceof ProviderError) || !thrown.retryable || attempt >= retries.attempts)
        throw thrown;
      const waitMs = thrown.retryAfterMs ?? backoffMs(attempt, retries, clock.random());
      if (waitMs > retries.maxMs || clock.now() - startedAt + waitMs >= withinMs) throw thrown;
      onRetry?.(thrown, waitMs);
      await clock.sleep(waitMs, signal);
      if (signal?.aborted) throw thrown;
    }
  }
}

function backoffMs(attempt: number, retries: ModelsConfig['retries'], random: number): number {
  const full = Math.min(retries.maxMs, retries.baseMs * 2 ** (attempt - 1));
  return full / 2 + (full / 2) * random;
}
