import { logLoss } from '../../../src/learning/index.ts';
import { aucOf, calibrationErrorOf, meanOf } from './measures.ts';
import type { ReviewOutcome, Simulation } from './simulate.ts';

/** Findings of a simulated code base, reviews of it, and from which verdict on the learner must have learnt. */
export const atLeast = 800;
export const reviews = 80;
export const afterVerdicts = 200;

/** The figures of a simulation of developers who have preferences. */
export function figuresOfPreferences({
  judged,
  reviews: all,
  feedbackMs,
}: Simulation): Record<string, number> {
  const late = all.filter(({ after }) => after >= afterVerdicts);
  const early = all.filter(({ after }) => after < afterVerdicts);
  const of = (some: readonly ReviewOutcome[], way: Exclude<keyof ReviewOutcome, 'onlookers'>) =>
    meanOf(some.map((review) => review[way]));
  return {
    acceptanceAt5: of(late, 'learnt'),
    oracleAt5: of(late, 'oracle'),
    offAt5: of(late, 'off'),
    popularityAt5: of(late, 'popularity'),
    ofOracle: of(late, 'learnt') / of(late, 'oracle'),
    ofOff: of(late, 'learnt') / of(late, 'off'),
    ofPopularity: of(late, 'learnt') / of(late, 'popularity'),
    /** What exact knowledge of the rules alone would give, and of all but the folders. */
    rulesKnownOfOracle: of(late, 'rulesKnown') / of(late, 'oracle'),
    allButAreasKnownOfOracle: of(late, 'allButAreasKnown') / of(late, 'oracle'),
    /** The same of what the five are worth, which is what they are ranked by. */
    valueOfOracle:
      meanOf(late.map(({ value }) => value)) / meanOf(late.map(({ oracleValue }) => oracleValue)),
    ofOracleBefore: of(early, 'learnt') / of(early, 'oracle'),
    auc: aucOf(judged),
    logLoss: meanOf(
      judged.map(({ probability, accepted }) => logLoss({ probability, accepted: Number(accepted) })),
    ),
    calibrationError: calibrationErrorOf(judged),
    /** Acceptances that an oracle would have got beyond these, of a hundred verdicts. */
    regretOf100: meanOf(all.map(({ oracle, learnt }) => oracle - learnt)) * 100,
    feedbackMs: meanOf(feedbackMs),
  };
}
