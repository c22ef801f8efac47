import type { PlanStep } from '../../src/observe/index.ts';
import type { PreviousTurn } from '../define.ts';
import type { Entity } from './entities.ts';
import { type Arguments, fillSlots, unmetGroups } from './fill.ts';
import { languageOfWord } from './languages.ts';
import type { Lexicon } from './lexicon.ts';
import { parseNumber, parseOrdinal } from './numbers.ts';
import { isFeasible, objectsIn } from './objects.ts';
import { isConceptQuestion, refersBack, spoken } from './questions.ts';
import { scoreClause } from './score.ts';
import { findTargetToken } from './slots/columns.ts';
import { nameOf } from './slots/context.ts';
import { slotFinders } from './slots/index.ts';
import type { Token } from './tokens.ts';
import { isGrammarWord } from './words.ts';

interface FollowUpOptions {
  lexicon: Lexicon;
  text: string;
  tokens: readonly Token[];
  previous: PreviousTurn;
}

/** Steps of an earlier plan, to be done anew. */
export interface Repeated {
  steps: PlanStep[];
  reason: string;
  confidence: number;
}

const asksMore =
  /^(?:and |but |so |ok |please )*(?:why|how so|how come|really|what do you mean|what does (?:it|that|this) mean|meaning|tell me more|more|more details?|details?|go on|elaborate|expand|explain|show me|what about|what is|which one|how)\b/;
const again =
  /^(?:please |and |ok |now |try |do |run |can you |could you |look |check |have a look )*(?:it |that |this |the same |same |the whole thing )*(?:again|once more|one more time|rerun|redo|repeat|retry)\b/;
/** What is to be left out may be named in the words of another action. */
const againWithout =
  /^(?:please |and |ok |now |try |do |run |train |it |that |this )*(?:again|once more)\b.*\b(?:without|but no)\b/;
/** What only a training task does without: it is meant although something else was done since. */
const ofTraining =
  /\b(?:encod\w*|features?|ratios?|products?|interactions?|binning|bins|date parts?|boosting|forests?|trees|linear|neighbou?rs|perceptrons?|famil(?:y|ies))\b/;
const connective =
  /^(?:and|now|ok|what about|how about|same|the same|also|then|instead|but|again|next|rather|only|just|no|with|use|try|for|on|in)\b/;
const nounsOfItems =
  /\b(?:one|item|finding|issue|recommendation|suggestion|result|point|problem|bug|entry|function|file)\b/;

/** The place, from 1 (-1: the last), that a token names among items: "second", "#2", "number 2". */
function placeAt(tokens: readonly Token[], index: number): number | null {
  const { word, entity, text } = tokens[index]!;
  if (entity) return null;
  const next = tokens[index + 1];
  const place = parseOrdinal(word);
  if (place !== null && (place > 0 || nounsOfItems.test(next?.word ?? ''))) return place;
  const before = tokens[index - 1]?.word ?? '';
  const isNumbered =
    /^#\d+$/.test(text) ||
    (/^\d+$/.test(text) && /^(number|no|item|finding|issue|recommendation|suggestion|point)$/.test(before));
  return isNumbered ? Number(text.replace('#', '')) : null;
}

/** The place in the last result's items that the words point at, from 1, or -1 for the last; null where they point at none. */
export function placeAmong(tokens: readonly Token[]): number | null {
  for (const index of tokens.keys()) {
    const place = placeAt(tokens, index);
    if (place !== null) return place;
  }
  return null;
}

/**
 * Tokens in which "the second one" has become the id of the last result's second item, and "all of them" those of all, where a verdict is passed on it; a
 * question about it stays as it is. A place that the result does not have becomes an id that none has: it must not pass for another's.
 */
