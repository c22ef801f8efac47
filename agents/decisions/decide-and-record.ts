import type { z } from 'zod';
import { decide, type Models, type RunLimits } from '../../src/llm/index.ts';
import type { RunLog } from '../../src/observe/index.ts';

/** What a decision takes from the run that it is part of; an action's context has it all. */
export interface DecisionContext {
  models: Models | null;
  limits?: RunLimits;
  run?: string;
  /** The step in whose name it is recorded. */
  step: string | null;
  signal?: AbortSignal;
  log: RunLog;
}

/** What was decided, by whom (`policy` or `provider:model`), and why by them. */
export interface Decided<Value> {
  value: Value;
  decidedBy: string;
  reason: string;
  /** Why the model that there is did not decide. */
  passedOver?: string;
}

/**
 * A choice of an agent's: a model may make it from the facts, the policy makes it otherwise, and the record says which of the two did. The prompt is the file of
 * the choice's name, with the placeholder `{{facts}}`.
 */
export async function decideAndRecord<Schema extends z.ZodType, Facts>({
  name,
  schema,
  facts,
  policy,
  validate,
  context,
}: {
  name: string;
  schema: Schema;
  facts: Facts;
  policy: (facts: Facts) => z.output<Schema>;
  /** What is wrong with a model's choice; nothing where it may stand. */
  validate?: (value: z.output<Schema>) => readonly string[];
  context: DecisionContext;
}): Promise<Decided<z.output<Schema>>> {
  const { models, limits, run, signal, log, step } = context;
  const { value, decidedBy, reason, passedOver } = await decide({
    name,
    prompt: name,
    schema,
    input: { facts },
    policy: (input) => policy(input.facts),
    models,
    ...(validate === undefined ? {} : { validate: (chosen: z.output<Schema>) => [...validate(chosen)] }),
    ...(limits === undefined ? {} : { limits }),
    ...(run === undefined ? {} : { run }),
    ...(signal === undefined ? {} : { signal }),
  });
  log.emit({ type: 'decision', step, name, decidedBy, reason, passedOver });
  return { value, decidedBy, reason, ...(passedOver === undefined ? {} : { passedOver }) };
}
