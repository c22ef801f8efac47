/** The training task: five phases on one blackboard, from a table to a registered model, as a LangGraph graph. */
export { phaseAction } from './action.ts';
export { type Phase, phaseOfAction, phases } from './phases.ts';
export { readTaskResult } from './read-result.ts';
export { Choices, TaskRequest } from './request.ts';
export { TaskResult } from './result.ts';
export { resultText } from './text.ts';
