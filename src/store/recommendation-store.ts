import type { Kysely } from 'kysely';
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

export function createRecommendationStore(database: Kysely<Database>, guard: Guard): RecommendationStore {
  const effects = createEffects(database, guard);
  return {
    record: (key, recommendations) => {
      const effect: EffectKey = { ...key, name: 'record-recommendations' };
      return effects.once(effect, async (transaction) => {
        const at = new Date().toISOString();
        let fresh = 0;
        for (const [position, recommendation] of recommendations.entries()) {
          const { id, file, rule, category, severity } = recommendation;
          const seen = { last_run: key.run, last_seen_at: at, body: JSON.stringify(recommendation) };
          const known = await transaction
            .updateTable('recommendations')
            .set({ file, severity, ...seen })
            .where('id', '=', id)
            .executeTakeFirst();
          if (known.numUpdatedRows === 0n) {
            fresh += 1;
            await transaction
              .insertInto('recommendations')
              .values({ id, file, rule, category, severity, first_run: key.run, first_seen_at: at, ...seen })
              .execute();
          }
          await transaction
            .insertInto('run_recommendations')
            .values({ run: key.run, recommendation: id, position })
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
