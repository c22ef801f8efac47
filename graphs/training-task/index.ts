/** The training task: five phases on one blackboard, from a table to a registered model, as a LangGraph graph. */
export { latestTaskResult, readTaskResult } from './read-result.ts';
export { Choices } from './request.ts';
export { TaskResult } from './result.ts';
export { resultText } from './text.ts';
