import { ChatVertexAI } from '@langchain/google-vertexai';
import { toError } from '../../errors/index.ts';
import { WireError } from '../wire-fault.ts';
import {
  type GoogleAuthorize,
  type ProviderAdapter,
  type ProviderCall,
  toToolDefinitions,
} from './provider.ts';

/** What we use of LangChain's Google client; its `_fetch` is the seam through which all requests go. */
interface GoogleClient {
  _fetch: typeof fetch;
  getProjectId(): Promise<string>;
  gauth: { getRequestHeaders(url: string): Promise<Headers | Record<string, string>> };
}

/** Gemini on Vertex AI. */
export const openVertexAi: ProviderAdapter = (call) => {
  const { candidate, config, maxOutputTokens, schema, tools } = call;
  if (!/^(gemini|gemma|claude)/.test(candidate.model))
    throw new WireError({
      kind: 'status',
      status: 404,
      body: 'the names of the models of Vertex AI begin with gemini',
      retryAfterMs: null,
    });
  // The class closes over the call: what is given to the constructor LangChain may hand to tracers, and the environment is no part of that.
  class WiredVertexAi extends ChatVertexAI {
    override buildClient(): ReturnType<ChatVertexAI['buildClient']> {
      return wireClient(super.buildAbstractedClient(projectOptions(call)), call);
    }
  }
  const model = new WiredVertexAi({
    model: candidate.model,
    location: config.vertexai.location,
    maxRetries: 0,
    maxOutputTokens,
    // Its default handler prints.
    onFailedAttempt: (error: unknown) => {
      throw error;
    },
    ...(config.temperature === null ? {} : { temperature: config.temperature }),
  });
  // LangChain reads only the first part of each streamed piece, and so loses a tool call that comes beside another or beside text.
  model.disableStreaming = !config.streaming || tools.length > 0;
  return (messages) =>
    model.stream(messages, {
      ...(schema === null ? {} : { responseMimeType: 'application/json' }),
      ...(tools.length === 0 ? {} : { tools: toToolDefinitions(tools) }),
    });
};

function projectOptions({ config }: ProviderCall) {
  const { project } = config.vertexai;
  return project === null ? {} : { authOptions: { projectId: project } };
}

function wireClient<Client>(base: Client, call: ProviderCall): Client {
  const client = base as unknown as GoogleClient;
  const findProject = client.getProjectId.bind(client);
  client._fetch = createWiredFetch(call, call.googleAuthorize ?? defaultAuthorize(client));
  client.getProjectId = async () => call.config.vertexai.project ?? orCredentialsFault(findProject());
  return base;
}

/** A fetch that adds the credentials and goes to the configured server through the call's wire. */
function createWiredFetch({ candidate, wire }: ProviderCall, authorize: GoogleAuthorize): typeof fetch {
  return async (input, init) => {
    const url = String(input).replace(/^https:\/\/[^/]+/, candidate.server);
    const headers = new Headers(init?.headers);
    const credentials = await orCredentialsFault(untilAborted(authorize(url), wire.signal));
    for (const [name, value] of Object.entries(credentials)) headers.set(name, value);
    return wire.fetch(url, { ...init, headers });
  };
}

function defaultAuthorize(client: GoogleClient): GoogleAuthorize {
  return async (url) => {
    const headers = await client.gauth.getRequestHeaders(url);
    return Object.fromEntries(new Headers(headers).entries());
  };
}

async function orCredentialsFault<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (thrown) {
    throw thrown instanceof WireError
      ? thrown
      : new WireError({ kind: 'credentials', cause: toError(thrown).message });
  }
}

/** Looking for credentials may ask a server that is not there, and has no time-out of its own. */
function untilAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason);
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}
