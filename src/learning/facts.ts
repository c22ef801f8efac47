import { z } from 'zod';

/** Where a file's words say that it stands: what holds there is often not what holds elsewhere. */
export const PathKind = z.enum(['source', 'test', 'example', 'script', 'generated', 'documentation']);
export type PathKind = z.infer<typeof PathKind>;

/** What is known of a recommendation when somebody judges it: its features, without any of the code. */
export const RecommendationFacts = z.object({
  rule: z.string().min(1),
  category: z.string().min(1),
  severity: z.enum(['low', 'medium', 'high', 'critical']),
  source: z.enum(['rule', 'model']),
  language: z.string(),
  /** The file's folder, two parts of it at most: `src/billing`. */
  area: z.string(),
  file: z.string(),
  pathKind: PathKind,
  /** Which code it is about, so far as alike code gets alike numbers: bands of a MinHash. */
  likeness: z.array(z.number().int()),
  /** Whether a patch came with it. */
  hasPatch: z.boolean(),
  /** Lines that it spans. */
  lines: z.number().int().min(1),
  /** Cognitive complexity and code lines of the function around it; null outside functions. */
  cognitive: z.number().nullable(),
  functionLines: z.number().nullable(),
  /** How central the file is among the others, 0..1 by rank; null where no graph is there. */
  centrality: z.number().min(0).max(1).nullable(),
  /** How often the file changed lately, 0..1 by rank; null where no history is there. */
  churn: z.number().min(0).max(1).nullable(),
  /** Probability of acceptance before anybody has said anything, 0..1. */
  prior: z.number().gt(0).lt(1),
});
export type RecommendationFacts = z.infer<typeof RecommendationFacts>;

/** Who judges. */
export interface Judge {
  developer: string;
  /** Empty where none is known. */
  team: string;
}
