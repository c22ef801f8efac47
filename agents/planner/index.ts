/** The planner's default policy: from a request's words to a plan, with no language model and no I/O. */

export type { PathExists } from './entities.ts';
export { itemPlace } from './follow-up.ts';
export type { PlanRequest, PolicyPlan } from './plan-by-policy.ts';
export { planByPolicy } from './plan-by-policy.ts';
