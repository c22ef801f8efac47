/** Words that only make sense of the last training task: it is planned anew, with what they change of it. */
import type { PreviousTurn } from '../define.ts';
import { fillSlots, unmetGroups } from './fill.ts';
import { merged, type Repeated } from './follow-up.ts';
import type { ActionEntry, Lexicon } from './lexicon.ts';
import { spoken } from './questions.ts';
import { scoreClause } from './score.ts';
import type { Token } from './tokens.ts';

const again =
  /\b(?:again|once more|retrain|re-train|rerun|redo|repeat|another (?:go|try|round|run|attempt)|one more (?:time|try|go)|new (?:run|try|attempt))\b/;
const opens =
  /^(?:please|ok|okay|now|and|but|then|no|hm+|well|just|only|use|using|try|take|give|with|without|leave|leaving|drop|dropping|ignore|exclude|excluding|skip|remove|omit|keep|optimi[sz]e|maximi[sz]e|minimi[sz]e|limit|max|at most|run|train|retrain|redo|let|lets|make it|cross|stick|instead|same|do|dont|go|can you|could you|would you|id like|i want|id prefer|spend|allow|let it|more|longer|faster|quicker|double|twice|another|also|maybe|rather|focus)\b/;
const asks =
  /^(?:(?:and|so|but|ok|well|also) )*(?:what|why|how|which|who|when|where|is|was|were|are|did|does|do you|has|have)\b/;
const moreTime =
  /\b(?:more|some more|extra|additional|twice the|double the) time\b|\b(?:for |take |run |train |search )?(?:a (?:bit|little|lot|while) |much )?longer\b|\bdouble the (?:budget|time)\b|\b(?:bigger|larger|higher) (?:time )?budget\b/;
const lessTime =
  /\bless time\b|\b(?:faster|quicker|shorter)\b|\b(?:smaller|lower|half the) (?:time )?(?:budget|time)\b/;
const further = /\b(?:another|\w+ (?:more|extra|additional)) <?(?:duration|seconds?|minutes?|hours?)/;

/** Seconds of a task that was given none. */
const usualSeconds = 60;
/** Words that make a longer text than such a remark. */
const mostTokens = 24;
/** The slots by which a training may be changed. */
const changeable: ReadonlySet<string> = new Set([
  'metric',
  'seconds',
  'folds',
  'left-out',
  'left-out-steps',
  'sole-columns',
  'families',
]);

/** The last training task with what is new: "give it more time", "without the column id", "only 30 seconds". Null where the words change nothing of it. */
export function trainingAgain(
  lexicon: Lexicon,
  text: string,
  tokens: readonly Token[],
  previous: PreviousTurn,
): Repeated | null {
  const entry = lexicon.entries.find(({ action }) => action.task !== undefined);
  const isOf = (step: { action: string }) => entry?.action.task?.includes(step.action) === true;
  // What stood beside the training, such as a promotion, is not done again.
  const task = (previous.task ?? previous.steps).filter(isOf);
  if (entry === undefined || task.length === 0 || tokens.length > mostTokens) return null;
  if (tokens.some(({ entity }) => entity !== null && !/^(?:duration|quoted)$/.test(entity.kind))) return null;
  const words = spoken(tokens);
  const isAgain = again.test(words);
  const isLast =
    previous.steps.some(isOf) ||
    previous.steps.every(({ action }) => action === lexicon.fallback?.action.name);
  if (asks.test(words) || !(isAgain || (isLast && opens.test(words)))) return null;
  if (meansAnother(lexicon, text, tokens, entry)) return null;
  const own = task.find(({ action }) => action === entry.action.name);
  const budget = Number(own?.arguments.timeBudget ?? usualSeconds);
  const stated = fillSlots(lexicon, entry, text, tokens, new Set());
  const changes = Object.keys(stated).filter((name) => changeable.has(entry.action.slots[name] ?? ''));
  const seconds = secondsMeant(text, words, stated.timeBudget as number | undefined, budget);
  if (changes.length === 0 && seconds === undefined) return null;
  const repeated = merged(lexicon, text, tokens, task, 'The last training task, with what is new.');
  if (seconds === undefined) return repeated;
  return {
    ...repeated,
    steps: repeated.steps.map((step) => {
      const slots = lexicon.entries.find(({ action }) => action.name === step.action)?.action.slots ?? {};
      const place = Object.entries(slots).find(([, kind]) => kind === 'seconds')?.[0];
      return place === undefined ? step : { ...step, arguments: { ...step.arguments, [place]: seconds } };
    }),
  };
}

/** The budget where it is said by the last one: twice that for more, half for less, and "two more minutes" on top. */
function secondsMeant(
  text: string,
  words: string,
  stated: number | undefined,
  last: number,
): number | undefined {
  if (stated !== undefined)
    return further.test(text.toLowerCase()) || further.test(words) ? last + stated : undefined;
  if (moreTime.test(words)) return last * 2;
  return lessTime.test(words) ? Math.max(5, Math.round(last / 2)) : undefined;
}

/** Whether words ask for something else than a training, and give all that it takes: "remember that we use f1", but not "use f1 as the metric". */
function meansAnother(
  lexicon: Lexicon,
  text: string,
  tokens: readonly Token[],
  { action: { task } }: ActionEntry,
): boolean {
  const best = scoreClause(lexicon, tokens).filter(({ entry }) => entry !== lexicon.fallback)[0];
  if (best === undefined || best.cues < 3 || task!.includes(best.entry.action.name)) return false;
  const { entry, hits } = best;
  return unmetGroups(entry, fillSlots(lexicon, entry, text, tokens, hits)).length === 0;
}
