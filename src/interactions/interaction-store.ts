import { type Store, toStorageError } from '../store/index.ts';
import { AgentInteraction } from './agent-interaction.ts';

/** The record of what agents did and decided. */
export interface InteractionStore {
  /** Keeps a run's interactions in place of those that were kept of it before: a run that is concluded twice is in the record once. */
  keep(run: string, interactions: readonly AgentInteraction[]): Promise<void>;
  /** The latest so many, in the order in which they came. `kind`: only of that kind. */
  latest(limit: number, kind?: string): Promise<AgentInteraction[]>;
}

export function createInteractionStore({
  database,
  path,
}: Pick<Store, 'database' | 'path'>): InteractionStore {
  const guarded = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (thrown) {
      throw toStorageError(thrown, path);
    }
  };
  return {
    keep: (run, interactions) =>
      guarded(() =>
        database.transaction().execute(async (within) => {
          await within.deleteFrom('interactions').where('run', '=', run).execute();
          if (interactions.length === 0) return;
          const rows = interactions.map((each) => ({
            agent: each.agentId,
            run,
            kind: each.kind,
            at: each.timestamp,
            quality: each.quality,
            body: JSON.stringify(each),
          }));
          await within.insertInto('interactions').values(rows).execute();
        }),
      ),
    latest: (limit, kind) =>
      guarded(async () => {
        let query = database.selectFrom('interactions').select('body').orderBy('number', 'desc').limit(limit);
        if (kind !== undefined) query = query.where('kind', '=', kind);
        const rows = await query.execute();
        return rows.map(({ body }) => AgentInteraction.parse(JSON.parse(body))).reverse();
      }),
  };
}
