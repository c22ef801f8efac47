import { createHash } from 'node:crypto';
import type { Kysely, Transaction } from 'kysely';
import { createEffects, type EffectKey } from './effects.ts';
import { recordEffect } from './record-effect.ts';
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

/** Gives the features of a recommendation, as JSON, or null. */
export type FactsOf = (recommendation: StorableRecommendation) => string | null;

export interface RecommendationStore {
  /**
   * Records what a step of a run recommended, in order, once. Gives how many were new to the store.
   */
  record(
    key: { run: string; step: string },
    recommendations: readonly StorableRecommendation[],
    factsOf?: FactsOf,
  ): Promise<number>;
  /** A run's recommendations in their order. */
  ofRun(run: string): Promise<unknown[]>;
  get(id: string): Promise<unknown | null>;
  /** The features that were kept with it, as JSON; null where there are none. */
  factsOf(id: string): Promise<string | null>;
  /** Ids that begin so, the latest first, twenty at most. */
  idsBeginning(beginning: string): Promise<string[]>;
  count(): Promise<number>;
  /** Whether anybody has judged any recommendation. */
  hasFeedback(): Promise<boolean>;
}

/** What recording gave. */
interface Recorded {
  fresh: number;
  /** Names what was recorded, to the letter. */
  digest: string;
}

/** Rows a statement: a review has thousands, and a database takes some thirty thousand values at once. */
const rowsAtOnce = 200;

export function createRecommendationStore(database: Kysely<Database>, guard: Guard): RecommendationStore {
  const effects = createEffects(database, guard);
  return {
    async record(key, recommendations, factsOf = () => null) {
      const effect: EffectKey = { ...key, name: recordEffect };
      const digest = digestOf(recommendations);
      const done = await effects.once<Recorded>(effect, async (transaction) => {
        const same = await runWith(transaction, digest, effect);
        if (same !== null) {
          await copyRun(transaction, same, key.run);
          return { fresh: 0, digest };
        }
        const at = new Date().toISOString();
        let fresh = 0;
        for (let from = 0; from < recommendations.length; from += rowsAtOnce) {
          const some = recommendations.slice(from, from + rowsAtOnce);
          fresh += await keep(transaction, some, { run: key.run, at, factsOf });
          await transaction
            .insertInto('run_recommendations')
            .values(
              some.map(({ id }, place) => ({ run: key.run, recommendation: id, position: from + place })),
            )
            .onConflict((conflict) => conflict.columns(['run', 'recommendation']).doNothing())
            .execute();
        }
        return { fresh, digest };
      });
      return done.fresh;
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
    factsOf: (id) =>
      guard(async () => {
        const row = await database
          .selectFrom('recommendations')
          .select('facts')
          .where('id', '=', id)
          .executeTakeFirst();
        return row?.facts ?? null;
      }),
    idsBeginning: (beginning) =>
      guard(async () => {
        const rows = await database
          .selectFrom('recommendations')
          .select('id')
          .where('id', '>=', beginning)
          .where('id', '<', `${beginning}\uffff`)
          .orderBy('last_seen_at', 'desc')
          .limit(20)
          .execute();
        return rows.map(({ id }) => id);
      }),
    count: () =>
      guard(async () => {
        const row = await database
          .selectFrom('recommendations')
          .select((build) => build.fn.countAll<number>().as('count'))
          .executeTakeFirstOrThrow();
        return Number(row.count);
      }),
    hasFeedback: () =>
      guard(async () => {
        const row = await database.selectFrom('feedback').select('number').limit(1).executeTakeFirst();
        return row !== undefined;
      }),
  };
}

/** Inserts or updates some recommendations; gives how many the store did not know. */
async function keep(
  transaction: Transaction<Database>,
  some: readonly StorableRecommendation[],
  { run, at, factsOf }: { run: string; at: string; factsOf: FactsOf },
): Promise<number> {
  const byId = new Map(
    some.map((each) => [each.id, { ...pick(each), body: JSON.stringify(each), facts: factsOf(each) }]),
  );
  const known = await transaction
    .selectFrom('recommendations')
    .select('id')
    .where('id', 'in', [...byId.keys()])
    .execute();
  await transaction
    .insertInto('recommendations')
    .values(
      [...byId.values()].map((each) => ({
        ...each,
        first_run: run,
        last_run: run,
        first_seen_at: at,
        last_seen_at: at,
      })),
    )
    .onConflict((conflict) =>
      conflict.column('id').doUpdateSet((build) => ({
        file: build.ref('excluded.file'),
        severity: build.ref('excluded.severity'),
        last_run: build.ref('excluded.last_run'),
        last_seen_at: build.ref('excluded.last_seen_at'),
        body: build.ref('excluded.body'),
        facts: build.ref('excluded.facts'),
      })),
    )
    .execute();
  return byId.size - known.length;
}

function pick({ id, file, rule, category, severity }: StorableRecommendation): StorableRecommendation {
  return { id, file, rule, category, severity };
}

/** Made of one after the other, since all of them together may be hundreds of megabytes. */
function digestOf(recommendations: readonly StorableRecommendation[]): string {
  const hash = createHash('sha256');
  for (const each of recommendations) hash.update(JSON.stringify(each)).update('\n');
  return hash.digest('hex');
}

/**
 * The run that recorded last, where that was the very same; else null. A review of code that did not change gives what it gave before; but once
 * another has recorded, it may have changed what is known of the same findings.
 */
async function runWith(
  transaction: Transaction<Database>,
  digest: string,
  { run }: EffectKey,
): Promise<string | null> {
  const row = await transaction
    .selectFrom('effects')
    .select(['run', 'result'])
    .where('name', '=', recordEffect)
    .where('run', '<>', run)
    .orderBy('at', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row?.result.includes(digest) === true ? row.run : null;
}

/** Lists for a run what another one recorded, without touching the recommendations themselves. */
async function copyRun(transaction: Transaction<Database>, from: string, to: string): Promise<void> {
  await transaction
    .insertInto('run_recommendations')
    .columns(['run', 'recommendation', 'position'])
    .expression((build) =>
      build
        .selectFrom('run_recommendations')
        .select((row) => [row.val(to).as('run'), 'recommendation', 'position'])
        .where('run', '=', from),
    )
    .onConflict((conflict) => conflict.columns(['run', 'recommendation']).doNothing())
    .execute();
}
