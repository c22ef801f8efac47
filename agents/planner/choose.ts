import type { PreviousTurn } from '../define.ts';
import type { Clause } from './clauses.ts';
import {
  type Arguments,
  fillFromPrevious,
  fillSlots,
  type Neighbour,
  shareArguments,
  unmetGroups,
} from './fill.ts';
import type { ActionEntry, Lexicon } from './lexicon.ts';
import { affirm } from './negation.ts';
import { isConceptQuestion, isCourtesy, isQuestion, refersBack } from './questions.ts';
import { type Score, scoreClause } from './score.ts';
import type { Token } from './tokens.ts';
import { isFunctionWord } from './words.ts';

/** What a clause was understood to ask for. */
export interface Choice {
  entry: ActionEntry;
  filled: Arguments;
  /** The clause without what it negates. */
  tokens: readonly Token[];
  score: number;
  /** How far ahead of the next action. */
  margin: number;
  /** Sets of arguments of which one is still missing. */
  unmet: readonly (readonly string[])[];
  /** Words of the text that spoke for the action. */
  because: readonly string[];
}

/** A clause in the middle of being understood. */
export interface Reading {
  clause: Clause;
  kept: readonly Token[];
  /** Actions that the clause says not to do. */
  excluded: ReadonlySet<ActionEntry>;
  /** Words and objects of what it says not to do: others may still refer to them. */
  negated: readonly Token[];
}

const leastScore = 2;
const strangerCost = 0.75;
const unmetCost = 0.75;

/** Takes a clause apart into what it asks for and what it excludes. */
export function readClause(lexicon: Lexicon, clause: Clause): Reading {
  const { kept, negated } = affirm(clause.tokens);
  const excluded = new Set<ActionEntry>();
  for (const scope of negated) {
    const scores = scoreClause(lexicon, scope).filter(
      ({ entry, cues }) => entry !== lexicon.fallback && cues >= 1.5,
    );
    const top = Math.max(0, ...scores.map(({ cues }) => cues));
    for (const { entry, cues } of scores)
      if (cues >= top - 0.75 && !entry.kinds.has('verdict')) excluded.add(entry);
  }
  return { clause, kept, excluded, negated: negated.flat() };
}

/** Words of substance that neither a declaration nor a slot knows. */
function countStrangers(lexicon: Lexicon, tokens: readonly Token[]): number {
  let count = 0;
  for (const { entity, word, stem, parts } of tokens) {
    if (entity || isFunctionWord(word) || /^[\d.,]+$/.test(word)) continue;
    if (!lexicon.domain.has(stem) && !parts.some((part) => lexicon.domain.has(part))) count += 1;
  }
  return Math.min(count, 3);
}

export interface ChooseOptions {
  lexicon: Lexicon;
  text: string;
  reading: Reading;
  neighbours: readonly Neighbour[];
  previous: PreviousTurn | null;
  /** True where some clause of the request names an object. */
  anyObject: boolean;
}

/** The action that a clause asks for, or null where it is talk: the caller answers that in words. */
export function chooseAction({
  lexicon,
  text,
  reading,
  neighbours,
  previous,
  anyObject,
}: ChooseOptions): Choice | null {
  const { kept, clause, excluded } = reading;
  if (kept.length === 0) return null;
  const addressed = clause.addressee;
  const own = kept.some(({ entity }) => entity !== null && /^(path|code|model-version)$/.test(entity.kind));
  const concept = !own && isConceptQuestion(kept);
  if ((concept && !refersToPrevious(kept, previous)) || (isCourtesy(kept) && !own)) return null;

  const candidates = scoreClause(lexicon, kept).filter(
    ({ entry, total }) =>
      !excluded.has(entry) &&
      (addressed === null || entry.agent === addressed) &&
      (total > 0 || addressed !== null),
  );
  const weighed: Choice[] = [];
  for (const score of candidates.slice(0, 6))
    weighed.push(weigh({ lexicon, text, kept, score, neighbours, previous }));
  weighed.sort((left, right) => right.score - left.score || left.entry.index - right.entry.index);
  const best = weighed[0];
  if (!best || best.entry === lexicon.fallback) return null;
  const least = threshold(lexicon, kept, best, own || anyObject, addressed !== null);
  if (best.score < least) return null;
  return { ...best, margin: best.score - (weighed[1]?.score ?? 0) };
}

function refersToPrevious(tokens: readonly Token[], previous: PreviousTurn | null): boolean {
  return previous !== null && refersBack(tokens);
}

interface WeighOptions {
  lexicon: Lexicon;
  text: string;
  kept: readonly Token[];
  score: Score;
  neighbours: readonly Neighbour[];
  previous: PreviousTurn | null;
}

function weigh({ lexicon, text, kept, score, neighbours, previous }: WeighOptions): Choice {
  const { entry, hits, total } = score;
  const filled = fillSlots(lexicon, entry, text, kept, hits);
  shareArguments(lexicon, entry, filled, neighbours);
  fillFromPrevious(entry, filled, previous);
  const unmet = unmetGroups(entry, filled);
  const because = [...hits].sort((left, right) => left - right).map((index) => kept[index]!.text);
  return { entry, filled, tokens: kept, score: total - unmetCost * unmet.length, margin: 0, unmet, because };
}

/** A request that names nothing to work on must be the clearer, the more of its words are strangers here. */
function threshold(
  lexicon: Lexicon,
  kept: readonly Token[],
  choice: Choice,
  anyObject: boolean,
  addressed: boolean,
): number {
  if (addressed) return 0;
  if (choice.unmet.length === 0 || anyObject) {
    return Object.keys(choice.filled).length === 0 && !anyObject
      ? leastScore + strangerCost * Math.max(0, countStrangers(lexicon, kept) - 1)
      : leastScore;
  }
  const asks = isQuestion(kept) && !refersBack(kept) ? 3 : 0;
  return leastScore + strangerCost * countStrangers(lexicon, kept) + asks;
}
