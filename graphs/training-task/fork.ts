import { copyFileSync, cpSync, existsSync, linkSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { InputError } from '../../src/errors/index.ts';
import { makeFolder } from '../../src/host/index.ts';
import { openCheckpoints } from '../checkpoints.ts';
import { budgetOf, secondsUsed } from './budget.ts';
import { checkRequest } from './check-request.ts';
import { foldSettingsName } from './fold-settings.ts';
import { type PhaseName, phases } from './phases.ts';
import type { Choices, TaskRequest } from './request.ts';
import { splitName } from './row-split.ts';
import { taskCheckpoints, taskThread } from './run-phase.ts';
import { slownessName } from './slowness.ts';
import type { DroppedColumn, TaskState, TaskUpdate } from './state.ts';

/** The node with which a phase begins, where a fork can set in. */
const firstNode: Record<PhaseName, 'collect' | 'engineer' | 'choose' | 'tune' | 'validate'> = {
  collect: 'collect',
  engineer: 'engineer',
  train: 'choose',
  optimize: 'tune',
  validate: 'validate',
};

/** The last phase at which each choice still changes something. */
const latest: Record<keyof Choices, PhaseName> = {
  metric: 'collect',
  folds: 'collect',
  drop: 'engineer',
  keep: 'engineer',
  without: 'train',
  families: 'optimize',
  timeBudget: 'validate',
  accept: 'validate',
};

/** The phase that a person names: by its own name, its agent's or its action's. @throws InputError `unknown-step` */
export function phaseForFork(name: string): PhaseName {
  const found = phases.find((phase) => phase.name === name || phase.agent === name || phase.action === name);
  if (found !== undefined) return found.name;
  throw new InputError(
    'unknown-step',
    `There is no step "${name}" of a training task. There are: ${phases.map((phase) => phase.name).join(', ')}.`,
    { details: { step: name } },
  );
}

/**
 * Makes a copy of a task that stands where a phase of it was about to begin, with other choices: all that came before is kept and not done again, candidates
 * too. The task that is copied stays as it is.
 *
 * @throws InputError `not-a-task`, `step-not-reached`, `too-late` for a choice that has no effect from there on, and as `checkRequest` does
 */
export async function forkTask(
  from: string,
  to: string,
  { at, set, workspace }: { at: PhaseName; set: Choices; workspace: string },
): Promise<TaskRequest> {
  if (!existsSync(taskCheckpoints(from)))
    throw new InputError('not-a-task', 'This run has no training task that could be forked.');
  const order = phases.map(({ name }) => name);
  for (const key of Object.keys(set) as (keyof Choices)[])
    if (order.indexOf(at) > order.indexOf(latest[key]))
      throw new InputError(
        'too-late',
        `From ${at} on, ${key} changes nothing any more; fork at ${latest[key]} or before.`,
        { details: { choice: key, step: at } },
      );
  try {
    copyTask(
      from,
      to,
      set.folds === undefined ? kept : new Set([...kept].filter((name) => name !== foldSettingsName)),
    );
    return await settledAt(to, { at, set, workspace });
  } catch (thrown) {
    // No run of it will come.
    rmSync(dirname(to), { recursive: true, force: true });
    throw thrown;
  }
}

/** Puts a copied task where the phase was about to begin. */
async function settledAt(
  to: string,
  { at, set, workspace }: { at: PhaseName; set: Choices; workspace: string },
): Promise<TaskRequest> {
  const { buildTrainingGraph } = await import('./graph.ts');
  const checkpoints = await openCheckpoints(taskCheckpoints(to));
  try {
    const graph = buildTrainingGraph({ checkpointer: checkpoints.saver });
    for await (const snapshot of graph.getStateHistory({ configurable: { thread_id: taskThread } })) {
      if (!snapshot.next.includes(firstNode[at])) continue;
      const state = snapshot.values as TaskState;
      const choices = { ...state.choices, ...set };
      const request = { ...state.request, choices };
      await checkRequest(request, workspace);
      const used = secondsUsed(state);
      await graph.updateState(snapshot.config, {
        choices,
        window: windowAt(at, used, { request: state.request, choices }),
        ...columnsChanged(state, at, set),
      });
      return request;
    }
  } finally {
    await checkpoints.close();
  }
  throw new InputError(
    'step-not-reached',
    `The task has not come to ${at} yet, so it cannot be forked there.`,
    {
      details: { step: at },
    },
  );
}

/** The phases that are left have the share of the budget that they would have had, from now on. */
function windowAt(at: PhaseName, used: number, state: Parameters<typeof budgetOf>[0]): TaskUpdate['window'] {
  const place = phases.findIndex(({ name }) => name === at);
  const before = place === 0 ? 0 : phases[place - 1]!.until;
  return { from: used, to: used + (1 - before) * budgetOf(state) };
}

/** After the columns have been settled, a choice about them changes what was settled; what later phases make of the table is made anew. */
function columnsChanged(state: TaskState, at: PhaseName, { drop, keep }: Choices): TaskUpdate {
  if (at === 'collect' || (drop === undefined && keep === undefined)) return {};
  const known = new Set(state.dropped.map(({ column }) => column));
  const added = (drop ?? [])
    .filter((column) => !known.has(column))
    .map(
      (column): DroppedColumn => ({
        column,
        reason: 'was to be left out',
        code: 'person',
        by: 'person:choice',
      }),
    );
  const kept = state.dropped.filter(({ column }) => !(keep ?? []).includes(column));
  return { dropped: [...kept, ...added], generation: state.generation + 1 };
}

/** What settles which rows are learned from, and how they are told apart. */
const kept: ReadonlySet<string> = new Set([foldSettingsName, splitName, slownessName]);

/** Candidates are never changed once they are there, so that the copy may share them. */
function copyTask(from: string, to: string, settled: ReadonlySet<string>): void {
  makeFolder(to, 0o700);
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    const [source, goal] = [join(from, entry.name), join(to, entry.name)];
    if (entry.name.startsWith('candidates-')) {
      mkdirSync(goal, { mode: 0o700 });
      for (const name of readdirSync(source).filter((each) => !each.startsWith('.')))
        linkOrCopy(join(source, name), join(goal, name));
    } else if (settled.has(entry.name)) copyFileSync(source, goal);
    else if (entry.name.startsWith('round-') || entry.name.startsWith('checkpoints.db'))
      cpSync(source, goal, { recursive: true });
  }
}

function linkOrCopy(from: string, to: string): void {
  try {
    linkSync(from, to);
  } catch {
    copyFileSync(from, to);
  }
}
