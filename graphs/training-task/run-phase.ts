import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import type { ActionContext } from '../../agents/index.ts';
import { InputError, InternalError } from '../../src/errors/index.ts';
import { makeFolder } from '../../src/host/index.ts';
import { openCheckpoints } from '../checkpoints.ts';
import { createSlots } from '../slots.ts';
import { patienceOf } from './asking.ts';
import { budgetOf, secondsUsed } from './budget.ts';
import type { TaskContext } from './context.ts';
import type { Phase, PhaseName } from './phases.ts';
import type { TaskRequest } from './request.ts';
import type { TaskSession } from './session.ts';
import { closeSession, sessionOf } from './sessions.ts';
import type { TaskState } from './state.ts';

/** LangGraph's name of a task's thread: each task has a file of checkpoints of its own. */
export const taskThread = 'task';

/** Where a task keeps its checkpoints. */
export function taskCheckpoints(folder: string): string {
  return join(folder, 'checkpoints.db');
}

/** The node after which a phase may be over; the validator's ways back are gone within its own phase. */
const lastNode: Partial<Record<PhaseName, 'collect' | 'engineer' | 'look' | 'blend'>> = {
  collect: 'collect',
  engineer: 'engineer',
  train: 'look',
  optimize: 'blend',
};

/**
 * Takes a task up where it is, and leads it to the end of a phase; one that is past it is left alone.
 *
 * @throws InputError `data-changed`, and what the phases throw
 */
export async function runPhase(
  phase: Phase,
  { folder, request }: { folder: string; request: TaskRequest },
  action: ActionContext,
): Promise<{ state: TaskState; session: TaskSession }> {
  // Within a step of the supervisor LangGraph would take this graph for a part of that one: its pauses and checkpoints would be the supervisor's.
  const { AsyncLocalStorageProviderSingleton } = await import('@langchain/core/singletons');
  return AsyncLocalStorageProviderSingleton.getInstance().run(undefined, () =>
    walk(phase, { folder, request }, action),
  );
}

async function walk(
  phase: Phase,
  { folder, request }: { folder: string; request: TaskRequest },
  action: ActionContext,
): Promise<{ state: TaskState; session: TaskSession }> {
  makeFolder(folder, 0o700);
  const { buildTrainingGraph } = await import('./graph.ts');
  const checkpoints = await openCheckpoints(taskCheckpoints(folder));
  try {
    const graph = buildTrainingGraph({ checkpointer: checkpoints.saver });
    const configurable = { thread_id: taskThread };
    const read = async () => (await graph.getState({ configurable })).values as TaskState;
    const last = lastNode[phase.name];
    let state = await read();
    const used = secondsUsed(state);
    // What a task has used already was counted from its own beginning.
    const session = sessionOf(folder, action.workspace, used, used === 0 ? action.since : undefined);
    session.heed(action.signal);
    const context = contextFor(
      action,
      session,
      budgetOf({ request, choices: state.choices ?? request.choices }),
    );
    if (isBegun(state)) await checkUnchanged(state, session);
    // A look that sends work back ends at the same node before the phase is over.
    for (let turn = 0; !isPast(phase, state); turn++) {
      if (turn > mostTurns) throw new InternalError(`The training task does not get past ${phase.name}.`);
      await graph.invoke(isBegun(state) ? null : { request, choices: request.choices }, {
        configurable,
        context: { training: context },
        // Each node's result is written before the next begins: that is what a killed task resumes from.
        durability: 'sync',
        signal: action.signal,
        recursionLimit: 500,
        ...(last === undefined ? {} : { interruptAfter: [last] }),
      });
      state = await read();
    }
    return { state, session };
  } catch (thrown) {
    closeSession(folder);
    throw thrown;
  } finally {
    await checkpoints.close();
  }
}

/** Work is sent back ten times at most. */
const mostTurns = 12;

function isBegun(state: Partial<TaskState>): boolean {
  return state.request !== undefined;
}

function isPast({ name }: Phase, state: Partial<TaskState>): boolean {
  if (!isBegun(state)) return false;
  if (name === 'collect') return state.data !== null;
  if (name === 'engineer') return state.features !== null;
  if (name === 'train') return state.compared === true;
  if (name === 'optimize') return state.ensemble !== null;
  return state.model !== null;
}

function contextFor(action: ActionContext, session: TaskSession, budgetSeconds: number): TaskContext {
  const parallel = Math.max(1, availableParallelism());
  const patience = patienceOf(session, budgetSeconds);
  return { ...action, session, patience, parallel, slots: createSlots(parallel), threads: 1 };
}

async function checkUnchanged(state: TaskState, session: TaskSession): Promise<void> {
  if (state.held === null || state.held === undefined) return;
  const { fingerprint } = await session.held(state.request);
  if (fingerprint === state.held.fingerprint) return;
  throw new InputError(
    'data-changed',
    `${state.request.data} is not what it was when the task began, so the task cannot go on with it. Start a new one.`,
    { details: { data: state.request.data } },
  );
}
