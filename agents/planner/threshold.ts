import type { Choice } from './choose.ts';
import type { Lexicon } from './lexicon.ts';
import { isQuestion, refersBack } from './questions.ts';
import { findNamedModel } from './slots/index.ts';
import type { Token } from './tokens.ts';
import { isFunctionWord } from './words.ts';

const base = 2;
/** What a word that no declaration knows costs. */
const strangerCost = 0.75;
const determiner = /^(a|an|my|his|her|their|some|our|the)$/;
const objectKinds = new Set([
  'code-paths',
  'code',
  'old-code-path',
  'old-code',
  'table',
  'reference-table',
  'current-table',
]);

export interface ThresholdOptions {
  lexicon: Lexicon;
  tokens: readonly Token[];
  choice: Choice;
  /** True where the request names something to work on. */
  anyObject: boolean;
}

/**
 * The score that an action needs. Where something to work on is named, little is enough; a request that names nothing must be the clearer,
 * the more of its words are strangers here ("tune my guitar"), and a question about things in general is not an order at all (infinite).
 */
export function leastScoreFor({ lexicon, tokens, choice, anyObject }: ThresholdOptions): number {
  if (anyObject) return base;
  const strangers = countStrangers(lexicon, tokens, choice);
  if (choice.unmet.length === 0) {
    // A name alone is weak evidence: "what is the psi test", "how healthy is an avocado".
    if (choice.entry.required.length > 0) return isNameAlone(lexicon, tokens, choice) ? base + 2 : base;
    return base + strangerCost * Math.max(0, choice.cues < 2 ? strangers : strangers - 1);
  }
  const asks = isQuestion(tokens) && !refersBack(tokens);
  if (asks && lacksObject(choice)) return Number.POSITIVE_INFINITY;
  return base + strangerCost * strangers + (asks ? 3 : 0);
}

/** Words of substance that neither a declaration nor a slot knows, at most four; one that is some verb's object counts twice. */
function countStrangers(lexicon: Lexicon, tokens: readonly Token[], choice: Choice): number {
  const named = new Set(Object.values(choice.filled).flat().map(String));
  let count = 0;
  for (const [index, { entity, word, text, stem, parts }] of tokens.entries()) {
    if (entity || isFunctionWord(word) || /^[\d.,]+$/.test(word) || named.has(text)) continue;
    if (lexicon.domain.has(stem) || parts.some((part) => lexicon.domain.has(part))) continue;
    count += determiner.test(tokens[index - 1]?.word ?? '') ? 2.5 : 1;
  }
  return Math.min(count, 4);
}

/** True for a question whose only object is a bare word taken for a model's name. */
function isNameAlone(lexicon: Lexicon, tokens: readonly Token[], { entry, cues }: Choice): boolean {
  if (!isQuestion(tokens) || !entry.kinds.has('model') || cues >= 2.5) return false;
  return findNamedModel({ lexicon, text: '', tokens, hits: new Set() }) === undefined;
}

/** True where an action has nothing at all to work on. */
function lacksObject({ entry, unmet }: Choice): boolean {
  return unmet.some((group) => group.some((name) => objectKinds.has(entry.action.slots[name] ?? '')));
}
