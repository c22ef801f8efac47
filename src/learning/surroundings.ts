import { z } from 'zod';
import type { FunctionMetrics, LanguageName, Recommendation } from '../code/index.ts';

/** What is around a recommendation, and cannot be read from it: kept with it when it is recorded, so that its features are known when it is judged. */
export const Surroundings = z.object({
  language: z.string(),
  /** Cognitive complexity and code lines of the function around it; null outside functions. */
  cognitive: z.number().nullable(),
  functionLines: z.number().nullable(),
  /** How central the file is among the others, 0..1 by rank; null where no graph is there. */
  centrality: z.number().min(0).max(1).nullable().default(null),
  /** How often the file changed lately, 0..1 by rank; null where no history is there. */
  churn: z.number().min(0).max(1).nullable().default(null),
});
export type Surroundings = z.infer<typeof Surroundings>;

/** A file as far as it tells of its findings' surroundings. */
export interface SurroundingFile {
  language: LanguageName | string;
  functions: readonly FunctionMetrics[];
}

/** Where a file stands among the others, each 0..1 by rank; null where that is not known. */
export interface FileStanding {
  centrality: number | null;
  churn: number | null;
}

/** What is around a recommendation in its file. */
export function surroundingsOf(
  recommendation: Pick<Recommendation, 'line'>,
  { language, functions }: SurroundingFile,
  { centrality, churn }: FileStanding = { centrality: null, churn: null },
): Surroundings {
  const around = functionAround(recommendation, functions);
  return {
    language,
    cognitive: around?.cognitive ?? null,
    functionLines: around?.sloc ?? null,
    centrality,
    churn,
  };
}

/** The innermost function that holds the line. */
function functionAround(
  { line }: Pick<Recommendation, 'line'>,
  functions: readonly FunctionMetrics[],
): FunctionMetrics | null {
  let best: FunctionMetrics | null = null;
  for (const each of functions) {
    const holds = each.line <= line && line <= each.endLine;
    if (holds && (best === null || each.endLine - each.line <= best.endLine - best.line)) best = each;
  }
  return best;
}
