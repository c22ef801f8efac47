import { join } from 'node:path';
import type { ActionContext, ActionResult, ResultItem } from '../../agents/index.ts';
import { aTurn } from '../../src/turns/index.ts';
import { taskFolder, writeWhole } from './folder.ts';
import { modelName } from './model-name.ts';
import { agentShares } from './performance.ts';
import type { Phase } from './phases.ts';
import { recordExperiment } from './record-experiment.ts';
import { requestOf } from './request-of.ts';
import type { TaskResult } from './result.ts';
import { resultOf } from './result-of.ts';
import { runPhase } from './run-phase.ts';
import type { TaskSession } from './session.ts';
import { closeSession } from './sessions.ts';
import type { TaskState } from './state.ts';
import { phaseText, resultText } from './text.ts';

/** What an agent's step does when it is part of a whole task: the task's next phase. */
export async function phaseAction(phase: Phase, context: ActionContext): Promise<ActionResult> {
  const task = context.task!;
  const folder = taskFolder(context.store.path, context.run, task.id);
  const request = await requestOf(task.steps, context);
  const { state, session } = await runPhase(phase, { folder, request }, context);
  // The step that judges needs the model's name before it has a version.
  const about = { data: request.data, target: request.target, model: modelName(request) };
  if (phase.name !== 'validate')
    return {
      text: phaseText(phase.name, state),
      data: phaseData(phase, state),
      items: itemsOf(phase, state),
      about,
    };
  session.clock.stop();
  const result = await finish(state, session, folder, context);
  closeSession(folder);
  const model = `${result.model.name}@${result.model.version}`;
  return { text: resultText(result), data: result, items: itemsOf(phase, state), about: { ...about, model } };
}

async function finish(
  state: TaskState,
  session: TaskSession,
  folder: string,
  context: ActionContext,
): Promise<TaskResult> {
  const { run, step, log, models } = context;
  const { calls, costUsd, unpricedCalls } = await models.ledger.summary({ run });
  const cost = unpricedCalls > 0 ? null : costUsd;
  const agents = agentShares(state).map((share) => ({ ...share, costUsd: calls === 0 ? 0 : cost }));
  const result = resultOf(state, { run, seconds: session.clock.seconds, agents });
  writeWhole(join(folder, 'result.json'), `${JSON.stringify(result, null, 2)}\n`);
  await aTurn();
  await recordExperiment(state, result, session, context);
  await aTurn();
  for (const { agent, seconds: took, contribution, costUsd: costs } of agents)
    log.emit({
      type: 'agent-performance',
      step,
      agent,
      task: folder,
      seconds: took,
      calls,
      costUsd: costs,
      metric: result.metric,
      contribution,
    });
  return result;
}

/** What a program gets of a phase: the part of the blackboard that it wrote. */
function phaseData({ name }: Phase, state: TaskState): unknown {
  if (name === 'collect') return { held: state.held, ...state.data, dropped: state.dropped };
  if (name === 'engineer') return state.features;
  if (name === 'train') return { candidates: state.candidates.map(({ recipe: _, ...entry }) => entry) };
  return { tuning: state.tuning, ensemble: state.ensemble };
}

/** What a person may ask about afterwards. */
function itemsOf({ name }: Phase, state: TaskState): ResultItem[] {
  if (name === 'collect')
    return state.dropped.map(({ column, reason, by }) => ({
      id: column,
      title: `${column} was left out`,
      detail: `\`${column}\` was left out of the training: it ${reason}. Decided by ${by}.`,
    }));
  if (name === 'engineer')
    return state.features!.trials.map(({ title, why, kept, gain, by }) => ({
      id: title,
      title: `${title} ${kept ? 'stayed' : 'did not stay'}`,
      detail: `${title}: ${why}. Proposed by ${by}; the score was ${gain >= 0 ? 'better' : 'worse'} by ${Math.abs(gain).toPrecision(2)} with it, and it ${kept ? 'stayed' : 'did not stay'}.`,
    }));
  return [];
}
