import { z } from 'zod';

/** What leads the answer: a few findings, and the sentences above them. */
export const ReviewLead = z.object({
  /** Ids of the findings to begin with, the most important first. */
  lead: z.array(z.string()).max(5),
  text: z.string().min(1).max(1_200),
});
export type ReviewLead = z.infer<typeof ReviewLead>;
