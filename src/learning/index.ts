/**
 * Learning from what developers accept and reject: the features of recommendations, what is believed of their acceptance, how they are ranked, and the record
 * of feedback. Says how sure it is, and before the first verdict says the priors.
 */

export type { Judge, RecommendationFacts } from './facts.ts';
export { factsOf } from './facts-of.ts';
export { contradictionIn, DeveloperFeedback } from './feedback/developer-feedback.ts';
export { type FeedbackLine, readFeedbackLines } from './feedback/read-lines.ts';
export { type InferredVerdict, inferVerdicts } from './inferred/infer.ts';
export { type JudgeSettings, judgeOf } from './judge-of.ts';
export { findRecommendation, type KeptRecommendation, latestRecommendations } from './kept-recommendation.ts';
export {
  type Explained,
  type GivenFeedback,
  type Learning,
  type LearningParts,
  type Maintenance,
  openLearning,
} from './open-learning.ts';
export { decideRanker } from './ranker/gate.ts';
export { logLoss } from './ranker/prequential.ts';
export { firstRecipe } from './ranker/ranker-version.ts';
export { expectedValue, type Ranked } from './ranking.ts';
export { likesInWords, type Note, noteInWords, verdictBeforeInWords } from './reasons.ts';
export {
  type FileStanding,
  type SurroundingFile,
  type Surroundings,
  surroundingsOf,
} from './surroundings.ts';
export { chooseTelling } from './telling.ts';
