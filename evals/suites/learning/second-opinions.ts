import { type JudgedDecision, secondOpinion } from '../../../src/interactions/index.ts';
import { uniform } from './developers.ts';
import { meanOf } from './measures.ts';

const decisions = 200;
/** What share of the steps of a plan is done, in the mean, by who planned: of two models, and of the policy. */
const worse = 0.25;
const better = 0.9;
const policy = 0.7;

/**
 * A simulation, and no measurement of any language model: a model whose plans mostly come to nothing, and one whose plans are good, each beside a policy, with
 * second opinions and without. Qualities are a coin's with the probabilities above.
 */
export function secondOpinionsHelp(seed: number): Record<string, number> {
  const gain = (ofModel: number, name: string): number => {
    const draw = (who: string, at: number, chance: number) =>
      Number(uniform(`${seed}|${name}|${who}|${at}`) < chance);
    const past: JudgedDecision[] = [];
    const withIt: number[] = [];
    const without: number[] = [];
    for (let at = 0; at < decisions; at++) {
      const { isTaken } = secondOpinion(past, { kind: 'plan', decidedBy: name, other: 'policy' });
      const decidedBy = isTaken ? 'policy' : name;
      const quality = isTaken ? draw('policy', at, policy) : draw(name, at, ofModel);
      past.push({ kind: 'plan', decidedBy, quality });
      withIt.push(quality);
      without.push(draw(name, at, ofModel));
    }
    return meanOf(withIt) - meanOf(without);
  };
  return { gainOverWorseModel: gain(worse, 'worse'), gainOverBetterModel: gain(better, 'better') };
}
