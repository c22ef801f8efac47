import { ReducedValue, StateSchema } from '@langchain/langgraph';
import { z } from 'zod';
import { DecidedBy, PlanStep } from '../../src/observe/index.ts';
import { ConversationTurn, joinTurns, LastTurn } from '../conversation.ts';
import { joinOutcomes, PlannedStep, StepOutcome } from './outcomes.ts';

/** What passes between the supervisor's nodes, and what a checkpoint holds. */
export const SupervisorState = new StateSchema({
  /** What the person said. */
  text: z.string(),
  /** Steps that the caller asks for outright; null leaves it to the planner. */
  given: z.array(PlanStep).nullable().default(null),
  /** The conversation before and, at the end, with this turn. */
  history: new ReducedValue(
    z.array(ConversationTurn).default(() => []),
    { reducer: joinTurns },
  ),
  /** The last turn: before the answer the one before, then this one. */
  previous: LastTurn.nullable().default(null),
  /** All steps planned so far, also by replanning. */
  steps: z.array(PlannedStep).default(() => []),
  /** How many plans were made. */
  plans: z.number().default(0),
  /** Who made the plan. */
  decidedBy: DecidedBy.default('policy'),
  /** Written by steps that run side by side: joined by step. */
  outcomes: new ReducedValue(
    z.array(StepOutcome).default(() => []),
    { reducer: joinOutcomes },
  ),
  /** The limit that was reached, as a sentence; the first one stays. */
  limit: new ReducedValue(z.string().nullable().default(null), {
    reducer: (known: string | null, added: string | null) => known ?? added,
  }),
  /** Whether a failed step may be mended by another plan. */
  mendable: z.boolean().default(false),
  reply: z.object({ text: z.string(), decidedBy: DecidedBy }).nullable().default(null),
});
export type SupervisorState = typeof SupervisorState.State;
export type SupervisorUpdate = typeof SupervisorState.Update;

/** What a step's node is sent: the step with its arguments complete, and the turn before for actions that refer to it. */
export const StepTask = z.object({
  step: PlannedStep,
  previous: LastTurn.nullable(),
  /** The turn's only step: its text will be the answer's. */
  isOnly: z.boolean().default(false),
  /** The whole task that it is a part of, named by its first step; null for a step by itself. */
  task: z
    .object({ id: z.string(), steps: z.array(PlanStep) })
    .nullable()
    .default(null),
});
export type StepTask = z.infer<typeof StepTask>;
