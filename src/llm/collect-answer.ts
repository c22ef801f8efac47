import type { AIMessage, AIMessageChunk } from '@langchain/core/messages';
import type { ToolCall } from './types.ts';

export interface CollectedAnswer {
  text: string;
  toolCalls: ToolCall[];
  /** As the service counted, null where it did not. */
  tokens: { in: number; out: number } | null;
  /** Why the answer ended, in lower case; null where the service did not say, as when the answer was cut. */
  finish: string | null;
}

interface OpenToolCall {
  id: string | undefined;
  index: number | undefined;
  name: string;
  text: string;
}

/**
 * Puts the pieces of an answer together. LangChain's own `concat` is not used: it adds up usage that Gemini repeats in each piece, and
 * merges Ollama's tool calls, which all carry the index 0.
 */
export async function collectAnswer(
  pieces: AsyncIterable<AIMessageChunk | AIMessage>,
  onToken: (text: string) => void,
): Promise<CollectedAnswer> {
  const texts: string[] = [];
  const open: OpenToolCall[] = [];
  const whole: ToolCall[] = [];
  let tokens: CollectedAnswer['tokens'] = null;
  let finish: string | null = null;

  for await (const piece of pieces) {
    const text = piece.text;
    if (text !== '') {
      texts.push(text);
      onToken(text);
    }
    // A whole answer of Gemini comes as a "chunk" too, but with its calls complete.
    const chunks = 'tool_call_chunks' in piece ? (piece.tool_call_chunks ?? []) : [];
    for (const chunk of chunks) addToolCallChunk(open, chunk);
    if (chunks.length === 0) whole.push(...wholeToolCalls(piece));
    const usage = piece.usage_metadata;
    if (usage && (usage.input_tokens > 0 || usage.output_tokens > 0))
      tokens = { in: usage.input_tokens, out: usage.output_tokens };
    finish = finishOf(piece.response_metadata) ?? finish;
  }
  return { text: texts.join(''), toolCalls: [...whole, ...open.map(closeToolCall)], tokens, finish };
}

/** The calls of an answer that came in one piece. */
function wholeToolCalls(message: AIMessage): ToolCall[] {
  const wellFormed = (message.tool_calls ?? []).map((call) => ({
    id: call.id,
    name: call.name,
    arguments: call.args,
  }));
  const malformed = (message.invalid_tool_calls ?? []).map((call) => ({
    id: call.id,
    name: call.name ?? '',
    arguments: {},
    malformed: (call.args ?? '').slice(0, 500),
  }));
  return [...wellFormed, ...malformed].map((call, index) => ({
    ...call,
    id: call.id ?? `call-${index + 1}`,
  }));
}

function addToolCallChunk(
  open: OpenToolCall[],
  chunk: { id?: string; index?: number; name?: string; args?: string },
): void {
  const belongs = open.findLast(
    (call) =>
      call.index === chunk.index && (chunk.id === undefined || call.id === undefined || call.id === chunk.id),
  );
  if (belongs === undefined || (chunk.index === undefined && chunk.name !== undefined)) {
    open.push({ id: chunk.id, index: chunk.index, name: chunk.name ?? '', text: chunk.args ?? '' });
    return;
  }
  belongs.id ??= chunk.id;
  belongs.name += chunk.name ?? '';
  belongs.text += chunk.args ?? '';
}

function closeToolCall(call: OpenToolCall, index: number): ToolCall {
  const id = call.id ?? `call-${index + 1}`;
  try {
    const parsed = JSON.parse(call.text === '' ? '{}' : call.text) as unknown;
    if (typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed))
      return { id, name: call.name, arguments: parsed as Record<string, unknown> };
  } catch {
    // What is not JSON is told as such.
  }
  return { id, name: call.name, arguments: {}, malformed: call.text.slice(0, 500) };
}

/** OpenAI and Gemini call it `finish_reason`, Ollama `done_reason` (or only `done`). */
function finishOf(metadata: Record<string, unknown> | undefined): string | null {
  const reason =
    metadata?.finish_reason ?? metadata?.done_reason ?? (metadata?.done === true ? 'stop' : null);
  return typeof reason === 'string' && reason !== '' ? reason.toLowerCase() : null;
}
