import { type FakeService, type Protocol, reply, sendJson, startService, wordsOf } from './fake-service.ts';
import type { ModelRequest, ScriptedModel } from './scripted-model.ts';

/** The token that the fake lets in. */
export const geminiToken = 'ya29.fake-token-for-tests';

/**
 * Gemini on Vertex AI: `:generateContent`, and `:streamGenerateContent`, which answers a JSON array element by element. As the service does, every
 * element repeats the usage so far, and one element may hold several parts.
 */
export async function startGemini(
  script: ScriptedModel,
  models: readonly string[] = ['gemini-tiny'],
): Promise<FakeService> {
  return startService(script, async ({ path, body, headers }, response) => {
    const match =
      /^\/v1\/projects\/([^/]+)\/locations\/([^/]+)\/publishers\/google\/models\/([^:]+):(\w+)$/.exec(path);
    if (match === null) return sendJson(response, 404, protocol.refusal(404, `no ${path} here`, null));
    const request = readRequest(path, headers, body, match[3]!, match[4] === 'streamGenerateContent');
    if (headers.authorization !== `Bearer ${geminiToken}`)
      return sendJson(
        response,
        401,
        protocol.refusal(401, 'Request had invalid authentication credentials.', request),
      );
    if (!models.includes(request.model))
      return sendJson(
        response,
        404,
        protocol.refusal(404, `Publisher Model \`${request.model}\` was not found`, request),
      );
    return reply(request, script, protocol, response);
  });
}

interface Content {
  role?: string;
  parts: { text?: string; functionCall?: unknown; functionResponse?: unknown }[];
}

function readRequest(
  path: string,
  headers: ModelRequest['headers'],
  body: Record<string, unknown>,
  model: string,
  stream: boolean,
): ModelRequest {
  const raw = body as {
    contents: Content[];
    systemInstruction?: Content;
    tools?: { functionDeclarations?: { name: string }[] }[];
    generationConfig?: {
      temperature?: number;
      maxOutputTokens?: number;
      responseMimeType?: string;
      responseSchema?: unknown;
    };
  };
  const textOf = (content: Content) =>
    content.parts.map((part) => part.text ?? JSON.stringify(part)).join('');
  return {
    protocol: 'gemini',
    path,
    headers,
    model,
    stream,
    messages: [
      ...(raw.systemInstruction === undefined
        ? []
        : [{ role: 'system', content: textOf(raw.systemInstruction) }]),
      ...raw.contents.map((content) => ({ role: content.role ?? 'user', content: textOf(content) })),
    ],
    tools: (raw.tools ?? []).flatMap((tool) => (tool.functionDeclarations ?? []).map(({ name }) => name)),
    format: raw.generationConfig?.responseSchema ?? raw.generationConfig?.responseMimeType,
    temperature: raw.generationConfig?.temperature,
    maxTokens: raw.generationConfig?.maxOutputTokens,
    body,
  };
}

const protocol: Protocol = {
  streamType: 'application/json; charset=UTF-8',
  pieces(answer, request) {
    const words = wordsOf(answer.text);
    const calls = answer.toolCalls.map((call) => ({
      functionCall: { name: call.name, args: call.arguments },
    }));
    const parts = [...words.map((text) => [{ text }]), ...(calls.length > 0 ? [calls] : [])];
    const elements = parts.map((part, index) =>
      JSON.stringify({
        candidates: [{ content: { role: 'model', parts: part } }],
        ...usageOf(answer.tokens, (index + 1) / (parts.length + 1)),
        modelVersion: request.model,
      }),
    );
    const last = JSON.stringify({
      candidates: [
        { content: { role: 'model', parts: [{ text: '' }] }, finishReason: finishOf(answer.finish) },
      ],
      ...usageOf(answer.tokens, 1),
      modelVersion: request.model,
    });
    const [first = last, ...rest] = elements;
    return {
      body: [`[${first}\n`, ...rest.map((element) => `,\r\n${element}\n`)],
      end: elements.length === 0 ? [']'] : [`,\r\n${last}\n`, ']'],
    };
  },
  whole: (answer) =>
    JSON.stringify({
      candidates: [
        {
          content: {
            role: 'model',
            parts: [
              ...(answer.text === '' ? [] : [{ text: answer.text }]),
              ...answer.toolCalls.map((call) => ({
                functionCall: { name: call.name, args: call.arguments },
              })),
            ],
          },
          finishReason: finishOf(answer.finish),
        },
      ],
      ...usageOf(answer.tokens, 1),
    }),
  refusal(status, message, request) {
    const error = { error: { code: status, message, status: 'FAILED' } };
    return JSON.stringify(request?.stream ? [error] : error);
  },
  garbled: ',\r\n{"candidates": [{"content": {"parts"\n{broken}]',
  errorWithin: (message) => `,\r\n${JSON.stringify({ error: { code: 500, message, status: 'INTERNAL' } })}]`,
};

function finishOf(finish: 'stop' | 'length'): string {
  return finish === 'stop' ? 'STOP' : 'MAX_TOKENS';
}

function usageOf(tokens: { in: number; out: number } | null, share: number) {
  if (tokens === null) return {};
  const out = Math.round(tokens.out * share);
  return {
    usageMetadata: {
      promptTokenCount: tokens.in,
      candidatesTokenCount: out,
      totalTokenCount: tokens.in + out,
    },
  };
}
