import type { Kysely, Selectable, Transaction } from 'kysely';
import { type Database, type Store, toStorageError } from '../../store/index.ts';
import { RecommendationFacts } from '../facts.ts';
import type { Verdict } from '../ranker/acceptance-model.ts';
import { acceptedOf, DeveloperFeedback, FeedbackOrigin, weightOf } from './developer-feedback.ts';

type Row = Selectable<Database['feedback']>;

/** A verdict as it is kept. */
export interface KeptFeedback {
  number: number;
  recommendation: string;
  developer: string;
  team: string;
  origin: FeedbackOrigin;
  at: string;
  /** Whether no later verdict of the same developer took its place. */
  isLatest: boolean;
  /** Probability that was believed before it came; null where nobody had asked. */
  predicted: number | null;
  predictedLogOdds: number | null;
  facts: RecommendationFacts;
  body: DeveloperFeedback;
}

export interface NewFeedback extends Omit<KeptFeedback, 'number' | 'isLatest'> {}

/** What keeping a verdict came to: the same one a second time changes nothing, one dated earlier than what counts is history alone. */
export type KeepOutcome = 'new' | 'same' | 'replaced' | 'earlier';

/** The verdicts in the store. */
export interface FeedbackStore {
  /** Keeps a verdict; the developer's earlier one on the same recommendation stays as history. */
  keep(feedback: NewFeedback): Promise<KeepOutcome>;
  /** Those that count, in the order in which they were given. `after`: only with a higher number. */
  latest(after?: number): Promise<KeptFeedback[]>;
  /** All verdicts on a recommendation, the earlier ones too, in their order. */
  historyOf(recommendation: string): Promise<KeptFeedback[]>;
  /** The highest number, and how often one took another's place: changes whenever what counts does. */
  state(): Promise<{ last: number; replaced: number }>;
}

export function createFeedbackStore({ database, path }: Pick<Store, 'database' | 'path'>): FeedbackStore {
  const guarded = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (thrown) {
      throw toStorageError(thrown, path);
    }
  };
  return {
    keep: (feedback) => guarded(() => database.transaction().execute((within) => keep(within, feedback))),
    latest: (after = 0) =>
      guarded(async () => {
        const rows = await inOrder(database).where('is_latest', '=', 1).where('number', '>', after).execute();
        return rows.map(read);
      }),
    historyOf: (recommendation) =>
      guarded(async () => {
        const rows = await inOrder(database).where('recommendation', '=', recommendation).execute();
        return rows.map(read);
      }),
    state: () =>
      guarded(async () => {
        const row = await database
          .selectFrom('feedback')
          .select((build) => [
            build.fn.max('number').as('last'),
            build.fn.countAll<number>().as('all'),
            build.fn.sum<number>('is_latest').as('latest'),
          ])
          .executeTakeFirstOrThrow();
        const { last, all, latest } = row;
        return { last: Number(last ?? 0), replaced: Number(all) - Number(latest ?? 0) };
      }),
  };
}

/** What a model learns from a verdict. */
export function verdictOf({ facts, developer, team, origin, body }: KeptFeedback): Verdict {
  return { facts, judge: { developer, team }, accepted: acceptedOf(body), weight: weightOf(origin) };
}

function inOrder(database: Kysely<Database>) {
  return database.selectFrom('feedback').selectAll().orderBy('number');
}

async function keep(within: Transaction<Database>, feedback: NewFeedback): Promise<KeepOutcome> {
  const { recommendation, developer, team, origin, at, predicted, predictedLogOdds, facts, body } = feedback;
  const ofBoth = within
    .updateTable('feedback')
    .set({ is_latest: 0 })
    .where('recommendation', '=', recommendation)
    .where('developer', '=', developer)
    .where('is_latest', '=', 1);
  // Writing first, if only to no row, takes the write lock at once: a read that turns into a write fails when another process wrote between.
  await within.updateTable('feedback').set({ is_latest: 0 }).where('number', '<', 0).execute();
  const said = await within
    .selectFrom('feedback')
    .select(['body', 'origin', 'is_latest', 'at'])
    .where('recommendation', '=', recommendation)
    .where('developer', '=', developer)
    .execute();
  // A step that is done again after a crash has said it already, whatever was said since.
  if (stepOf(body) !== null && said.some((each) => stepOf(JSON.parse(each.body)) === stepOf(body)))
    return 'same';
  const before = said.find((each) => each.is_latest === 1);
  let isEarlier = false;
  if (before !== undefined) {
    const isSame = addsNothing(body, DeveloperFeedback.parse(JSON.parse(before.body)));
    // What a person said is worth more than what was inferred afterwards.
    if (isSame || (before.origin === 'told' && origin === 'inferred')) return 'same';
    isEarlier = origin === before.origin && isBefore(body.timestamp, before.at);
    if (isEarlier && said.some((each) => isSaidThen(body, DeveloperFeedback.parse(JSON.parse(each.body)))))
      return 'same';
    if (!isEarlier) await ofBoth.execute();
  }
  await within
    .insertInto('feedback')
    .values({
      recommendation,
      developer,
      team,
      type: body.type,
      origin,
      at,
      is_latest: isEarlier ? 0 : 1,
      predicted,
      predicted_log_odds: predictedLogOdds,
      facts: JSON.stringify(facts),
      body: JSON.stringify(body),
    })
    .execute();
  return before === undefined ? 'new' : isEarlier ? 'earlier' : 'replaced';
}

/** Whether a verdict says of itself that it was given before another moment; one that says nothing is given now. */
function isBefore(timestamp: string | undefined, at: string): boolean {
  return timestamp !== undefined && Date.parse(timestamp) < Date.parse(at);
}

/** Whether the same was said at the same time. */
function isSaidThen(body: DeveloperFeedback, before: DeveloperFeedback): boolean {
  const [at, then] = [body, before].map(({ timestamp }) => Date.parse(timestamp ?? ''));
  return at === then && addsNothing(body, before);
}

/** The run and step that a verdict was given in; null where it was no agent's. */
function stepOf({ context }: DeveloperFeedback): string | null {
  return context?.run === undefined ? null : JSON.stringify([context.run, context.step]);
}

/** Whether all that a verdict says was said before; when and where count for nothing, and what it leaves out stays as it was. */
function addsNothing(
  { timestamp: _, context: __, recommendationId: ___, ...said }: DeveloperFeedback,
  before: DeveloperFeedback,
): boolean {
  return Object.entries(said).every(
    ([name, value]) => value === undefined || value === before[name as keyof DeveloperFeedback],
  );
}

function read(row: Row): KeptFeedback {
  return {
    number: row.number,
    recommendation: row.recommendation,
    developer: row.developer,
    team: row.team,
    origin: FeedbackOrigin.parse(row.origin),
    at: row.at,
    isLatest: row.is_latest === 1,
    predicted: row.predicted,
    predictedLogOdds: row.predicted_log_odds,
    facts: RecommendationFacts.parse(JSON.parse(row.facts)),
    body: DeveloperFeedback.parse(JSON.parse(row.body)),
  };
}
