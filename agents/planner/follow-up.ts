import type { PlanStep } from '../../src/observe/index.ts';
import type { PreviousTurn } from '../define.ts';
import { type Arguments, fillSlots } from './fill.ts';
import type { Lexicon } from './lexicon.ts';
import { parseOrdinal } from './numbers.ts';
import { isConceptQuestion, refersBack, spoken } from './questions.ts';
import { scoreClause } from './score.ts';
import type { Token } from './tokens.ts';

interface FollowUpOptions {
  lexicon: Lexicon;
  text: string;
  tokens: readonly Token[];
  previous: PreviousTurn;
}

interface Repeated {
  steps: PlanStep[];
  reason: string;
  confidence: number;
}

const asksMore =
  /^(?:and |but |so |ok |please )*(?:why|how so|how come|really|what do you mean|what does (?:it|that|this) mean|meaning|tell me more|more|more details?|details?|go on|elaborate|expand|explain|show me|what about|what is|which one|how)\b/;
const again =
  /^(?:please |and |ok |now |try |do |run |can you |could you )*(?:it |that |this |the same |same )*(?:again|once more|one more time|rerun|redo|repeat|retry)\b/;
const connective =
  /^(?:and|now|ok|what about|how about|same|the same|also|then|instead|but|again|next|rather|only|just|no|with|use|try|for|on|in)\b/;
const nounsOfItems =
  /\b(?:one|item|finding|issue|recommendation|suggestion|result|point|problem|bug|entry|function|file)\b/;

/** The place in the last result's items that the words point at, from 1, or -1 for the last; null where they point at none. */
export function placeAmong(tokens: readonly Token[]): number | null {
  for (const [index, { word, entity, text }] of tokens.entries()) {
    if (entity) continue;
    const place = parseOrdinal(word);
    const next = tokens[index + 1]?.word ?? '';
    if (place !== null && (place > 0 || nounsOfItems.test(next))) return place;
    const numbered = /^#?(\d+)$/.exec(text);
    const before = tokens[index - 1]?.word ?? '';
    if (
      numbered &&
      (text.startsWith('#') ||
        /^(number|no|item|finding|issue|recommendation|suggestion|point)$/.test(before))
    )
      return Number(numbered[1]);
  }
  return null;
}

/** What a request means that only makes sense after the last turn: the last plan anew, "answer" for a question about its result, or null. */
export function followUp({ lexicon, text, tokens, previous }: FollowUpOptions): Repeated | 'answer' | null {
  if (tokens.length === 0 || tokens.length > 12) return null;
  const words = spoken(tokens);
  const best = scoreClause(lexicon, tokens).filter(({ entry }) => entry !== lexicon.fallback)[0];
  const strength = best?.cues ?? 0;
  const named = tokens.some(({ entity }) => entity !== null && entity.kind !== 'quoted');
  const repeatable = previous.steps.filter(({ action }) => action !== lexicon.fallback?.action.name);

  if (placeAmong(tokens) !== null && (previous.items?.length ?? 0) > 0 && strength < 3 && !named)
    return 'answer';
  if (again.test(words) && repeatable.length > 0 && strength < 3)
    return merged(lexicon, text, tokens, repeatable, 'The last plan again.');
  if (strength < 2 && repeatable.length > 0 && (named || connective.test(words))) {
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

function changed(steps: readonly PlanStep[], before: readonly PlanStep[]): boolean {
  return (
    JSON.stringify(steps.map((step) => step.arguments)) !==
    JSON.stringify(before.map((step) => step.arguments))
  );
}

/** The last steps with the arguments that the new words state. */
function merged(
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
  return { ...kept, ...fresh };
}
