import { z } from 'zod';
import type { VectorTable } from './vector-table.ts';

/** How a table is searched. An index is used only with its measured recall. */
export const SearchPlan = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('exact'),
    /** Why there is no index. */
    reason: z.string(),
    /** Rows when that was decided. */
    rows: z.number(),
  }),
  z.object({
    kind: z.literal('index'),
    /** IVF with RaBitQ's codes; a table whose plan names another index is planned anew. */
    type: z.literal('ivf-rq'),
    /** Parts of the index that are looked at. */
    probes: z.number(),
    /** For each of ten asked for, so many by their codes are compared again exactly. */
    refine: z.number(),
    rows: z.number(),
    /** Share of the ten nearest entries that the index gave, over `queries` queries. */
    recall: z.number(),
    queries: z.number(),
  }),
]);
export type SearchPlan = z.infer<typeof SearchPlan>;

export const leastRecall = 0.95;
/** Exact search looks at every vector: up to so many numbers in them it takes some ten milliseconds. */
export const numbersSearchedExactly = 3_000_000;
/** One part for so many rows: up to there all codes are looked at, which are 96 bytes each of 768 numbers. */
const rowsOfPart = 150_000;
/** Five would often do, by a hair. */
const refines = [10, 20, 40];

/** Parts that an index over so many rows is cut into. */
export function partsOf(rows: number): number {
  return Math.max(1, Math.round(rows / rowsOfPart));
}

/** The plan for a small table. */
export function exactPlan(rows: number, reason = 'small enough'): SearchPlan {
  return { kind: 'exact', reason, rows };
}

/**
 * Builds an index and measures it against exact search with queries such as people ask; takes the quickest setting whose recall@10 is at least
 * 0.95. Where none is, the index is dropped and the plan says so.
 */
export async function planWithIndex(
  table: VectorTable,
  { rows, queries }: { rows: number; queries: readonly Float32Array[] },
): Promise<SearchPlan> {
  await table.buildIndex(partsOf(rows));
  const truth: Set<number>[] = [];
  for (const query of queries)
    truth.push(
      new Set(
        (await table.search(query, { limit: 10, plan: exactPlan(rows) })).map(({ revision }) => revision),
      ),
    );
  let best = 0;
  for (const refine of refines) {
    const plan: SearchPlan = {
      kind: 'index',
      type: 'ivf-rq',
      probes: partsOf(rows),
      refine,
      rows,
      recall: 0,
      queries: queries.length,
    };
    let found = 0;
    let wanted = 0;
    for (const [at, query] of queries.entries()) {
      const hits = await table.search(query, { limit: 10, plan });
      found += hits.filter(({ revision }) => truth[at]!.has(revision)).length;
      wanted += truth[at]!.size;
    }
    plan.recall = wanted === 0 ? 1 : found / wanted;
    best = Math.max(best, plan.recall);
    if (plan.recall >= leastRecall) return plan;
  }
  await table.dropIndex();
  return exactPlan(
    rows,
    `an index found only ${(100 * best).toFixed(1)}% of the ten nearest, and ${100 * leastRecall}% are asked for`,
  );
}
