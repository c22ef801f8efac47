import { z } from 'zod';
import { DecidedBy, PlanStep } from '../../src/observe/index.ts';

/** A step of the plan with its number, the steps that it waits for, and which of them gives which of its arguments. */
export const PlannedStep = PlanStep.extend({
  id: z.string(),
  after: z.array(z.string()),
  supplied: z.record(z.string(), z.string()),
});
export type PlannedStep = z.infer<typeof PlannedStep>;

/**
 * What became of a step. `refused`: the person said no; `skipped`: a step before it did not succeed, or a limit was reached; `unclear`:
 * something that it needs was not said, and the text asks for it; `not-built`: the action is declared, but nothing does it yet; `replaced`: it
 * failed or was skipped, and another plan took its place.
 */
export const OutcomeStatus = z.enum([
  'done',
  'failed',
  'refused',
  'skipped',
  'unclear',
  'not-built',
  'replaced',
]);
export type OutcomeStatus = z.infer<typeof OutcomeStatus>;

const Item = z.object({ id: z.string(), title: z.string(), detail: z.string() });

/** A step's result, or why there is none. */
export const StepOutcome = z.object({
  step: z.string(),
  agent: z.string(),
  action: z.string(),
  status: OutcomeStatus,
  /** Markdown: the result's text, or a sentence that says what happened. */
  text: z.string(),
  /** Who worded the text. */
  decidedBy: DecidedBy.default('policy'),
  data: z.unknown(),
  items: z.array(Item),
  about: z.record(z.string(), z.unknown()),
  error: z
    .object({
      code: z.string(),
      message: z.string(),
      /** Whether other arguments or another step could help. */
      repairable: z.boolean(),
    })
    .nullable(),
  seconds: z.number(),
});
export type StepOutcome = z.infer<typeof StepOutcome>;

/** An outcome without a result. */
export function outcomeWithout(
  step: PlannedStep,
  status: OutcomeStatus,
  text: string,
  error: StepOutcome['error'] = null,
): StepOutcome {
  const { id, agent, action } = step;
  const nothing = { data: null, items: [], about: {}, seconds: 0 };
  return { step: id, agent, action, status, text, decidedBy: 'policy', error, ...nothing };
}

/** Outcomes by step, in the order of the first one: a later outcome of the same step replaces the earlier. */
export function joinOutcomes(known: readonly StepOutcome[], added: readonly StepOutcome[]): StepOutcome[] {
  const byStep = new Map(known.map((outcome) => [outcome.step, outcome]));
  for (const outcome of added) byStep.set(outcome.step, outcome);
  return [...byStep.values()];
}
