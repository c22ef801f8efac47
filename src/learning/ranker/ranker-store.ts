import { InputError } from '../../errors/index.ts';
import { type Store, toStorageError } from '../../store/index.ts';
import type { GateDecision } from './gate.ts';
import { describeRecipe, firstRecipe, RankerRecipe } from './ranker-version.ts';

/** A ranker that was live once. Version 0 is the one that everybody begins with. */
export interface KeptRanker {
  version: number;
  at: string;
  reason: string;
  isLive: boolean;
  recipe: RankerRecipe;
  /** The recipe in words. */
  description: string;
  /** The measurement that decided; null for version 0. */
  decision: GateDecision | null;
}

export interface RankerStore {
  live(): Promise<KeptRanker>;
  list(): Promise<KeptRanker[]>;
  install(recipe: RankerRecipe, reason: string, decision: GateDecision): Promise<KeptRanker>;
  rollBack(version?: number): Promise<KeptRanker>;
}

export function createRankerStore(
  { database, path }: Pick<Store, 'database' | 'path'>,
  now: () => Date,
): RankerStore {
  const guarded = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (thrown) {
      throw toStorageError(thrown, path);
    }
  };
  const list = (): Promise<KeptRanker[]> =>
    guarded(async () => {
      const rows = await database.selectFrom('rankers').selectAll().orderBy('version').execute();
      const kept = rows.map((row): KeptRanker => {
        const body = JSON.parse(row.body) as { recipe: unknown; decision: GateDecision };
        return {
          version: row.version,
          at: row.at,
          reason: row.reason,
          isLive: row.is_live === 1,
          recipe: RankerRecipe.parse(body.recipe),
          description: describeRecipe(RankerRecipe.parse(body.recipe)),
          decision: body.decision,
        };
      });
      const first: KeptRanker = {
        version: 0,
        at: '',
        reason: 'What everybody begins with.',
        isLive: kept.every(({ isLive }) => !isLive),
        recipe: firstRecipe,
        description: describeRecipe(firstRecipe),
        decision: null,
      };
      return [first, ...kept];
    });
  const live = async (): Promise<KeptRanker> => (await list()).find(({ isLive }) => isLive)!;
  return {
    list,
    live,
    async install(recipe, reason, decision) {
      await guarded(() =>
        database.transaction().execute(async (within) => {
          await within.updateTable('rankers').set({ is_live: 0 }).execute();
          await within
            .insertInto('rankers')
            .values({
              at: now().toISOString(),
              reason,
              is_live: 1,
              body: JSON.stringify({ recipe, decision }),
            })
            .execute();
        }),
      );
      return live();
    },
    async rollBack(version) {
      const all = await list();
      const standing = all.find(({ isLive }) => isLive)!;
      const target = version ?? all.filter((each) => each.version < standing.version).at(-1)?.version;
      if (target === undefined || !all.some((each) => each.version === target))
        throw new InputError(
          'unknown-ranker',
          version === undefined
            ? 'There is no ranker before the one that is live.'
            : `There is no ranker version ${version}; there are ${all.map((each) => each.version).join(', ')}.`,
        );
      await guarded(() =>
        database.transaction().execute(async (within) => {
          await within.updateTable('rankers').set({ is_live: 0 }).execute();
          await within.updateTable('rankers').set({ is_live: 1 }).where('version', '=', target).execute();
        }),
      );
      return live();
    },
  };
}
