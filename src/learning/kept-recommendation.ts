import { z } from 'zod';
import { Category, Severity } from '../code/index.ts';
import { closestName, InputError } from '../errors/index.ts';
import { type Store, toStorageError } from '../store/index.ts';
import type { RecommendationFacts } from './facts.ts';
import { factsOf } from './facts-of.ts';
import { Surroundings } from './surroundings.ts';

/** What is read back of a recommendation. */
const Body = z.object({
  id: z.string(),
  file: z.string(),
  rule: z.string(),
  category: Category,
  severity: Severity,
  source: z.enum(['rule', 'model']).default('rule'),
  line: z.number(),
  endLine: z.number(),
  title: z.string(),
  message: z.string(),
  quote: z.string(),
  suggestion: z.string().nullable().default(null),
  patch: z.string().nullable().default(null),
});

/** A recommendation that a review has recorded, with its features. */
export interface KeptRecommendation extends z.infer<typeof Body> {
  facts: RecommendationFacts;
  firstSeenAt: string;
  lastSeenAt: string;
}

type Row = { body: string; facts: string | null; first_seen_at: string; last_seen_at: string };

const columns = ['body', 'facts', 'first_seen_at', 'last_seen_at'] as const;
/** Ids begin with this. */
const beginning = 'rec_';
/** An id may be shortened to so many characters after that. */
const shortest = 4;

/**
 * The recommendation that an id, or the beginning of one, names.
 * @throws InputError `unknown-recommendation`, naming near ones
 */
export async function findRecommendation(store: Store, given: string): Promise<KeptRecommendation> {
  const begins = given.startsWith(beginning) ? given : `${beginning}${given}`;
  const rows = await guarded(store, () =>
    store.database
      .selectFrom('recommendations')
      .select(columns)
      .where('id', '>=', begins)
      .where('id', '<', `${begins}\uffff`)
      .orderBy('id')
      .limit(2)
      .execute(),
  );
  const [first, second] = rows;
  if (first !== undefined && second === undefined && begins.length >= beginning.length + shortest)
    return read(first);
  const exact = rows.map(read).find(({ id }) => id === begins);
  if (exact !== undefined) return exact;
  throw await unknown(store, given, begins);
}

/** The recommendations of the latest reviews, the last seen first. `open`: only those that nobody has judged. */
export async function latestRecommendations(
  store: Store,
  { limit, open = false, rule, file }: { limit: number; open?: boolean; rule?: string; file?: string },
): Promise<KeptRecommendation[]> {
  let query = store.database
    .selectFrom('recommendations')
    .select(columns)
    .orderBy('last_seen_at', 'desc')
    .orderBy('id')
    .limit(limit);
  if (rule !== undefined) query = query.where('rule', '=', rule);
  if (file !== undefined) query = query.where('file', '=', file);
  if (open)
    query = query.where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('feedback')
            .select('number')
            .whereRef('feedback.recommendation', '=', 'recommendations.id')
            .where('is_latest', '=', 1),
        ),
      ),
    );
  return (await guarded(store, () => query.execute())).map(read);
}

async function unknown(store: Store, given: string, begins: string): Promise<InputError> {
  const near = await guarded(store, async () => {
    // Those that begin alike, then the latest of all.
    for (let length = begins.length; length > beginning.length; length--) {
      const found = await store.recommendations.idsBeginning(begins.slice(0, length));
      if (found.length > 0) return found;
    }
    const latest = await store.database
      .selectFrom('recommendations')
      .select('id')
      .orderBy('last_seen_at', 'desc')
      .limit(2_000)
      .execute();
    const ids = latest.map(({ id }) => id);
    const closest = closestName(begins, ids);
    return closest === null ? ids.slice(0, 3) : [closest];
  });
  const hint =
    near.length === 0
      ? 'No review has recommended anything yet: `opsmith review` does.'
      : `Near it ${near.length === 1 ? 'is' : 'are'} ${near.slice(0, 5).join(', ')}; \`opsmith recommendations list\` shows more.`;
  return new InputError('unknown-recommendation', `There is no recommendation "${given}". ${hint}`, {
    details: { recommendation: given },
  });
}

async function guarded<T>(store: Store, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (thrown) {
    throw toStorageError(thrown, store.path);
  }
}

function read(row: Row): KeptRecommendation {
  const body = Body.parse(JSON.parse(row.body));
  const around = row.facts === null ? null : Surroundings.safeParse(JSON.parse(row.facts));
  const surroundings = around?.success
    ? around.data
    : // Recorded before surroundings were kept.
      { language: 'unknown', cognitive: null, functionLines: null, centrality: null, churn: null };
  return {
    ...body,
    facts: factsOf(body, surroundings),
    firstSeenAt: row.first_seen_at,
    lastSeenAt: row.last_seen_at,
  };
}