export function nameJudgedItems(
  lexicon: Lexicon,
  tokens: readonly Token[],
  previous: PreviousTurn,
): readonly Token[] {
  const items = previous.items ?? [];
  const words = spoken(tokens);
  if (
    items.length === 0 ||
    /^(?:what|why|how|which|explain|tell|show|can|could|did|do|have|has|was|were)\b/.test(words) ||
    // It is to be mended, which is no word of its having been.
    /^(?:(?:please|now|ok|then|and) )*(?:fix|mend|repair|solve|patch)\b/.test(words)
  )
    return tokens;
  if (slotFinders.verdict({ lexicon, text: '', tokens, hits: new Set() }) === undefined) return tokens;
  return tokens.flatMap((token, index): Token | Token[] => {
    const named = (id: string): Token => {
      const entity: Entity = { kind: 'id', id, start: token.start, end: token.end };
      return { ...token, entity, word: '<id>', stem: '<id>', parts: [] };
    };
    const isSole =
      items.length === 1 && /^(?:it|that|this)$/.test(token.word) && !(tokens[index + 1]?.entity ?? null);
    if (isSole || (token.word !== 'none' && isAllAt(tokens, index, items.length)))
      return items.map(({ id }) => named(id));
    // The word stays: it is what turns "useful" into a rejection.
    if (token.word === 'none' && isAllAt(tokens, index, items.length))
      return [token, ...items.map(({ id }) => named(id))];
    const several = placesAt(tokens, index, items.length);
    if (several.length > 0) return several.map((at) => named(items[at]!.id));
    const place = placeAt(tokens, index) ?? bareChoice(tokens, index, items.length);
    if (place === null) return token;
    return named((place < 0 ? items.at(place) : items[place - 1])?.id ?? `${token.text} of ${items.length}`);
  });
}

/** "the first two", "the last three": their places from 0. */
function placesAt(tokens: readonly Token[], index: number, count: number): number[] {
  const { word, entity } = tokens[index]!;
  if (entity || (word !== 'first' && word !== 'last')) return [];
  const wanted = parseNumber(tokens[index + 1]?.word ?? '');
  if (wanted === null || wanted < 2 || wanted > count) return [];
  const from = word === 'first' ? 0 : count - wanted;
  return Array.from({ length: wanted }, (_, at) => from + at);
}

/** "accept 1", "mark 2 as done", "1 and 3 are wrong": a bare number that can only be a place. */
function bareChoice(tokens: readonly Token[], index: number, count: number): number | null {
  const { word, text, entity } = tokens[index]!;
  if (entity || !/^\d{1,3}$/.test(text) || Number(word) < 1 || Number(word) > count) return null;
  const before = tokens[index - 1]?.word ?? '';
  const isChosen =
    index === 0 ||
    /^(?:accept|accepted|reject|rejected|dismiss|ignore|skip|mark|approve|decline|took|take|drop|applied|fixed|did|done|and|or|but|with|about|on)$/.test(
      before,
    ) ||
    /^\d{1,3}$/.test(before);
  const after = tokens[index + 1]?.word ?? '';
  return isChosen &&
    tokens.length <= 10 &&
    !/^(?:seconds?|minutes?|hours?|days?|percent|lines?|files?|times?)$/.test(after)
    ? Number(word)
    : null;
}

/** Whether "all" stands for the items themselves: "all of them", "all these", and at the end, but not "all the tests"; "both" of two. */
function isAllAt(tokens: readonly Token[], index: number, count: number): boolean {
  const { word } = tokens[index]!;
  if (word === 'none') return /^(?:of|are|is)$/.test(tokens[index + 1]?.word ?? '');
  if (!(word === 'all' || word === 'everything' || (word === 'both' && count === 2))) return false;
  // "They are all wrong"
  if (/^(?:they|these|those) (?:are|were|all|both)\b/.test(spoken(tokens).split(' ').slice(0, 2).join(' ')))
    return true;
  const after = tokens.slice(index + 1).map(({ word }) => word);
  if (after[0] === 'of') after.shift();
  return after.length === 0 || /^(?:them|these|those)$/.test(after[0]!);
}

