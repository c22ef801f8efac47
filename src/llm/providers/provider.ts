import type { AIMessage, AIMessageChunk, BaseMessage } from '@langchain/core/messages';
import type { ModelsConfig } from '../models-config.ts';
import type { Candidate, JsonSchema, ToolDescription } from '../types.ts';
import type { Wire } from '../wire.ts';

/** Variables of the environment, as far as providers read them. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** Headers that authorize a call to a URL of Google Cloud. */
export type GoogleAuthorize = (url: string) => Promise<Record<string, string>>;

/** One call, as a provider's adapter gets it. */
export interface ProviderCall {
  candidate: Candidate;
  config: ModelsConfig;
  env: Environment;
  /** All that goes to the service must go through here. */
  wire: Wire;
  maxOutputTokens: number;
  /** Wanted form of the answer, where the service is to be told. */
  schema: JsonSchema | null;
  tools: readonly ToolDescription[];
  /** In place of the default credentials of Google Cloud. */
  googleAuthorize?: GoogleAuthorize;
}

/** A LangChain chat model, ready for one call: gives the answer's pieces, or the whole as one piece. */
export type AskModel = (messages: BaseMessage[]) => Promise<AsyncIterable<AIMessageChunk | AIMessage>>;

/** Makes LangChain's chat model of a service for one call, with retries off: ours are the only ones. */
export type ProviderAdapter = (call: ProviderCall) => AskModel;

/** A tool in the form that all three LangChain adapters take. */
export function toToolDefinitions(tools: readonly ToolDescription[]) {
  return tools.map(({ name, description, parameters }) => ({
    type: 'function' as const,
    function: { name, description, parameters: { ...parameters } },
  }));
}
