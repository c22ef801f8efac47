/** The graphs that set the agents to work: the crew behind one interface, and the workflows that can be run by themselves. */
export { checkpointsPath, openCheckpoints } from './checkpoints.ts';
export type { ConversationTurn } from './conversation.ts';
export type { Crew, CrewOptions, PlanResult } from './crew.ts';
export { createCrew, newThreadId } from './crew.ts';
export { crewAgents } from './crew-agents.ts';
export { askToPause } from './pause.ts';
export type { ApprovalRequest, RunOptions, TurnResult } from './run-types.ts';
export type { OutcomeStatus, PlannedStep, StepOutcome } from './supervisor/outcomes.ts';
export type { Workflow } from './workflows.ts';
export { workflows } from './workflows.ts';
