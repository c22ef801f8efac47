/** The planner's default policy: from a request's words to a plan, with no language model and no I/O. */

export {
  asksForShowing,
  asksForVerdicts,
  bestAction,
  itemPlace,
  missingIn,
  speaksFor,
  takesBack,
  verdictsIn,
} from './ask.ts';
export type { PathExists } from './entities.ts';
export { type ErrorTrace, findErrorTrace } from './error-trace.ts';
export type { GraphQuestion } from './graph-shape-patterns.ts';
export { graphShapeIn, isName } from './graph-shapes.ts';
export { pathKindOf } from './paths.ts';
export type { PlanRequest, PolicyPlan } from './plan-by-policy.ts';
export { planByPolicy } from './plan-by-policy.ts';
export { readAhead } from './read-ahead.ts';
export { leftOutSteps } from './slots/left-out-steps.ts';
export { testsAsked } from './tests-asked.ts';
export { namesLike } from './words-like.ts';
