import { MemorySaver, type SerializerProtocol } from '@langchain/langgraph-checkpoint';

/** LangGraph's own form, for values that plain JSON does not bring back: sets, maps, bytes, messages. Its class is not for use by others, but its savers have one. */
const serializer = new MemorySaver().serde as SerializerProtocol & { _dumps(value: unknown): Uint8Array };
const decoder = new TextDecoder();

/** So deep are plain values looked into; what is deeper may be a circle. */
const deepest = 64;

/**
 * A value of a graph's state as text, which `readText` brings back. Plain values are told by one look at them and written as plain JSON: LangGraph's own way walks through
 * each twice more, and a turn writes its state some six times.
 */
export function writeText(value: unknown): string {
  if (isPlain(value, 0)) return JSON.stringify(value);
  if (Array.isArray(value) && value.some(isSend)) return `[${value.map(writeSend).join(',')}]`;
  return decoder.decode(serializer._dumps(value));
}

/** An object whose values are given as text. */
export function joinTexts(texts: Iterable<readonly [string, string]>): string {
  return `{${Array.from(texts, ([key, text]) => `${JSON.stringify(key)}:${text}`).join(',')}}`;
}

/** What `writeText`, or LangGraph's own way, made of a value. @throws SyntaxError when it is not whole */
export async function readText(text: string): Promise<unknown> {
  // All that is not plain JSON is marked by this name.
  return text.includes('"lc":') ? serializer.loadsTyped('json', text) : JSON.parse(text);
}

/** Whether plain JSON brings the value back; a field that is undefined is as good as one that is not there. */
function isPlain(value: unknown, depth: number): boolean {
  if (value === null || typeof value !== 'object') return typeof value !== 'undefined' && !isOdd(value);
  if (depth > deepest) return false;
  if (Array.isArray(value)) {
    for (let index = 0; index < value.length; index += 1) if (!isPlain(value[index], depth + 1)) return false;
    return true;
  }
  const prototype: unknown = Object.getPrototypeOf(value);
  if ((prototype !== Object.prototype && prototype !== null) || 'toJSON' in value) return false;
  for (const key in value) {
    const field = (value as Record<string, unknown>)[key];
    if (field !== undefined && !isPlain(field, depth + 1)) return false;
  }
  return true;
}

function isOdd(value: unknown): boolean {
  return typeof value === 'bigint' || typeof value === 'function' || typeof value === 'symbol';
}

interface SendLike {
  node: string;
  args: unknown;
  timeout?: unknown;
}

/** A node that is to be called with a state of its own. */
function isSend(value: unknown): value is SendLike {
  return typeof value === 'object' && value !== null && 'lg_name' in value && value.lg_name === 'Send';
}

function writeSend(value: unknown): string {
  if (!isSend(value)) return writeText(value);
  const { node, args, timeout } = value;
  return joinTexts([
    ['node', JSON.stringify(node)],
    ['args', writeText(args)],
    ...(timeout === undefined ? [] : [['timeout', writeText(timeout)] as const]),
  ]);
}
