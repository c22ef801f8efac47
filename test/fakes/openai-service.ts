import { type FakeService, type Protocol, reply, sendJson, startService, wordsOf } from './fake-service.ts';
import type { ModelRequest, ScriptedModel } from './scripted-model.ts';

export interface OpenAiServiceOptions {
  models?: readonly string[];
  /** The only key that is let in; undefined: anyone is. */
  key?: string;
}

/** Chat completions as OpenAI-compatible servers speak them: server-sent events or one object, tool calls in pieces, usage. */
export async function startOpenAi(
  script: ScriptedModel,
  options: OpenAiServiceOptions = {},
): Promise<FakeService> {
  const { models = ['gpt-tiny'], key } = options;
  return startService(script, async ({ path, body, headers }, response) => {
    if (key !== undefined && headers.authorization !== `Bearer ${key}`)
      return sendJson(
        response,
        401,
        protocol.refusal(401, `Incorrect API key provided: ${headers.authorization?.slice(7)}.`, null),
      );
    if (path === '/v1/models')
      return sendJson(
        response,
        200,
        JSON.stringify({ object: 'list', data: models.map((id) => ({ id, object: 'model' })) }),
      );
    if (path !== '/v1/chat/completions')
      return sendJson(response, 404, protocol.refusal(404, `no ${path} here`, null));
    const request = readRequest(path, headers, body);
    if (!models.includes(request.model))
      return sendJson(
        response,
        404,
        protocol.refusal(404, `The model \`${request.model}\` does not exist`, request),
      );
    return reply(request, script, protocol, response);
  });
}

function readRequest(
  path: string,
  headers: ModelRequest['headers'],
  body: Record<string, unknown>,
): ModelRequest {
  const raw = body as {
    model: string;
    messages: { role: string; content: string }[];
    stream?: boolean;
    tools?: { function: { name: string } }[];
    response_format?: unknown;
    temperature?: number;
    max_tokens?: number;
  };
  return {
    protocol: 'openai',
    path,
    headers,
    model: raw.model,
    stream: raw.stream ?? false,
    messages: raw.messages.map(({ role, content }) => ({ role, content })),
    tools: (raw.tools ?? []).map((tool) => tool.function.name),
    format: raw.response_format,
    temperature: raw.temperature,
    maxTokens: raw.max_tokens,
    body,
  };
}

const protocol: Protocol = {
  streamType: 'text/event-stream',
  pieces(answer, { model, body }) {
    const finish = answer.toolCalls.length > 0 ? 'tool_calls' : answer.finish;
    const event = (choices: object[], rest: object = {}) =>
      `data: ${JSON.stringify({ id: 'chatcmpl-1', object: 'chat.completion.chunk', created: 1, model, choices, ...rest })}\n\n`;
    const delta = (part: object) => event([{ index: 0, delta: part, finish_reason: null }]);
    const wantsUsage =
      (body.stream_options as { include_usage?: boolean } | undefined)?.include_usage === true;
    return {
      body: [
        delta({ role: 'assistant', content: '' }),
        ...wordsOf(answer.text).map((content) => delta({ content })),
        ...answer.toolCalls.flatMap((call, index) => {
          const text = textOf(call.arguments);
          const half = Math.ceil(text.length / 2);
          // Name first, then the arguments in pieces, as OpenAI sends them.
          return [
            delta({
              tool_calls: [
                {
                  index,
                  id: `call_${index}`,
                  type: 'function',
                  function: { name: call.name, arguments: '' },
                },
              ],
            }),
            delta({ tool_calls: [{ index, function: { arguments: text.slice(0, half) } }] }),
            delta({ tool_calls: [{ index, function: { arguments: text.slice(half) } }] }),
          ];
        }),
      ],
      end: [
        event([{ index: 0, delta: {}, finish_reason: finish }]),
        ...(wantsUsage && answer.tokens !== null ? [event([], { usage: usageOf(answer.tokens) })] : []),
        'data: [DONE]\n\n',
      ],
    };
  },
  whole(answer, { model }) {
    const calls = answer.toolCalls.map((call, index) => ({
      id: `call_${index}`,
      type: 'function',
      function: { name: call.name, arguments: textOf(call.arguments) },
    }));
    return JSON.stringify({
      id: 'chatcmpl-1',
      object: 'chat.completion',
      created: 1,
      model,
      choices: [
        {
          index: 0,
          message: {
            role: 'assistant',
            content: answer.text,
            ...(calls.length > 0 ? { tool_calls: calls } : {}),
          },
          finish_reason: calls.length > 0 ? 'tool_calls' : answer.finish,
        },
      ],
      ...(answer.tokens === null ? {} : { usage: usageOf(answer.tokens) }),
    });
  },
  refusal: (_status, message) =>
    JSON.stringify({ error: { message, type: 'invalid_request_error', code: null } }),
  garbled: 'data: {"choices":[{"delta":{"conte\n\ndata: {broken}\n\n',
  errorWithin: (message) => `data: ${JSON.stringify({ error: { message, type: 'server_error' } })}\n\n`,
};

function textOf(args: Record<string, unknown> | string): string {
  return typeof args === 'string' ? args : JSON.stringify(args);
}

function usageOf(tokens: { in: number; out: number }) {
  return { prompt_tokens: tokens.in, completion_tokens: tokens.out, total_tokens: tokens.in + tokens.out };
}
