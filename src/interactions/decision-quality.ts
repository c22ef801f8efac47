import type { AgentInteraction } from './agent-interaction.ts';

/** What decides how a decision is foretold to turn out. */
export type JudgedDecision = Pick<AgentInteraction, 'kind' | 'decidedBy' | 'quality'>;

/** What a decision is foretold to be worth. */
interface ForetoldQuality {
  /** 0..1. */
  quality: number;
  /** Measured decisions of this kind by the same decider that it rests on. */
  measured: number;
}

/** What is believed of a decider before anything was measured, and how many measurements that is worth. Our own guess. */
const before = 0.8;
const strength = 4;

/**
 * How good a decision will be: the mean of what such decisions of this decider were measured to be, drawn to what is believed before (the mean of a normal with
 * a normal prior: Gelman et al. 2013, section 2.5). Others' say nothing of it: were a model's failures held against whoever has not decided yet, nobody could be
 * asked in its place.
 */
export function foretellQuality(
  past: readonly JudgedDecision[],
  { kind, decidedBy }: Pick<JudgedDecision, 'kind' | 'decidedBy'>,
): ForetoldQuality {
  const own = past.filter(
    (each) => each.kind === kind && each.decidedBy === decidedBy && each.quality !== null,
  );
  const sum = own.reduce((total, each) => total + each.quality!, 0);
  return { quality: (strength * before + sum) / (strength + own.length), measured: own.length };
}

/** With fewer measured decisions of a decider nobody else is asked. */
const fewestMeasured = 10;
/** What is foretold to be worth less is doubted, */
const doubtedBelow = 0.5;
/** and another's decision taken where that is foretold to be better by so much. */
const clearlyBetter = 0.1;
/** Every so often the doubted one decides all the same: it may have become better. */
const triedEvery = 5;

/** Whether another's decision is taken in a doubted one's place. */
interface SecondOpinion {
  isTaken: boolean;
  own: ForetoldQuality;
  other: ForetoldQuality;
}

/** Whether a decision is foretold to turn out so badly that another's takes its place. */
export function secondOpinion(
  past: readonly JudgedDecision[],
  { kind, decidedBy, other }: { kind: string; decidedBy: string; other: string },
): SecondOpinion {
  const own = foretellQuality(past, { kind, decidedBy });
  const others = foretellQuality(past, { kind, decidedBy: other });
  const isDoubted =
    own.measured >= fewestMeasured &&
    own.quality < doubtedBelow &&
    others.quality > own.quality + clearlyBetter;
  const sinceTried = past
    .filter((each) => each.kind === kind)
    .toReversed()
    .findIndex((each) => each.decidedBy === decidedBy);
  return { isTaken: isDoubted && sinceTried < triedEvery - 1, own, other: others };
}
