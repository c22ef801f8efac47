import type { z } from 'zod';
import { InterruptedError, ProviderError, toError } from '../../errors/index.ts';

const timeoutMs = 60_000;
const mostBytes = 100_000_000;

/** Posts JSON to an embedding service and reads its answer. @throws ProviderError, InterruptedError */
export async function postJson<Answer>({
  service,
  url,
  body,
  headers = {},
  schema,
  signal,
}: {
  /** Its name for people. */
  service: string;
  url: string;
  body: unknown;
  headers?: Readonly<Record<string, string>>;
  schema: z.ZodType<Answer>;
  signal?: AbortSignal | undefined;
}): Promise<Answer> {
  const limit = AbortSignal.timeout(timeoutMs);
  let text: string;
  let status: number;
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
      redirect: 'error',
      signal: signal === undefined ? limit : AbortSignal.any([signal, limit]),
    });
    status = response.status;
    text = await readText(response);
  } catch (cause) {
    if (signal?.aborted) throw new InterruptedError(undefined, { cause });
    throw new ProviderError(
      'embedder-unreachable',
      `${service} at ${new URL(url).origin} did not answer: ${reasonOf(cause)}.`,
      { cause, retryable: true },
    );
  }
  if (status !== 200)
    throw new ProviderError(
      'embedder-refused',
      `${service} refused (status ${status}): ${text.replace(/\s+/g, ' ').slice(0, 200)}`,
      { retryable: status === 429 || status >= 500 },
    );
  const answer = schema.safeParse(parsed(text));
  if (answer.success) return answer.data;
  throw new ProviderError('embedder-answer', `${service} answered something that is no list of vectors.`, {
    retryable: false,
  });
}

async function readText(response: Response): Promise<string> {
  const parts: Uint8Array[] = [];
  let bytes = 0;
  for await (const part of response.body ?? []) {
    bytes += part.byteLength;
    if (bytes > mostBytes) throw new Error('its answer is too long');
    parts.push(part);
  }
  return Buffer.concat(parts).toString('utf8');
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function reasonOf(thrown: unknown): string {
  const error = toError(thrown);
  return (error.cause instanceof Error ? error.cause.message || error.message : error.message).slice(0, 200);
}
