import { ProviderName } from './models-config.ts';

/** A model and the service that it is reached through. */
export interface ModelName {
  provider: ProviderName;
  model: string;
}

/** Reads `provider:model`, or a bare model of `provider`: Ollama's own names have a colon too (`qwen3:8b`). */
export function parseModelName(text: string, provider: ProviderName): ModelName {
  const split = text.indexOf(':');
  const named = split > 0 ? ProviderName.safeParse(text.slice(0, split)) : undefined;
  if (named?.success && split < text.length - 1)
    return { provider: named.data, model: text.slice(split + 1) };
  return { provider, model: text };
}

/** `provider:model`, as it stands in answers, in the ledger and in `prices`. */
export function formatModelName(name: ModelName): string {
  return `${name.provider}:${name.model}`;
}
