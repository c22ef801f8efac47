import type { PreviousTurn } from '../define.ts';
import { ruledOut } from './about-last.ts';
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
import { isFeasible, isObject, type NamedObjects } from './objects.ts';
import { isConceptQuestion, isCourtesy, refersBack } from './questions.ts';
import { type Score, scoreClause } from './score.ts';
import { leastScoreFor } from './threshold.ts';
import type { Token } from './tokens.ts';

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
  /** Points of the cues alone. */
  cues: number;
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

const unmetCost = 0.75;
const referredPoints = 1.5;

/** Takes a clause apart into what it asks for and what it excludes. */
export function readClause(lexicon: Lexicon, clause: Clause): Reading {
  if (clause.lead) return { clause, kept: clause.tokens, excluded: new Set(), negated: [] };
  // "I don't agree with rec_12" is a verdict, not an order to leave something.
  const judges = clause.tokens.some(({ entity }) => entity?.kind === 'id');
  const { kept, negated } = judges ? { kept: clause.tokens, negated: [] } : affirm(clause.tokens);
  const excluded = new Set<ActionEntry>();
  // "Not a regression, a classifier: train it": what else is said may ask for the same action.
  const wanted = negated.length === 0 ? [] : scoreClause(lexicon, kept).filter(({ cues }) => cues >= 3);
  for (const scope of negated) {
    const scores = scoreClause(lexicon, scope).filter(
      ({ entry, cues }) => entry !== lexicon.fallback && cues >= 1.5,
    );
    const top = Math.max(0, ...scores.map(({ cues }) => cues));
    for (const { entry, cues } of scores)
      if (cues >= top - 0.75 && !entry.kinds.has('verdict') && !wanted.some((each) => each.entry === entry))
        excluded.add(entry);
  }
  return { clause, kept, excluded, negated: negated.flat() };
}

export interface ChooseOptions {
  lexicon: Lexicon;
  text: string;
  reading: Reading;
  neighbours: readonly Neighbour[];
  previous: PreviousTurn | null;
  /** What the whole request names. */
  named: NamedObjects;
}

/** The action that a clause asks for, or null where it is talk: the caller answers that in words. */
export function chooseAction({
  lexicon,
  text,
  reading,
  neighbours,
  previous,
  named,
}: ChooseOptions): Choice | null {
  const { kept, clause, excluded } = reading;
  if (kept.length === 0) return null;
  const addressed = clause.addressee;
  const own = kept.some(isObject);
  const concept = !own && isConceptQuestion(kept);
  if (!clause.lead && ((concept && !refersToPrevious(kept, previous)) || (isCourtesy(kept) && !own)))
    return null;

  const isRuledOut = addressed === null && clause.lead === null ? ruledOut(kept) : () => false;
  const candidates = scoreClause(lexicon, kept).filter(
    ({ entry, total, cues }) =>
      !excluded.has(entry) &&
      !isRuledOut(entry) &&
      isFeasible(entry, named) &&
      !changesByName(entry, cues, addressed !== null || clause.lead !== null) &&
      (clause.lead === null || entry === clause.lead) &&
      (addressed === null || entry.agent === addressed) &&
      (total > 0 || addressed !== null),
  );
  const weighed: Choice[] = [];
  for (const score of candidates.slice(0, 6))
    weighed.push(weigh({ lexicon, text, kept, score, neighbours, previous }));
  weighed.sort((left, right) => right.score - left.score || left.entry.index - right.entry.index);
  // What is named is worked on, however politely it is put.
  const talk = own ? weighed.filter(({ entry }) => entry !== lexicon.fallback) : weighed;
  const best = preferDefault(talk, lexicon);
  if (!best || best.entry === lexicon.fallback) return null;
  const least =
    addressed === null ? leastScoreFor({ lexicon, tokens: kept, choice: best, anyObject: named.any }) : 0;
  if (best.score < least) return null;
  return { ...best, margin: best.score - (weighed[1]?.score ?? 0) };
}

/** What others rely on is not changed because of a name alone. */
function changesByName({ action }: ActionEntry, cues: number, isAddressed: boolean): boolean {
  return action.effect === 'world' && cues <= 0.5 && !isAddressed;
}

/** Where no word speaks for any action and only an object is named, the one declared first that lacks nothing is the default. */
function preferDefault(weighed: readonly Choice[], lexicon: Lexicon): Choice | undefined {
  const best = weighed[0];
  if (!best || best.cues >= 1 || best.entry === lexicon.fallback) return best;
  const silent = weighed.filter(
    ({ cues, unmet, score }) => cues < 1 && unmet.length === 0 && score >= best.score - 1.5,
  );
  return silent.sort((left, right) => left.entry.index - right.entry.index)[0] ?? best;
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
  // "Validate it on t.csv" after a turn about a model is about that model.
  const meant = fillFromPrevious(entry, filled, previous) && refersBack(kept) ? referredPoints : 0;
  const unmet = unmetGroups(entry, filled);
  const because = [...hits].sort((left, right) => left - right).map((index) => kept[index]!.text);
  const points = total + meant - unmetCost * unmet.length;
  return { entry, filled, tokens: kept, score: points, cues: score.cues, margin: 0, unmet, because };
}
