import { ChatOpenAICompletions } from '@langchain/openai';
import { type ProviderAdapter, toToolDefinitions } from './provider.ts';

/** Chat completions as OpenAI defined them and many servers speak them. */
export const openOpenAi: ProviderAdapter = ({
  candidate,
  config,
  env,
  wire,
  maxOutputTokens,
  schema,
  tools,
}) => {
  const key = config.openai.apiKeyEnv === null ? undefined : env[config.openai.apiKeyEnv];
  const model = new ChatOpenAICompletions({
    model: candidate.model,
    // Never left to the library: it would look for OPENAI_API_KEY itself, and send it to whatever server is configured.
    apiKey: key || 'none',
    maxRetries: 0,
    maxTokens: maxOutputTokens,
    streaming: config.streaming,
    ...(config.temperature === null ? {} : { temperature: config.temperature }),
    configuration: {
      baseURL: candidate.server,
      fetch: key ? wire.fetch : withoutKey(wire.fetch),
      maxRetries: 0,
      logLevel: 'off',
      organization: null,
      project: null,
    },
  });
  return (messages) =>
    model.stream(messages, {
      ...(schema === null
        ? {}
        : {
            response_format: {
              type: 'json_schema',
              json_schema: { name: 'answer', strict: false, schema: { ...schema } },
            },
          }),
      ...(tools.length === 0 ? {} : { tools: toToolDefinitions(tools) }),
    });
};

/** The library insists on a key and on sending it. */
function withoutKey(send: typeof fetch): typeof fetch {
  return (input, init) => {
    const headers = new Headers(init?.headers);
    headers.delete('authorization');
    return send(input, { ...init, headers });
  };
}
