import type { Selectable } from 'kysely';
import { InputError } from '../../errors/index.ts';
import { type Database, type Store, toStorageError } from '../../store/index.ts';
import { type Correction, saveCorrection } from './boosted/correction.ts';
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
  /** Number of verdicts that its boosted trees were fitted to; null where it has none. */
  treesFrom: number | null;
}

/** The ranker that is live, with its boosted trees as `saveCorrection` wrote them. */
export interface LiveRanker extends KeptRanker {
  trees: string | null;
}

/** What the store's column holds of a ranker. */
interface RankerBody {
  recipe: unknown;
  decision: GateDecision;
  trees?: { from: number; saved: string } | null;
}

export interface RankerStore {
  live(): Promise<LiveRanker>;
  list(): Promise<KeptRanker[]>;
  /** Puts what was chosen in the live one's place. */
  install(recipe: RankerRecipe, decision: GateDecision, correction: Correction | null): Promise<KeptRanker>;
  /** Gives a ranker trees that know more verdicts; what it is stays the same. */
  renewTrees(version: number, correction: Correction): Promise<void>;
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
  const rowsOf = () => database.selectFrom('rankers').selectAll().orderBy('version');
  const list = (): Promise<KeptRanker[]> =>
    guarded(async () => {
      const kept = (await rowsOf().execute()).map((row) => withoutTrees(read(row)));
      return [firstRanker(kept.every(({ isLive }) => !isLive)), ...kept];
    });
  // Asked before every ranking: the trees of others are left where they are.
  const live = (): Promise<LiveRanker> =>
    guarded(async () => {
      const row = await rowsOf().where('is_live', '=', 1).executeTakeFirst();
      return row === undefined ? { ...firstRanker(true), trees: null } : read(row);
    });
  return {
    list,
    live,
    async install(recipe, decision, correction) {
      const body: RankerBody = { recipe, decision, trees: await treesOf(correction) };
      await guarded(() =>
        database.transaction().execute(async (within) => {
          await within.updateTable('rankers').set({ is_live: 0 }).execute();
          await within
            .insertInto('rankers')
            .values({
              at: now().toISOString(),
              reason: decision.reason,
              is_live: 1,
              body: JSON.stringify(body),
            })
            .execute();
        }),
      );
      return withoutTrees(await live());
    },
    async renewTrees(version, correction) {
      const trees = await treesOf(correction);
      await guarded(() =>
        database.transaction().execute(async (within) => {
          // Writing first takes the write lock at once: what was read cannot have been changed by another process meanwhile.
          await within.updateTable('rankers').set({ is_live: 0 }).where('version', '<', 0).execute();
          const row = await within
            .selectFrom('rankers')
            .select('body')
            .where('version', '=', version)
            .executeTakeFirst();
          if (row === undefined) return;
          const body = JSON.stringify({ ...(JSON.parse(row.body) as RankerBody), trees });
          await within.updateTable('rankers').set({ body }).where('version', '=', version).execute();
        }),
      );
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
      return withoutTrees(await live());
    },
  };
}

function firstRanker(isLive: boolean): KeptRanker {
  return {
    version: 0,
    at: '',
    reason: 'What everybody begins with.',
    isLive,
    recipe: firstRecipe,
    description: describeRecipe(firstRecipe),
    decision: null,
    treesFrom: null,
  };
}

function read(row: Selectable<Database['rankers']>): LiveRanker {
  const { recipe: kept, decision, trees } = JSON.parse(row.body) as RankerBody;
  const recipe = RankerRecipe.parse(kept);
  return {
    version: row.version,
    at: row.at,
    reason: row.reason,
    isLive: row.is_live === 1,
    recipe,
    description: describeRecipe(recipe),
    decision,
    treesFrom: trees?.from ?? null,
    trees: trees?.saved ?? null,
  };
}

function withoutTrees({ trees: _, ...rest }: LiveRanker): KeptRanker {
  return rest;
}

async function treesOf(correction: Correction | null): Promise<RankerBody['trees']> {
  return correction === null ? null : { from: correction.verdicts, saved: await saveCorrection(correction) };
}
