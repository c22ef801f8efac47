import type { ClientRequest } from 'node:http';
import { z } from 'zod';
import { toError } from '../errors/index.ts';

/** A chat model that an Ollama server has. */
export interface OllamaModel {
  /** `qwen3:8b` */
  name: string;
  /** Number of parameters; guessed from the file's size where Ollama does not say. */
  parameters: number;
}

/** `GET /api/tags`, as far as it matters here; tolerant, since versions differ. */
const Tags = z.object({
  models: z
    .array(
      z.object({
        name: z.string(),
        size: z.number().catch(0),
        remote_host: z.string().optional().catch(undefined),
        remote_model: z.string().optional().catch(undefined),
        details: z
          .object({
            parameter_size: z.string().catch(''),
            family: z.string().catch(''),
            families: z.array(z.string()).nullish().catch(null),
          })
          .partial()
          .catch({}),
      }),
    )
    .catch([]),
});

const maxListBytes = 2_000_000;

/**
 * The chat models that an Ollama server can run itself: encoders, and models that it only passes on to a cloud, are left out.
 * Uses Node's plain HTTP client: on the way to the first prompt, loading `fetch` would cost more than the whole request.
 * @throws Error when it cannot be reached within `timeoutMs`, or answers something else.
 */
export async function listOllamaModels(server: string, timeoutMs: number): Promise<OllamaModel[]> {
  const tags = Tags.parse(JSON.parse(await getText(`${server.replace(/\/+$/, '')}/api/tags`, timeoutMs)));
  return tags.models
    .filter((model) => {
      const families = [model.details.family ?? '', ...(model.details.families ?? [])];
      const isEncoder =
        families.some((family) => /bert|embed/i.test(family)) || /embed|minilm|bge-/i.test(model.name);
      const isRemote = model.remote_host || model.remote_model || /[-:]cloud$/.test(model.name);
      return !isEncoder && !isRemote;
    })
    .map((model) => ({
      name: model.name,
      parameters: parametersOf(model.details.parameter_size ?? '', model.size),
    }));
}

/** Below this, models seldom answer in the form asked for. Parameters. */
export const leastUsefulParameters = 1e9;

/** Which installed model takes which role: the largest is the large one; the small one is the smallest that is of use. */
export function chooseOllamaModels(models: readonly OllamaModel[]): { small: string; large: string } | null {
  const bySize = [...models].sort((a, b) => a.parameters - b.parameters || a.name.localeCompare(b.name));
  const large = bySize.at(-1);
  if (large === undefined) return null;
  return {
    small: (bySize.find((model) => model.parameters >= leastUsefulParameters) ?? large).name,
    large: large.name,
  };
}

/** Where Ollama listens: as configured, else as its own variable OLLAMA_HOST says, else its default. */
export function ollamaServer(configured: string | null, host: string | undefined): string {
  if (configured !== null) return configured.replace(/\/+$/, '');
  const text = host?.trim() ?? '';
  if (text === '') return 'http://127.0.0.1:11434';
  try {
    const url = new URL(
      text.includes('://') ? text : `http://${text.startsWith(':') ? `127.0.0.1${text}` : text}`,
    );
    // The variable also tells the server where to listen; "everywhere" is no place to call.
    if (url.hostname === '0.0.0.0' || url.hostname === '[::]') url.hostname = '127.0.0.1';
    if (url.port === '' && !text.includes('://')) url.port = '11434';
    return url.href.replace(/\/+$/, '');
  } catch {
    return 'http://127.0.0.1:11434';
  }
}

function parametersOf(text: string, bytes: number): number {
  const match = /^([\d.]+)\s*([KMBT])$/i.exec(text.trim());
  // Four bits and a little more for each parameter is what most files have.
  if (match === null) return bytes / 0.6;
  return (
    Number(match[1]) * { K: 1e3, M: 1e6, B: 1e9, T: 1e12 }[match[2]!.toUpperCase() as 'K' | 'M' | 'B' | 'T']
  );
}

/** Knocks: where nothing listens, which is usual, that costs a fraction of loading a client. @throws Error where nobody opens */
async function knock(url: string, timeoutMs: number): Promise<void> {
  const { connect } = await import('node:net');
  const { hostname, port, protocol } = new URL(url);
  const host = hostname.replace(/^\[|\]$/g, '');
  await new Promise<void>((resolve, reject) => {
    const socket = connect({ host, port: Number(port || (protocol === 'https:' ? 443 : 80)) });
    const end = (error?: Error) => {
      socket.destroy();
      if (error === undefined) resolve();
      else reject(error);
    };
    socket.setTimeout(timeoutMs, () => end(new Error(`no answer within ${timeoutMs} ms`)));
    socket.on('connect', () => end());
    socket.on('error', end);
  });
}

async function getText(url: string, timeoutMs: number): Promise<string> {
  await knock(url, timeoutMs);
  const { get } = url.startsWith('https:') ? await import('node:https') : await import('node:http');
  return new Promise((resolve, reject) => {
    const fail = (error: unknown) => {
      clearTimeout(timer);
      request.destroy();
      reject(toError(error));
    };
    const timer = setTimeout(() => fail(new Error(`no answer within ${timeoutMs} ms`)), timeoutMs);
    const request: ClientRequest = get(
      url,
      { agent: false, headers: { accept: 'application/json' } },
      (response) => {
        if (response.statusCode !== 200) return fail(new Error(`status ${response.statusCode}`));
        const parts: Buffer[] = [];
        let bytes = 0;
        response.on('data', (part: Buffer) => {
          parts.push(part);
          bytes += part.byteLength;
          if (bytes > maxListBytes) fail(new Error('a list that is too long'));
        });
        response.on('error', fail);
        response.on('end', () => {
          clearTimeout(timer);
          resolve(Buffer.concat(parts).toString('utf8'));
        });
      },
    );
    request.on('error', fail);
  });
}
