/** The review as a LangGraph graph, as a function, and as the code analyst's action. */
export { reviewCode, withReview } from './action.ts';
export type { ReviewDependencies } from './dependencies.ts';
export { buildReviewGraph } from './graph.ts';
export { ReviewInput } from './state.ts';
export { type ReviewResult, reviewWorkflow } from './workflow.ts';
