import type { ActionContext, AgentDefinition } from '../../agents/index.ts';
import { InternalError } from '../../src/errors/index.ts';
import type { RecordedRun } from '../recorded-run.ts';
import type { Slots } from '../slots.ts';
import type { StepOutcome } from './outcomes.ts';
import type { PolicyPlanner } from './planning.ts';

/** What the nodes get from the run besides the state; never stored. `signal` is aborted by the person and by the limit of seconds. */
export interface SupervisorContext extends Omit<ActionContext, 'step' | 'previous'> {
  agents: readonly AgentDefinition[];
  planner: PolicyPlanner;
  /** How many steps are at work at once. */
  slots: Slots;
  /** Aborted when the person stops the run. */
  cancel: AbortSignal;
  /** What an interrupted attempt at this run had already said and done. */
  recorded: RecordedRun;
  /** Told of each outcome as it comes, so that a run that is stopped half way can give what it has. */
  finished: (outcome: StepOutcome) => void;
  now: () => Date;
}

/** Of LangGraph's runtime, what the nodes look at. */
export interface NodeConfig {
  context?: { supervisor?: SupervisorContext };
  configurable?: { thread_id?: string; run_id?: string };
  signal?: AbortSignal;
}

/** The run's context. It comes as LangGraph's runtime `context`, under `supervisor`. */
export function contextOf(config: NodeConfig): SupervisorContext {
  const context = config.context?.supervisor;
  if (context === undefined) throw new InternalError('The supervisor graph was started without its context.');
  return context;
}
