import { z } from 'zod';

/** Who decided: the default policy, or a model named `provider:model`. */
export const DecidedBy = z.string().regex(/^(policy|[^:\s]+:.+)$/);

/** How a run ended, or why it stands still. `waiting`: it asks a person for an approval. */
export const RunStatus = z.enum(['running', 'waiting', 'done', 'failed', 'limited', 'cancelled']);
export type RunStatus = z.infer<typeof RunStatus>;

/** Why the model that is configured did not decide, where there is one. */
const PassedOver = z.string().optional();

const Arguments = z.record(z.string(), z.unknown());

/** One step of a plan. */
export const PlanStep = z.object({ agent: z.string(), action: z.string(), arguments: Arguments });
export type PlanStep = z.infer<typeof PlanStep>;

/**
 * What happens in a run, as it happens. The REPL, `--json` output, `opsmith runs show`, traces and evaluations all read this one stream.
 * `step` is the plan's step by its number ("1", "2", …; a replan goes on counting).
 */
export const RunEventBody = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('run-start'),
    kind: z.string(),
    thread: z.string().nullable(),
    input: z.string(),
  }),
  z.object({
    type: z.literal('plan'),
    steps: z.array(PlanStep),
    decidedBy: DecidedBy,
    reason: z.string(),
    passedOver: PassedOver,
  }),
  z.object({
    type: z.literal('agent-start'),
    step: z.string(),
    agent: z.string(),
    action: z.string(),
    arguments: Arguments,
  }),
  z.object({ type: z.literal('tool-start'), step: z.string(), tool: z.string(), arguments: Arguments }),
  z.object({
    type: z.literal('tool-end'),
    step: z.string(),
    tool: z.string(),
    ok: z.boolean(),
    seconds: z.number(),
    /** One line for people. */
    summary: z.string(),
  }),
  z.object({
    type: z.literal('progress'),
    step: z.string().nullable(),
    message: z.string(),
    done: z.number().optional(),
    total: z.number().optional(),
  }),
  /** A model that was tried while training; null where it failed. */
  z.object({
    type: z.literal('candidate'),
    step: z.string().nullable(),
    candidate: z.string(),
    family: z.string(),
    /** What it was tried for: `reference`, `feature`, `first`, `tuned`. */
    origin: z.string(),
    metric: z.string(),
    score: z.number().nullable(),
    seconds: z.number(),
    /** Whether it is the best so far. */
    isBest: z.boolean(),
  }),
  /** What an agent's part of a task came to: `contribution` is the score with it less the score without, better above 0; null where it cannot be told. */
  z.object({
    type: z.literal('agent-performance'),
    step: z.string().nullable(),
    agent: z.string(),
    task: z.string(),
    seconds: z.number(),
    /** Calls of language models, and what they cost; null where a price is not known. */
    calls: z.number(),
    costUsd: z.number().nullable(),
    metric: z.string(),
    contribution: z.number().nullable(),
  }),
  z.object({
    type: z.literal('decision'),
    step: z.string().nullable(),
    name: z.string(),
    decidedBy: DecidedBy,
    reason: z.string(),
    passedOver: PassedOver,
  }),
  z.object({
    type: z.literal('interrupt'),
    step: z.string(),
    question: z.string(),
    agent: z.string(),
    action: z.string(),
    arguments: Arguments,
  }),
  /** A piece of the answer's beginning while a model writes it; shown, never stored. `restart`: the pieces before it count no more. */
  z.object({ type: z.literal('token'), text: z.string(), restart: z.literal(true).optional() }),
  z.object({ type: z.literal('answer'), text: z.string(), decidedBy: DecidedBy }),
  z.object({ type: z.literal('error'), step: z.string().nullable(), code: z.string(), message: z.string() }),
  z.object({ type: z.literal('run-end'), status: RunStatus, seconds: z.number() }),
]);
export type RunEventBody = z.infer<typeof RunEventBody>;

/** An event in its place: `seq` counts from 1 within the run; `at` is ISO 8601 in UTC. */
export type RunEvent = RunEventBody & { run: string; seq: number; at: string };
