import type { z } from 'zod';
import { cacheKey } from './cache-key.ts';
import { checkValue, type Validate } from './check-answer.ts';
import type { Models } from './models.ts';
import type { ModelRole } from './models-config.ts';
import { holdsSecret } from './redact.ts';
import type { RunLimits } from './run-limits.ts';
import type { Candidate, ChatMessage, JsonSchema } from './types.ts';

/** A decision on its way to a model. */
export interface Question<Schema extends z.ZodType> {
  name: string;
  schema: Schema;
  validate?: Validate<z.output<Schema>>;
  models: Models;
  role: ModelRole;
  run?: string;
  limits?: RunLimits;
  signal?: AbortSignal;
  maxOutputTokens?: number;
  patience?: 'planning';
  messages: readonly ChatMessage[];
  jsonSchema: JsonSchema;
  /** Answers that models gave so far. */
  attempts: number;
}

function keyOf<Schema extends z.ZodType>(candidate: Candidate, question: Question<Schema>): string {
  return cacheKey({
    provider: candidate.provider,
    model: candidate.model,
    server: candidate.server,
    temperature: question.models.config.temperature,
    messages: question.messages,
    schema: question.jsonSchema,
  });
}

/** A model's earlier answer to the very same question, entered in the ledger; null where there is none that still holds. */
export async function fromCache<Schema extends z.ZodType>(
  candidate: Candidate,
  question: Question<Schema>,
): Promise<{ value: z.output<Schema> } | null> {
  const { models, name, role, run, limits } = question;
  if (models.cache === null) return null;
  const at = new Date(models.clock.now()).toISOString();
  const kept = await models.cache.get(keyOf(candidate, question), at, oldestUsable(models));
  if (kept === null) return null;
  // The rules of the domain may look at more than the question: a file that is gone, a column that was renamed.
  const checked = checkValue(JSON.parse(kept.answer), question.schema, question.validate);
  if (checked.problems !== null) return null;
  await models.ledger.add({
    run: run ?? limits?.run ?? null,
    at,
    provider: candidate.provider,
    model: candidate.model,
    role,
    purpose: name,
    tokensIn: 0,
    tokensOut: 0,
    costUsd: 0,
    seconds: 0,
    cached: true,
    outcome: 'ok',
  });
  return { value: checked.value };
}

/** Keeps a validated answer, as the model wrote it. Secrets are not kept. */
export async function toCache<Schema extends z.ZodType>(
  candidate: Candidate,
  question: Question<Schema>,
  raw: unknown,
): Promise<void> {
  const { models } = question;
  // At a temperature above 0 another answer to the same question is what was asked for.
  if (models.cache === null || models.config.temperature !== 0) return;
  const answer = JSON.stringify(raw);
  if (answer === undefined || holdsSecret(answer)) return;
  await models.cache.put({
    key: keyOf(candidate, question),
    provider: candidate.provider,
    model: candidate.model,
    answer,
    createdAt: new Date(models.clock.now()).toISOString(),
  });
  await models.cache.prune({ maxEntries: models.config.cache.maxEntries, notBefore: oldestUsable(models) });
}

function oldestUsable(models: Models): string {
  return new Date(models.clock.now() - models.config.cache.maxAgeDays * 86_400_000).toISOString();
}
