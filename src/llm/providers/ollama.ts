import { ChatOllama } from '@langchain/ollama';
import { type ProviderAdapter, toToolDefinitions } from './provider.ts';

/** Ollama's own API (`/api/chat`). */
export const openOllama: ProviderAdapter = ({ candidate, config, wire, maxOutputTokens, schema, tools }) => {
  const model = new ChatOllama({
    baseUrl: candidate.server,
    model: candidate.model,
    fetch: wire.fetch,
    maxRetries: 0,
    numPredict: maxOutputTokens,
    keepAlive: config.ollama.keepAlive,
    think: config.ollama.think,
    ...(config.temperature === null ? {} : { temperature: config.temperature }),
    ...(config.ollama.contextTokens === null ? {} : { numCtx: config.ollama.contextTokens }),
  });
  return (messages) =>
    model.stream(messages, {
      ...(schema === null ? {} : { format: { ...schema } }),
      ...(tools.length === 0 ? {} : { tools: toToolDefinitions(tools) }),
    });
};
