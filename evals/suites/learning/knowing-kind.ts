import type { RecommendationFacts } from '../../../src/learning/index.ts';
import { changesAt } from './developers.ts';
import { type Kind, spreadOfOpinions } from './kinds.ts';

/** What somebody believes who knows how preferences of one kind are drawn, and has to learn the opinions alone. */
export interface KnowingKind {
  /** A verdict that was given after so many others. */
  told(facts: RecommendationFacts, developer: string, accepted: boolean, after: number): void;
  /** The probability that a developer accepts it after so many verdicts. */
  probability(facts: RecommendationFacts, developer: string, verdicts: number): number;
}

/** Log likelihoods of what was said of one thing, over the grid of opinions. */
interface Said {
  early: Float64Array;
  late: Float64Array;
}

/** A belief about one opinion: how likely what was said makes it, and what it is; not scaled, over the grid. */
interface Belief {
  evidence: number;
  weights: Float64Array;
}

const points = 241;
const widest = 5;

/**
 * The exact posterior of one kind: opinions are independent of each other, so that each is integrated over a grid by itself, with whether it has changed and
 * whether the second developer (`ben`) has the opposite one summed over.
 */
export function createKnowingKind({ about, careless, changing, opposite }: Kind): KnowingKind {
  const grid = Float64Array.from({ length: points }, (_, at) => widest * ((2 * at) / (points - 1) - 1));
  const prior = grid.map((z) => Math.exp((-z * z) / 2));
  const likely = grid.map((z) => careless / 2 + (1 - careless) / (1 + Math.exp(-spreadOfOpinions * z)));
  const said = new Map<string, Map<string, Said>>();

  const saidOf = (key: string, developer: string): Said | undefined => said.get(key)?.get(developer);
  /** What is believed where the second developer's words are to be turned round or not, after these log likelihoods. */
  const believed = (logs: readonly Float64Array[]): Belief => {
    const weights = prior.map((own, at) => own * Math.exp(logs.reduce((sum, log) => sum + log[at]!, 0)));
    return { evidence: sumOf(weights), weights };
  };

  return {
    told(facts, developer, accepted, after) {
      const key = about(facts);
      const own = said.get(key) ?? new Map<string, Said>();
      said.set(key, own);
      const log = own.get(developer) ?? { early: new Float64Array(points), late: new Float64Array(points) };
      own.set(developer, log);
      const part = after >= changesAt ? log.late : log.early;
      for (let at = 0; at < points; at++) part[at]! += Math.log(accepted ? likely[at]! : 1 - likely[at]!);
    },
    probability(facts, developer, verdicts) {
      const key = about(facts);
      const [first, second] = [saidOf(key, 'ann'), saidOf(key, 'ben')];
      let chances = 0;
      let evidences = 0;
      for (const isOpposite of [false, true]) {
        const share = isOpposite ? (opposite ?? 0) : 1 - (opposite ?? 0);
        if (share === 0) continue;
        const turned = (log: Float64Array) => (isOpposite ? log.toReversed() : log);
        const logs = (part: keyof Said) => [
          ...(first === undefined ? [] : [first[part]]),
          ...(second === undefined ? [] : [turned(second[part])]),
        ];
        const asOne = believed([...logs('early'), ...logs('late')]);
        const [early, late] = [believed(logs('early')), believed(logs('late'))];
        const chance = developer === 'ben' ? turned(likely) : likely;
        const add = (weight: number, { evidence, weights }: Belief) => {
          evidences += weight * evidence;
          chances += weight * weights.reduce((sum, own, at) => sum + own * chance[at]!, 0);
        };
        add(share * (1 - changing), asOne);
        const now = verdicts >= changesAt ? late : early;
        const other = now === late ? early : late;
        add((share * changing * other.evidence) / sumOf(prior), now);
      }
      return chances / evidences;
    },
  };
}

function sumOf(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0);
}
