import type { Kysely, Transaction } from 'kysely';
import { createEffects, type EffectKey } from './effects.ts';
import type { Database } from './schema.ts';
import type { Guard } from './storage-error.ts';

/** What the store needs to know of a recommendation; all else is kept as it is. */
export interface StorableRecommendation {
  id: string;
  file: string;
  rule: string;
  category: string;
  severity: string;
}

export interface RecommendationStore {
  /**
   * Records what a step of a run recommended, in order, once. Gives how many were new to the store.
   */
  record(
    key: { run: string; step: string },
    recommendations: readonly StorableRecommendation[],
  ): Promise<number>;
  /** A run's recommendations in their order. */
  ofRun(run: string): Promise<unknown[]>;
  get(id: string): Promise<unknown | null>;
  count(): Promise<number>;
}

/** Rows a statement: a review has thousands, and a database takes some thirty thousand values at once. */
const rowsAtOnce = 200;

export function createRecommendationStore(database: Kysely<Database>, guard: Guard): RecommendationStore {
  const effects = createEffects(database, guard);
  return {
    record: (key, recommendations) => {
      const effect: EffectKey = { ...key, name: 'record-recommendations' };
      return effects.once(effect, async (transaction) => {
        const at = new Date().toISOString();
        let fresh = 0;
        for (let from = 0; from < recommendations.length; from += rowsAtOnce) {
          const some = recommendations.slice(from, from + rowsAtOnce);
          fresh += await keep(transaction, some, { run: key.run, at });
          await transaction
            .insertInto('run_recommendations')
            .values(
              some.map(({ id }, place) => ({ run: key.run, recommendation: id, position: from + place })),
            )
            .onConflict((conflict) => conflict.columns(['run', 'recommendation']).doNothing())
            .execute();
        }
        return fresh;
      });
    },
    ofRun: (run) =>
      guard(async () => {
        const rows = await database
          .selectFrom('run_recommendations')
          .innerJoin('recommendations', 'recommendations.id', 'run_recommendations.recommendation')
          .select('recommendations.body')
          .where('run_recommendations.run', '=', run)
          .orderBy('run_recommendations.position')
          .execute();
        return rows.map((row) => JSON.parse(row.body) as unknown);
      }),
    get: (id) =>
      guard(async () => {
        const row = await database
          .selectFrom('recommendations')
          .select('body')
          .where('id', '=', id)
          .executeTakeFirst();
        return row === undefined ? null : (JSON.parse(row.body) as unknown);
      }),
    count: () =>
      guard(async () => {
        const row = await database
          .selectFrom('recommendations')
          .select((build) => build.fn.countAll<number>().as('count'))
          .executeTakeFirstOrThrow();
        return Number(row.count);
      }),
  };
}

/** Inserts or updates some recommendations; gives how many the store did not know. */
async function keep(
  transaction: Transaction<Database>,
  some: readonly StorableRecommendation[],
  { run, at }: { run: string; at: string },
): Promise<number> {
  const byId = new Map(some.map((each) => [each.id, each]));
  const known = await transaction
    .selectFrom('recommendations')
    .select('id')
    .where('id', 'in', [...byId.keys()])
    .execute();
  await transaction
    .insertInto('recommendations')
    .values(
      [...byId.values()].map((each) => ({
        id: each.id,
        file: each.file,
        rule: each.rule,
        category: each.category,
        severity: each.severity,
        first_run: run,
        last_run: run,
        first_seen_at: at,
        last_seen_at: at,
        body: JSON.stringify(each),
      })),
    )
    .onConflict((conflict) =>
      conflict.column('id').doUpdateSet((build) => ({
        file: build.ref('excluded.file'),
        severity: build.ref('excluded.severity'),
        last_run: build.ref('excluded.last_run'),
        last_seen_at: build.ref('excluded.last_seen_at'),
        body: build.ref('excluded.body'),
      })),
    )
    .execute();
  return byId.size - known.length;
}