/** What a request means that only makes sense after the last turn: the last plan anew, "answer" for a question about its result, or null. */
export function followUp({ lexicon, text, tokens, previous }: FollowUpOptions): Repeated | 'answer' | null {
  if (tokens.length === 0 || tokens.length > 12) return null;
  const words = spoken(tokens);
  if (previous.offer !== undefined && agrees.test(words))
    return {
      steps: [...previous.offer],
      reason: 'What was asked for, with the name that was meant.',
      confidence: 0.9,
    };
  // Code by itself is something new: it is not done to it what was done to the code before.
  if (tokens.every(({ entity }) => entity?.kind === 'code')) return null;
  const judges = slotFinders.verdict({ lexicon, text: '', tokens, hits: new Set() }) !== undefined;
  if (judges && /^(?:did|have|has|was|were) /.test(words)) return 'answer';
  if (judges && tokens.some(({ entity }) => entity?.kind === 'id')) return null;
  const best = scoreClause(lexicon, tokens).filter(({ entry }) => entry !== lexicon.fallback)[0];
  const strength = best?.cues ?? 0;
  const named = tokens.some(({ entity }) => entity !== null && entity.kind !== 'quoted');
  const repeatable = previous.steps.filter(({ action }) => action !== lexicon.fallback?.action.name);

  if (placeAmong(tokens) !== null && (previous.items?.length ?? 0) > 0 && strength < 3 && !named)
    return 'answer';
  const { task } = previous;
  if (repeatable.length === 1 && forTheWhole.test(words)) {
    const widened = onEverything(lexicon, repeatable[0]!);
    if (widened !== null) return widened;
  }
  const isTaskMeant = repeatable.length === 0 && strength < 3 && again.test(words);
  if (task !== undefined && (isTaskMeant || (againWithout.test(words) && ofTraining.test(words))))
    return merged(lexicon, text, tokens, task, 'The last training task again.');
  if (repeatable.length > 0 && ((again.test(words) && strength < 3) || againWithout.test(words)))
    return merged(lexicon, text, tokens, repeatable, 'The last plan again.');
  const inLanguage = answersWithLanguage(lexicon, tokens, repeatable);
  if (inLanguage !== null) return inLanguage;
  if (comparedLast.test(words) && repeatable.length === 1 && asksForTwo(lexicon, repeatable[0]!))
    return { steps: repeatable, reason: 'The last comparison again.', confidence: 0.7 };
  const answered = answersWithColumn(lexicon, tokens, repeatable, strength);
  if (answered !== null) return answered;
  // "What is the target again" is no order to do it anew.
  const asksOnly =
    !named &&
    /^(?:(?:and|so|but|ok) )*(?:what (?:is|was|are|were)|which|who|when|where|why|how (?:long|many|much))\b/.test(
      words,
    );
  const asksWhy = /^(?:(?:and|so|but|ok) )*why\b(?! (?:not|dont)\b)/.test(words);
  // What others rely on is not changed anew because another thing is named, nor is anything done to what is to be shown.
  const isOwn =
    named &&
    !connective.test(words) &&
    (/^(?:(?:please|can you|could you|just) )*(?:show|display|open|print|see|look at)\b/.test(words) ||
      changesWorld(lexicon, repeatable));
  const states =
    !asksOnly &&
    !asksWhy &&
    !isOwn &&
    (named || connective.test(words) || findTargetToken(tokens) !== undefined);
  // "What columns does x.csv have?" after a review asks for no review of it.
  const fits = fitAll(lexicon, repeatable, tokens);
  if (strength < 2 && repeatable.length > 0 && states && fits) {
    const repeated = merged(lexicon, text, tokens, repeatable, 'The last plan, with what is new.');
    if (changed(repeated.steps, repeatable)) return repeated;
  }
  if (asksMore.test(words) && strength < 2 && !named) return 'answer';
  if (
    /^(?:why|explain)\b/.test(words) &&
    !named &&
    (refersBack(tokens) || tokens.length <= 3) &&
    !isConceptQuestion(tokens)
  )
    return 'answer';
  return null;
}

