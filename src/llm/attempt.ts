import { type InterruptedError, ProviderError, toError } from '../errors/index.ts';
import { type CollectedAnswer, collectAnswer } from './collect-answer.ts';
import { explainFault, type FaultContext } from './explain-fault.ts';
import type { ModelsConfig } from './models-config.ts';
import { type Environment, type GoogleAuthorize, loadProvider } from './providers/index.ts';
import type { Candidate, ChatMessage, JsonSchema, ToolDescription } from './types.ts';
import { createWire, type Wire } from './wire.ts';
import { reportedError, WireError } from './wire-fault.ts';

/** A timer may fire a little early; the run's clock shall then already say that its time is up. */
const timerSlackMs = 5;

export interface AttemptContext {
  config: ModelsConfig;
  env: Environment;
  fetch: typeof fetch;
  now: () => number;
  googleAuthorize?: GoogleAuthorize;
}

export interface Attempt {
  candidate: Candidate;
  messages: readonly ChatMessage[];
  maxOutputTokens: number;
  /** Longest time that the run has left for it. */
  maxMs: number;
  schema: JsonSchema | null;
  tools: readonly ToolDescription[];
  patience?: 'planning';
  signal?: AbortSignal;
  onToken: (text: string) => void;
}

/**
 * One try of one call, through LangChain's chat model over a wire of our own.
 * @throws ProviderError in plain words; InterruptedError when the caller's signal ended it.
 */
export async function attemptCall(attempt: Attempt, context: AttemptContext): Promise<CollectedAnswer> {
  const { candidate } = attempt;
  const { config, env, now } = context;
  const firstByte =
    attempt.patience === 'planning' && config.planFirstByteMs < config.firstByteMs
      ? 'planFirstByteMs'
      : 'firstByteMs';
  const faultContext = { ...faultContextOf(candidate, config, env), firstByte } satisfies FaultContext;
  // Loading the libraries is not the service's time.
  const [open, { toLangChainMessages }] = await Promise.all([
    loadProvider(candidate.provider),
    import('./to-langchain-messages.ts'),
  ]);
  using wire = createWire({
    fetch: context.fetch,
    signal: attempt.signal,
    totalMs: Math.min(config.timeoutMs, attempt.maxMs + timerSlackMs),
    firstByteMs: config[firstByte],
    stallMs: config.stallMs,
    maxBytes: config.maxAnswerBytes,
    jsonLines: candidate.provider === 'ollama',
    now,
  });
  let thrown: unknown = null;
  try {
    const ask = open({
      candidate,
      config,
      env,
      wire,
      maxOutputTokens: attempt.maxOutputTokens,
      schema: attempt.schema,
      tools: attempt.tools,
      googleAuthorize: context.googleAuthorize,
    });
    const answer = await collectAnswer(await ask(toLangChainMessages(attempt.messages)), attempt.onToken);
    // A wire that broke looks to the library like an answer that ended: only ours knows.
    if (wire.fault === null && answer.finish !== null) return answer;
  } catch (error) {
    thrown = error;
  }
  throw toProviderError(wire, thrown, faultContext);
}

function toProviderError(
  wire: Wire,
  thrown: unknown,
  context: FaultContext,
): ProviderError | InterruptedError {
  if (wire.fault !== null) return explainFault(wire.fault, context);
  if (thrown instanceof WireError) return explainFault(thrown.fault, context);
  const reported = reportedError(wire.tail());
  if (reported !== null) return explainFault({ kind: 'reported', message: reported }, context);
  if (thrown === null) return explainFault({ kind: 'cut', cause: 'the answer has no end' }, context);
  const error = toError(thrown);
  if (error.name === 'GoogleAISafetyError')
    return new ProviderError(
      'answer-refused',
      `${context.candidate.name} withheld its answer (${error.message}).`,
      {
        retryable: false,
      },
    );
  if (/did not receive done/i.test(error.message))
    return explainFault({ kind: 'cut', cause: 'the answer has no end' }, context);
  // The service said something that the library could not read.
  const sample = error.message.replace(/\s+/g, ' ').slice(0, 120);
  return explainFault({ kind: 'garbled', sample }, context);
}

function faultContextOf(
  candidate: Candidate,
  config: ModelsConfig,
  env: Environment,
): Omit<FaultContext, 'firstByte'> {
  const name = config.openai.apiKeyEnv;
  const key = name === null ? undefined : env[name];
  const credentials = {
    ollama: 'the call',
    vertexai: 'the Google Cloud credentials',
    openai: key
      ? `the key in ${name}`
      : name === null
        ? 'a call without a key (models.openai.apiKeyEnv)'
        : `a call without a key (${name} is not set)`,
  }[candidate.provider];
  return { candidate, credentials, secrets: key ? [key] : [] };
}
