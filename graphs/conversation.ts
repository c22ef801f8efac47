import { z } from 'zod';
import { PlanStep } from '../src/observe/index.ts';

/** A thread remembers this many turns in words; older ones are gone from the conversation (their runs stay in the store). */
const turnsKept = 20;
/** Characters of a text or an answer that the history keeps. */
const wordsKept = 4_000;
/** Characters of JSON that the last turn's data, items and subjects may take in the thread's state, each. */
const bytesKept = 256_000;

/** One turn as the thread remembers it. */
export const ConversationTurn = z.object({
  run: z.string(),
  /** ISO 8601 in UTC. */
  at: z.string(),
  text: z.string(),
  answer: z.string(),
  /** What it was about: the values of the results' `about`, for a reader. */
  about: z.array(z.string()),
});
export type ConversationTurn = z.infer<typeof ConversationTurn>;

const Item = z.object({ id: z.string(), title: z.string(), detail: z.string() });

/** What a follow-up may refer to (PreviousTurn of the agents), bounded. */
export const LastTurn = z.object({
  steps: z.array(PlanStep),
  about: z.record(z.string(), z.unknown()).optional(),
  items: z.array(Item).optional(),
  data: z.array(z.unknown()).optional(),
  task: z.array(PlanStep).optional(),
  offer: z.array(PlanStep).optional(),
});
export type LastTurn = z.infer<typeof LastTurn>;

/** What a thread carries from one turn to the next. */
export const Conversation = z.object({
  history: z.array(ConversationTurn),
  previous: LastTurn.nullable(),
});
export type Conversation = z.infer<typeof Conversation>;

/** A thread that has not said anything yet. */
export const newConversation: Conversation = { history: [], previous: null };

/** Turns joined in order: a run that is there already is replaced, the oldest turns fall out. */
export function joinTurns(
  turns: readonly ConversationTurn[],
  added: readonly ConversationTurn[],
): ConversationTurn[] {
  const runs = new Set(added.map(({ run }) => run));
  return [...turns.filter(({ run }) => !runs.has(run)), ...added.map(shortened)].slice(-turnsKept);
}

/** A thread with one more turn. Doing it twice for the same run is doing it once. */
export function rememberTurn(
  conversation: Conversation,
  turn: ConversationTurn,
  last: LastTurn | null,
): Conversation {
  return {
    history: joinTurns(conversation.history, [turn]),
    previous: last && boundedTurn({ ...last, ...taskOf(last, conversation.previous) }),
  };
}

/** The training task that "try again without …" means: this turn's, else the one before. */
function taskOf({ steps }: LastTurn, before: LastTurn | null): Pick<LastTurn, 'task'> {
  const task = steps.some(({ action }) => action === 'train_model') ? steps : before?.task;
  return task === undefined ? {} : { task };
}

/** The last turn within its bounds: what is too large is left out, an entry of `data` as null so that places stay. */
export function boundedTurn(turn: LastTurn): LastTurn {
  const { steps, about, items, data, task, offer } = turn;
  return {
    steps: steps.map((step) => ({ ...step, arguments: withinBounds(step.arguments) })),
    ...(task === undefined ? {} : { task }),
    ...(offer === undefined ? {} : { offer }),
    ...(about === undefined ? {} : { about: withinBounds(about) }),
    ...(items === undefined ? {} : { items: leading(items) }),
    ...(data === undefined
      ? {}
      : { data: data.map((entry) => (jsonLength(entry) > bytesKept ? null : entry)) }),
  };
}

function withinBounds(values: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => jsonLength(value) <= bytesKept));
}

/** The first items whose sum stays within bounds: "the second one" is among the first. */
function leading<T>(items: readonly T[]): T[] {
  let length = 0;
  return items.filter((item) => {
    length += jsonLength(item);
    return length <= bytesKept;
  });
}

function jsonLength(value: unknown): number {
  return JSON.stringify(value ?? null).length;
}

function shortened(turn: ConversationTurn): ConversationTurn {
  return { ...turn, text: cut(turn.text), answer: cut(turn.answer), about: turn.about.slice(0, 20).map(cut) };
}

function cut(text: string): string {
  return text.length <= wordsKept ? text : `${text.slice(0, wordsKept)} …`;
}