/** Whether all of the last plan's actions work on such things as are named now. */
function fitAll(lexicon: Lexicon, steps: readonly PlanStep[], tokens: readonly Token[]): boolean {
  const objects = objectsIn(tokens);
  return steps.every((step) => {
    const entry = lexicon.entries.find(
      ({ agent, action }) => agent === step.agent && action.name === step.action,
    );
    // One file now does for two that were compared.
    return entry === undefined || isFeasible(entry, { ...objects, codes: 2 });
  });
}

/** "Can you do that for the whole repo" */
const forTheWhole =
  /^(?:(?:please|can you|could you|now|and|ok|then|do|run|the|same|thing|it|that|this|also|too|again|try) )+(?:for|on|with|over|across) (?:the |my |our |this |all of the )*(?:whole|entire|full|complete|rest of the|all)? ?(?:repo|repository|project|folder|code ?base|directory|workspace)$/;

/** A step that looked at some code, on all of it. */
function onEverything(lexicon: Lexicon, step: PlanStep): Repeated | null {
  const slots = lexicon.entries.find(({ action }) => action.name === step.action)?.action.slots ?? {};
  const paths = Object.entries(slots).find(([, kind]) => kind === 'code-paths')?.[0];
  if (paths === undefined) return null;
  const whole: PlanStep = { agent: step.agent, action: step.action, arguments: { [paths]: ['.'] } };
  return { steps: [whole], reason: 'The last step, on everything here.', confidence: 0.8 };
}

/** A yes, and nothing else. */
const agrees =
  /^(?:(?:ah|oh|ok|sorry|uh) )*(?:yes|yep|yeah|yup|ja|oui|si|y|sure|exactly|right|correct|of course|please do|do it|that one|ok|okay)(?: please| thanks| that one| i did| exactly| of course)?$/;
/** "Which one is better?" */
const comparedLast =
  /^(?:(?:so|and|ok|well) )*(?:which|what)(?: one| file| version| of (?:them|the two|these))? (?:is|was|would you|do you|should i) (?:the )?(?:better|best|cleaner|nicer|worse|worst|prefer|preferable|keep|take|safer|simpler)\b/;

/** Whether a step compares two pieces of code. */
function asksForTwo(lexicon: Lexicon, step: PlanStep): boolean {
  return lexicon.entries.some(
    ({ agent, action, kinds }) =>
      agent === step.agent && action.name === step.action && kinds.has('old-code-path'),
  );
}

/** The name of a language, by itself, where code was to be reviewed: the same as code of that language. */
function answersWithLanguage(
  lexicon: Lexicon,
  tokens: readonly Token[],
  steps: readonly PlanStep[],
): Repeated | null {
  const said = tokens.filter(
    ({ word }) => !/^(?:it|it is|is|this|that|in|language|code|written|please|the)$/.test(word),
  );
  const [name] = said;
  if (said.length !== 1 || name === undefined || name.entity !== null) return null;
  const language = languageOfWord(name.text);
  if (language === null) return null;
  let isTaken = false;
  const filled = steps.map((step) => {
    const entry = lexicon.entries.find(
      ({ agent, action }) => agent === step.agent && action.name === step.action,
    );
    const place = Object.entries(entry?.action.slots ?? {}).find(([, kind]) => kind === 'language')?.[0];
    if (place === undefined || step.arguments[place] !== undefined) return step;
    isTaken = true;
    return { ...step, arguments: { ...step.arguments, [place]: language } };
  });
  return isTaken ? { steps: filled, reason: 'The last plan, with the language.', confidence: 0.8 } : null;
}

