import type { Patience } from '../../agents/decisions/decide-and-record.ts';
import type { ActionContext } from '../../agents/index.ts';
import { InternalError } from '../../src/errors/index.ts';
import type { Slots } from '../slots.ts';
import type { TaskSession } from './session.ts';
import type { TaskState } from './state.ts';

/** What the nodes get from the run besides the state; never stored. */
export interface TaskContext extends Omit<ActionContext, 'previous' | 'shown' | 'task'> {
  session: TaskSession;
  /** How long a model may be waited for. */
  patience: Patience;
  /** How many candidates are trained at once. */
  slots: Slots;
  /** How many of them that are. */
  parallel: number;
  /** How many threads one candidate may use. */
  threads: number;
}

/** Of LangGraph's runtime, what the nodes look at. */
export interface NodeConfig {
  context?: { training?: TaskContext };
}

/** The run's context. It comes as LangGraph's runtime `context`, under `training`. */
export function contextOf(config: NodeConfig): TaskContext {
  const context = config.context?.training;
  if (context === undefined) throw new InternalError('The training graph was started without its context.');
  return context;
}

/** Tells people how far a task is. */
export function say({ log, step }: TaskContext, message: string, done?: number, total?: number): void {
  const far = done === undefined || total === undefined ? {} : { done, total };
  log.emit({ type: 'progress', step, message, ...far });
}

/** The names of the columns that no model sees. */
export function droppedNames(state: Pick<TaskState, 'dropped'>): string[] {
  return state.dropped.map(({ column }) => column);
}
