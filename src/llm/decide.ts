import type { z } from 'zod';
import { InterruptedError } from '../errors/index.ts';
import type { Answered, DecideOptions, Decision } from './decision.ts';

/**
 * Decides: the model where there is one and its answer holds, else the default policy. A model's answer is checked against the schema and
 * `validate`, and repaired once. Never throws for what a model or its service did wrong.
 * @throws InterruptedError when the signal is aborted; what the policy throws; StorageError when the ledger cannot be written.
 */
export async function decide<Schema extends z.ZodType, Input extends Readonly<Record<string, unknown>>>(
  options: DecideOptions<Schema, Input>,
): Promise<Decision<z.output<Schema>>> {
  const { models, role = 'large', signal, limits } = options;
  if (signal?.aborted) throw new InterruptedError();
  const candidates = (await models?.candidates(role)) ?? [];
  let asked: Answered<z.output<Schema>>;
  if (models === null || candidates.length === 0)
    asked = { value: undefined, reason: 'There is no language model.', attempts: 0 };
  else if (limits?.tripped)
    asked = {
      value: undefined,
      reason: `${limits.tripped.limit} was reached: no more questions to a model in this run.`,
      attempts: 0,
    };
  else {
    // Loaded only where there is a model, so that the way without one stays short.
    const { askForDecision } = await import('./ask-for-decision.ts');
    asked = await askForDecision({ ...options, models, role }, candidates);
  }
  if (asked.value !== undefined) return asked.value;
  return {
    value: await options.policy(options.input),
    decidedBy: 'policy',
    reason: asked.reason,
    ...(candidates.length === 0 ? {} : { passedOver: asked.reason }),
    attempts: asked.attempts,
    cached: false,
  };
}
