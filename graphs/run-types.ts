import { z } from 'zod';
import { type EventListener, PlanStep, RunStatus } from '../src/observe/index.ts';
import { PlannedStep, StepOutcome } from './supervisor/outcomes.ts';

/** What a person is asked before a step changes the world. */
export interface ApprovalRequest {
  step: string;
  question: string;
  agent: string;
  action: string;
  arguments: Record<string, unknown>;
}

/** How a caller follows a run and takes part in it. */
export interface RunOptions {
  /** Stops the run; what it has done stays, and it can be resumed. */
  signal?: AbortSignal;
  listeners?: readonly EventListener[];
  /** Asked before a step changes the world. Without it the run stops with the status `waiting`. */
  approve?: (request: ApprovalRequest) => Promise<boolean>;
  /** `performance.now()` when the person began to wait, by which a time budget counts; left out: when the work begins. */
  since?: number;
}

/** A run that is over, as the store keeps it: the results without their data and items. */
export const RunSummary = z.object({
  status: RunStatus,
  /** Markdown. */
  answer: z.string(),
  /** Who planned. */
  decidedBy: z.string(),
  steps: z.array(PlannedStep),
  /** One for each step that came to an end, in the plan's order. */
  results: z.array(StepOutcome),
});
export type RunSummary = z.infer<typeof RunSummary>;

/** What came out of a run. */
export interface TurnResult extends RunSummary {
  run: string;
  thread: string | null;
  /** What a run that waits is asking. */
  interrupt?: ApprovalRequest;
}

/** What a run needs to be started again, as the store keeps it. */
export const RunInput = z.object({
  text: z.string(),
  /** Steps that the caller asks for outright; null leaves it to the planner. */
  given: z.array(PlanStep).nullable(),
  /** Paths are relative to this folder, also when the run is resumed elsewhere. */
  workspace: z.string(),
});
export type RunInput = z.infer<typeof RunInput>;
