import type { Models, ModelsDescription } from '../src/llm/index.ts';

/**
 * The models as a run sees them: to look for them takes no longer than the run. A server that takes a connection and stays silent would otherwise hold a run past its limit
 * of seconds, and past a cancellation; once the signal fires there is none to ask, and policies decide what is left.
 */
export function modelsOfRun(models: Models, signal: AbortSignal): Models {
  return {
    ...models,
    candidates: (role) => within(models.candidates(role), [], signal),
    available: (role) => within(models.available(role), false, signal),
    describe: () => within(models.describe(), notFound(models), signal),
  };
}

async function within<Value>(work: Promise<Value>, otherwise: Value, signal: AbortSignal): Promise<Value> {
  // Nobody waits for it any more once the signal has won.
  work.catch(() => {});
  if (signal.aborted) return otherwise;
  let stop: (() => void) | undefined;
  const aborted = new Promise<Value>((resolve) => {
    stop = () => resolve(otherwise);
    signal.addEventListener('abort', stop, { once: true });
  });
  try {
    return await Promise.race([work, aborted]);
  } finally {
    signal.removeEventListener('abort', stop!);
  }
}

function notFound({ config }: Models): ModelsDescription {
  return {
    provider: config.provider,
    small: null,
    large: null,
    fallbacks: [],
    servers: {},
    sentence: `No language model: default policies decide everything. ${config.provider} had not said which models it has when the run’s time was up.`,
  };
}
