import type { ModelsConfig, ProviderName } from './models-config.ts';
import type { Candidate, Tokens } from './types.ts';

/**
 * The price of a model: as configured, else 0 for Ollama and for servers on this machine, else unknown. No list prices are built in: they change.
 */
export function priceOf(
  config: Pick<ModelsConfig, 'prices'>,
  provider: ProviderName,
  model: string,
  server: string,
): Candidate['price'] {
  const configured = config.prices[`${provider}:${model}`];
  if (configured !== undefined) return configured;
  return provider === 'ollama' || isLoopback(server) ? { input: 0, output: 0 } : null;
}

/** USD, or null where the price is unknown. */
export function costOf(price: Candidate['price'], tokens: Pick<Tokens, 'in' | 'out'>): number | null {
  return price === null ? null : (tokens.in * price.input + tokens.out * price.output) / 1_000_000;
}

/** Whether a URL leads to this machine. */
export function isLoopback(url: string): boolean {
  try {
    const { hostname } = new URL(url);
    return hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d{1,3}){3}$/.test(hostname);
  } catch {
    return false;
  }
}

/** A cautious guess at the number of tokens: four UTF-16 units each, one more for each message's frame. */
export function estimateTokens(texts: readonly string[]): number {
  return texts.reduce((sum, text) => sum + Math.ceil(text.length / 4) + 4, 0);
}
