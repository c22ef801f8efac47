import type { z } from 'zod';
import { InterruptedError } from '../../src/errors/index.ts';
import { type Decision, decide, type Models, type RunLimits } from '../../src/llm/index.ts';
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
  /** How long a model may be waited for; left out: as long as the calls' own limits let it. */
  patience?: Patience;
}

/** The time that questions to a model may take where all of the work has only so much. */
export interface Patience {
  /** Milliseconds for the next question; 0: it is not asked. */
  msForNext(): number;
  /** What a question took. */
  took(ms: number): void;
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
  const { log, step } = context;
  const { value, decidedBy, reason, passedOver } = await inTime(context, ({ models, limits, run, signal }) =>
    decide({
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
    }),
  );
  log.emit({ type: 'decision', step, name, decidedBy, reason, passedOver });
  return { value, decidedBy, reason, ...(passedOver === undefined ? {} : { passedOver }) };
}

/** Lets a model decide within the context's patience, and the policy where that is over. */
async function inTime<Value>(
  context: DecisionContext,
  deciding: (context: DecisionContext) => Promise<Decision<Value>>,
): Promise<Decision<Value>> {
  const { models, patience, signal } = context;
  if (models === null || patience === undefined || (await models.candidates('large')).length === 0)
    return deciding(context);
  const ms = patience.msForNext();
  const byPolicy = async (passedOver: string) => ({
    ...(await deciding({ ...context, models: null })),
    reason: passedOver,
    passedOver,
  });
  if (ms <= 0) return byPolicy('No more of the time budget is for questions to a model.');
  const began = performance.now();
  const patient = AbortSignal.timeout(Math.ceil(ms));
  try {
    return await deciding({
      ...context,
      signal: signal === undefined ? patient : AbortSignal.any([signal, patient]),
    });
  } catch (thrown) {
    if (!(thrown instanceof InterruptedError) || !patient.aborted || signal?.aborted) throw thrown;
    return byPolicy(
      `The model gave no answer within ${(ms / 1_000).toFixed(1)} s, which is all that the time budget has for it.`,
    );
  } finally {
    patience.took(performance.now() - began);
  }
}
