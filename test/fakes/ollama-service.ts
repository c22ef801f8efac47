import { type FakeService, type Protocol, reply, sendJson, startService, wordsOf } from './fake-service.ts';
import type { ModelRequest, ScriptedModel } from './scripted-model.ts';

/** A model as `/api/tags` lists it. */
export interface InstalledModel {
  name: string;
  /** `8.0B` */
  parameterSize?: string;
  family?: string;
  /** Set where Ollama only passes calls on. */
  remoteHost?: string;
}

/** Ollama's HTTP API (docs/api.md of Ollama 0.9): tags, version, show, chat with and without streaming. */
export async function startOllama(
  script: ScriptedModel,
  installed: readonly InstalledModel[] = [{ name: 'tiny:1b', parameterSize: '1.0B' }],
): Promise<FakeService> {
  return startService(script, async ({ path, body, headers }, response) => {
    if (path === '/api/version') return sendJson(response, 200, JSON.stringify({ version: '0.9.6' }));
    if (path === '/api/tags')
      return sendJson(response, 200, JSON.stringify({ models: installed.map(describe) }));
    if (path === '/api/show')
      return sendJson(response, 200, JSON.stringify({ capabilities: ['completion', 'tools'], details: {} }));
    if (path !== '/api/chat') return sendJson(response, 404, JSON.stringify({ error: `no ${path} here` }));
    const request = readRequest(path, headers, body);
    if (!installed.some((model) => model.name === request.model || model.name === `${request.model}:latest`))
      return sendJson(response, 404, protocol.refusal(404, `model '${request.model}' not found`, request));
    return reply(request, script, protocol, response);
  });
}

function readRequest(
  path: string,
  headers: ModelRequest['headers'],
  body: Record<string, unknown>,
): ModelRequest {
  const { model, messages, stream, tools, format, options } = body as {
    model: string;
    messages: { role: string; content: string }[];
    stream?: boolean;
    tools?: { function: { name: string } }[];
    format?: unknown;
    options?: { temperature?: number; num_predict?: number };
  };
  return {
    protocol: 'ollama',
    path,
    headers,
    model,
    // Ollama streams unless told not to.
    stream: stream ?? true,
    messages: messages.map(({ role, content }) => ({ role, content })),
    tools: (tools ?? []).map((tool) => tool.function.name),
    format,
    temperature: options?.temperature,
    maxTokens: options?.num_predict,
    body,
  };
}

const at = '2026-01-01T00:00:00.000000Z';

const protocol: Protocol = {
  streamType: 'application/x-ndjson',
  pieces(answer, { model }) {
    const line = (message: object, rest: object) =>
      `${JSON.stringify({ model, created_at: at, message: { role: 'assistant', content: '', ...message }, done: false, ...rest })}\n`;
    return {
      body: [
        ...wordsOf(answer.text).map((content) => line({ content }, {})),
        ...answer.toolCalls.map((call) => line({ tool_calls: [{ function: call }] }, {})),
      ],
      end: [line({}, ending(answer))],
    };
  },
  whole: (answer, { model }) =>
    JSON.stringify({
      model,
      created_at: at,
      message: {
        role: 'assistant',
        content: answer.text,
        ...(answer.toolCalls.length > 0
          ? { tool_calls: answer.toolCalls.map((call) => ({ function: call })) }
          : {}),
      },
      ...ending(answer),
    }),
  refusal: (_status, message) => JSON.stringify({ error: message }),
  garbled: '{"model":"tiny:1b","mess\n{broken}\n',
  errorWithin: (message) => `${JSON.stringify({ error: message })}\n`,
};

function ending({ finish, tokens }: { finish: string; tokens: { in: number; out: number } | null }) {
  return {
    done: true,
    done_reason: finish,
    total_duration: 5_000_000,
    load_duration: 1_000_000,
    ...(tokens === null ? {} : { prompt_eval_count: tokens.in, eval_count: tokens.out }),
  };
}

function describe({ name, parameterSize = '1.0B', family = 'llama', remoteHost }: InstalledModel) {
  return {
    name,
    model: name,
    modified_at: at,
    size: 1_000_000_000,
    digest: '0'.repeat(64),
    ...(remoteHost === undefined ? {} : { remote_host: remoteHost, remote_model: name }),
    details: {
      parent_model: '',
      format: 'gguf',
      family,
      families: [family],
      parameter_size: parameterSize,
      quantization_level: 'Q4_K_M',
    },
  };
}
