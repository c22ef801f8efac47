import { z } from 'zod';

/** Something that an agent did or decided, and what became of it. */
export const AgentInteraction = z.object({
  agentId: z.string(),
  run: z.string(),
  /** `plan`, or the action that was done. */
  kind: z.string(),
  /** Which of the run's: `plan`, or the step. */
  step: z.string(),
  input: z.record(z.string(), z.unknown()),
  /** What was decided, in a line. */
  decision: z.string(),
  /** Who decided: `policy`, `provider:model`, or a person. */
  decidedBy: z.string(),
  /** 0..1 as measured; null where nothing has measured it. */
  quality: z.number().min(0).max(1).nullable(),
  seconds: z.number().min(0),
  success: z.boolean(),
  tokens: z.object({ in: z.number(), out: z.number() }),
  /** USD; null where a price is not known. */
  cost: z.number().nullable(),
  timestamp: z.string(),
});
export type AgentInteraction = z.infer<typeof AgentInteraction>;
