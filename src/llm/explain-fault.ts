import { InterruptedError, ProviderError } from '../errors/index.ts';
import { redact } from './redact.ts';
import type { Candidate } from './types.ts';
import type { WireFault } from './wire-fault.ts';

export interface FaultContext {
  candidate: Pick<Candidate, 'provider' | 'model' | 'name' | 'server'>;
  /** Where the credentials come from, in words: `the key in OPENAI_API_KEY`. */
  credentials: string;
  secrets: readonly string[];
  /** Which setting said how long to wait for the answer to begin. */
  firstByte: 'firstByteMs' | 'planFirstByteMs';
}

const startHint = {
  ollama: 'Start it ("ollama serve"), or set models.provider to "none".',
  openai: 'Check models.openai.baseUrl and that the server runs.',
  vertexai: 'Check the network and models.vertexai.location.',
} as const;

const modelHint = {
  ollama: (model: string) =>
    `Fetch it ("ollama pull ${model}"), or name one of "ollama list" in models.large and models.small.`,
  openai: () => 'Name one that it serves in models.large and models.small.',
  vertexai: () => 'Name one that is served in models.vertexai.location, in models.large and models.small.',
} as const;

/** The error for people: who failed, where, why, and what to do. Nothing secret stays in it. */
export function explainFault(fault: WireFault, context: FaultContext): ProviderError | InterruptedError {
  if (fault.kind === 'aborted') return new InterruptedError();
  const { candidate, secrets } = context;
  const who = `${candidate.name} at ${candidate.server}`;
  const { code, sentence, retryable } = explain(fault, who, context);
  return new ProviderError(code, redact(sentence, secrets), {
    retryable,
    retryAfterMs: fault.kind === 'status' ? fault.retryAfterMs : null,
    details: {
      provider: candidate.provider,
      model: candidate.model,
      server: candidate.server,
      status: fault.kind === 'status' ? fault.status : null,
    },
  });
}

interface Explanation {
  code: string;
  sentence: string;
  retryable: boolean;
}

function explain(
  fault: Exclude<WireFault, { kind: 'aborted' }>,
  who: string,
  context: FaultContext,
): Explanation {
  const { provider } = context.candidate;
  switch (fault.kind) {
    case 'unreachable':
      return {
        code: 'provider-unreachable',
        sentence: `${who} cannot be reached (${inWords(fault.cause)}). ${startHint[provider]}`,
        retryable: !/ENOTFOUND|CERT|UNABLE_TO|ERR_TLS|SELF_SIGNED|ERR_INVALID_URL/.test(fault.cause),
      };
    case 'cut':
      return {
        code: 'provider-cut',
        sentence: `${who} broke off in the middle of its answer (${inWords(fault.cause)}).`,
        retryable: true,
      };
    case 'timeout':
      return explainTimeout(fault, who, context);
    case 'reported':
      return {
        code: 'provider-failed',
        sentence: `${who} failed in the middle of its answer. It says: “${inOneLine(fault.message)}”.`,
        retryable: true,
      };
    case 'garbled':
      return {
        code: 'provider-garbled',
        sentence: `${who} answered something that is not its protocol (${fault.sample}). Check that models.${provider}.baseUrl leads to such a service.`,
        retryable: true,
      };
    case 'too-large':
      return {
        code: 'answer-too-large',
        sentence: `${who} answered more than models.maxAnswerBytes (${fault.bytes}) allows; the answer was cut off.`,
        retryable: false,
      };
    case 'credentials':
      return {
        code: 'provider-unauthorized',
        sentence: `${who} needs Google Cloud credentials and none could be had (${fault.cause.split('\n')[0]}). Run "gcloud auth application-default login", or set GOOGLE_APPLICATION_CREDENTIALS.`,
        retryable: false,
      };
    case 'status':
      return explainStatus(fault, who, context);
  }
}

function explainTimeout(
  fault: Extract<WireFault, { kind: 'timeout' }>,
  who: string,
  { firstByte }: FaultContext,
): Explanation {
  const seconds = `${fault.ms / 1_000} s`;
  const sentences = {
    'first-byte': `${who} did not begin to answer within ${seconds} (models.${firstByte}).`,
    stall: `${who} fell silent for ${seconds} in the middle of its answer (models.stallMs).`,
    total: `${who} took longer than ${seconds} (models.timeoutMs).`,
  };
  // What got no beginning of an answer in all that time would wait behind its own first question.
  return { code: 'provider-timeout', sentence: sentences[fault.phase], retryable: fault.phase === 'stall' };
}

function explainStatus(
  fault: Extract<WireFault, { kind: 'status' }>,
  who: string,
  context: FaultContext,
): Explanation {
  const { status, retryAfterMs } = fault;
  const { provider, model } = context.candidate;
  const said = messageOf(fault.body);
  const quote = said === '' ? '' : ` It says: “${said}”.`;
  if (status === 401 || status === 403)
    return {
      code: 'provider-unauthorized',
      sentence: `${who} refused ${context.credentials} (${status}). Check the credentials and what they may use.${quote}`,
      retryable: false,
    };
  if (status === 404)
    return {
      code: 'model-not-found',
      sentence: `${who}: there is no such model, or nothing at that address (404). ${modelHint[provider](model)}${quote}`,
      retryable: false,
    };
  if (status === 429) {
    const wait = retryAfterMs === null ? '' : ` and asks to wait ${Math.ceil(retryAfterMs / 1_000)} s`;
    return {
      code: 'provider-rate-limited',
      sentence: `${who} takes no more calls for now (429)${wait}.${quote}`,
      retryable: true,
    };
  }
  if (status === 408 || status >= 500)
    return {
      code: 'provider-failed',
      sentence: `${who} failed (${status}).${quote}`,
      retryable: [408, 500, 502, 503, 504, 529].includes(status),
    };
  return {
    code: 'provider-rejected',
    sentence: `${who} rejected the call (${status}).${quote}`,
    retryable: false,
  };
}

/** The service's own words from a refusal, in one short line: JSON of the three services, or text. */
function messageOf(body: string): string {
  let text = body;
  try {
    const parsed = JSON.parse(body) as unknown;
    const first = (Array.isArray(parsed) ? parsed[0] : parsed) as {
      error?: unknown;
      message?: unknown;
    } | null;
    const error = first?.error ?? first?.message;
    if (typeof error === 'string') text = error;
    else if (typeof (error as { message?: unknown } | null)?.message === 'string')
      text = (error as { message: string }).message;
  } catch {
    if (/<html|<!doctype/i.test(body)) return '';
  }
  return inOneLine(text);
}

function inOneLine(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length > 240 ? `${line.slice(0, 240)}…` : line;
}

function inWords(cause: string): string {
  const words: Record<string, string> = {
    ECONNREFUSED: 'connection refused',
    ECONNRESET: 'connection reset',
    ENOTFOUND: 'unknown host',
    EAI_AGAIN: 'the name cannot be looked up',
    EHOSTUNREACH: 'no route to it',
    ENETUNREACH: 'no network',
    ETIMEDOUT: 'no answer',
    UND_ERR_SOCKET: 'connection closed',
    UND_ERR_CONNECT_TIMEOUT: 'no connection in time',
  };
  return words[cause] ?? cause;
}
