import type { ModelName } from './model-name.ts';

/** A JSON Schema, as zod's `toJSONSchema` gives it. */
export type JsonSchema = Readonly<Record<string, unknown>>;

/** A tool that a model asks to be called. */
export interface ToolCall {
  id: string;
  name: string;
  /** Empty where `malformed` is set. */
  arguments: Record<string, unknown>;
  /** What the model wrote in place of a JSON object of arguments, to be given back to it. */
  malformed?: string;
}

/** One message of a conversation. */
export type ChatMessage =
  | { role: 'system' | 'user'; content: string }
  | { role: 'assistant'; content: string; toolCalls?: readonly ToolCall[] }
  | { role: 'tool'; content: string; toolCallId: string; name: string };

/** A tool as a model sees it. */
export interface ToolDescription {
  /** snake_case. */
  name: string;
  description: string;
  parameters: JsonSchema;
}

export interface Tokens {
  in: number;
  out: number;
  /** True where the service did not count and the figures are estimates (four characters a token). */
  estimated: boolean;
}

/** What a model answered. */
export interface ChatAnswer {
  text: string;
  toolCalls: ToolCall[];
  /** `provider:model`. */
  model: string;
  tokens: Tokens;
  /** USD; null where no price is known. */
  costUsd: number | null;
  seconds: number;
  /** Tries that it took. */
  attempts: number;
  /** The answer ended because it reached the longest allowed length. */
  truncated: boolean;
}

/** A model that may be asked, with what is known of it. */
export interface Candidate extends ModelName {
  /** `provider:model`. */
  name: string;
  /** Where its service is, without credentials. */
  server: string;
  /** USD for a million tokens; null where unknown. */
  price: { input: number; output: number } | null;
}

/** What is configured and what was found, for `status`, `doctor` and `/model`. */
export interface ModelsDescription {
  /** `models.provider` as configured. */
  provider: 'auto' | 'none' | ModelName['provider'];
  small: string | null;
  large: string | null;
  fallbacks: string[];
  /** Where each model's service is. */
  servers: Record<string, string>;
  /** What that means, in one sentence for people. */
  sentence: string;
}
