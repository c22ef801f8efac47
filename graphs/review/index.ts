/** The review as a LangGraph graph and as a function; `action.ts` is what the code analyst's action does with it. */
export type { ReviewDependencies } from './dependencies.ts';
export { buildReviewGraph } from './graph.ts';
export { type ReviewResult, reviewWorkflow } from './workflow.ts';
