/** The review as a LangGraph graph and as a function; `action.ts` is what the code analyst's action does with it. */
export type { ReviewDependencies } from './dependencies.ts';
export type { ReviewInput } from './input.ts';
export { type RunTale, retellReview } from './retell.ts';
export { type ReviewRun, type ReviewRunDependencies, runReview } from './run-review.ts';
export { passedOverText } from './text.ts';
export { withinPaths } from './view.ts';
export { type FullReview, type ReviewResult, reviewUnrecorded, reviewWorkflow } from './workflow.ts';