/** A bare name, where the last plan asked for the column to predict: the same plan with it. */
function answersWithColumn(
  lexicon: Lexicon,
  tokens: readonly Token[],
  steps: readonly PlanStep[],
  strength: number,
): Repeated | null {
  const said = tokens.filter(({ entity, word }) => entity?.kind === 'quoted' || !isAround.test(word));
  const [name] = said;
  if (said.length !== 1 || name === undefined || (name.entity !== null && name.entity.kind !== 'quoted'))
    return null;
  if (name.entity === null && (isGrammarWord(name.word) || strength >= 2)) return null;
  let isAsked = false;
  const filled = steps.map((step) => {
    const entry = lexicon.entries.find(
      ({ agent, action }) => agent === step.agent && action.name === step.action,
    );
    const place = Object.entries(entry?.action.slots ?? {}).find(([, kind]) => kind === 'column')?.[0];
    if (entry === undefined || place === undefined || step.arguments[place] !== undefined) return step;
    if (unmetGroups(entry, step.arguments).some((group) => group.includes(place))) isAsked = true;
    return { ...step, arguments: { ...step.arguments, [place]: nameOf(name) } };
  });
  return isAsked
    ? { steps: filled, reason: 'The last plan, with the column that it lacked.', confidence: 0.8 }
    : null;
}

/** What may stand around a bare name in an answer: "it is churned, please". */
const isAround =
  /^(?:the|column|col|target|it|it is|its|is|please|one|use|predict|i|mean|meant|take|ok|yes)$/;

function changed(steps: readonly PlanStep[], before: readonly PlanStep[]): boolean {
  return (
    JSON.stringify(steps.map((step) => step.arguments)) !==
    JSON.stringify(before.map((step) => step.arguments))
  );
}

/** The last steps with the arguments that the new words state. */
export function merged(
  lexicon: Lexicon,
  text: string,
  tokens: readonly Token[],
  steps: readonly PlanStep[],
  reason: string,
): Repeated {
  return {
    steps: steps.map((step) => ({ ...step, arguments: mergeInto(lexicon, text, tokens, step) })),
    reason,
    confidence: 0.7,
  };
}

function mergeInto(lexicon: Lexicon, text: string, tokens: readonly Token[], step: PlanStep): Arguments {
  const entry = lexicon.entries.find(
    ({ agent, action }) => agent === step.agent && action.name === step.action,
  );
  if (!entry) return step.arguments;
  const fresh = fillSlots(lexicon, entry, text, tokens, new Set());
  const supplied = entry.action.supplied ?? {};
  for (const name of Object.keys(fresh)) {
    const kind = entry.action.slots[name];
    const guessed =
      kind === 'model' &&
      !tokens.some(({ entity }) => entity?.kind === 'model-version' || entity?.kind === 'quoted');
    if (kind === 'rest-of-text' || kind === 'whole-text' || (guessed && name in supplied)) delete fresh[name];
  }
  // New code replaces old paths, and the other way round.
  const replaced = (entry.action.oneOf ?? [])
    .filter((group) => group.some((name) => fresh[name] !== undefined))
    .flat();
  const kept = Object.fromEntries(
    Object.entries(step.arguments).filter(([name]) => !replaced.includes(name)),
  );
  // What was left out before stays out: "again without id", then "without name, too".
  for (const [name, kind] of Object.entries(entry.action.slots))
    if (
      (kind === 'left-out' || kind === 'left-out-steps') &&
      Array.isArray(kept[name]) &&
      Array.isArray(fresh[name])
    )
      fresh[name] = [...new Set([...kept[name], ...fresh[name]])];
  return { ...kept, ...fresh };
}

function changesWorld(lexicon: Lexicon, steps: readonly PlanStep[]): boolean {
  return steps.some((step) =>
    lexicon.entries.some(
      ({ agent, action }) => agent === step.agent && action.name === step.action && action.effect === 'world',
    ),
  );
}
