import { z } from 'zod';

/** What a language model proposed, held against the policy's choice by the engine. */
export const Proposal = z.object({
  /** What was decided: `choose-families`, `drop-columns` … */
  decision: z.string(),
  by: z.string(),
  what: z.string(),
  /** The best on the folds with the model's choice, and with the policy's; null where that was not measured. */
  score: z.number().nullable(),
  policyScore: z.number().nullable(),
  /** Better above 0. */
  gain: z.number().nullable(),
  won: z.boolean(),
});
export type Proposal = z.infer<typeof Proposal>;
