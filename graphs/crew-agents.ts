import { type ActionDefinition, type AgentDefinition, agents } from '../agents/index.ts';
import { OpsmithError } from '../src/errors/index.ts';
import { loadInTurns } from '../src/turns/index.ts';
import { loadTraining } from './load-modules.ts';
import { phaseOfAction } from './training-task/phases.ts';

/** Actions whose work is a graph: agents stand below graphs and cannot name them. Each is loaded with its first use. */
const graphActions: Readonly<Record<string, NonNullable<ActionDefinition['execute']>>> = {
  review_code: async (input, context) => {
    const { reviewCode } = await loadInTurns([
      () => import('./review/graph.ts'),
      () => import('./review/steps.ts'),
      () => import('./review/action.ts'),
    ]);
    return reviewCode(input, context);
  },
};

/** Words about a training task are answered from its record; all else as before. */
function aboutTraining(action: ActionDefinition): ActionDefinition['execute'] {
  if (action.name !== 'answer') return undefined;
  return async (input, context) => {
    const { asksRegistryOnly } = await import('../agents/planner/registry-question.ts');
    if (asksRegistryOnly(String(input.text))) return action.execute!(input, context);
    const { answerAboutTraining } = await loadInTurns([
      () => import('./training-task/conversation/answer.ts'),
    ]);
    return (await answerAboutTraining(String(input.text), context)) ?? action.execute!(input, context);
  };
}

/** What an action does as a step of a whole training task: the task's next phase, in place of its own work. */
function withinTask(action: ActionDefinition): ActionDefinition['execute'] {
  const phase = phaseOfAction(action.name);
  if (phase === null) return undefined;
  return async (input, context) => {
    if (context.task !== undefined) {
      await loadTraining();
      return (await import('./training-task/action.ts')).phaseAction(phase, context);
    }
    if (action.execute !== undefined) return action.execute(input, context);
    throw new OpsmithError(
      'not-built',
      `\`${action.name}\` by itself is not built yet: ask for the whole task (“train a model …”).`,
      1,
    );
  };
}

/** What a promotion asks: where it is wanted only of a better model, after that was looked up in the record of its training. */
function ifBetter(action: ActionDefinition): ActionDefinition['question'] {
  const { question } = action;
  if (action.name !== 'promote_model' || question === undefined) return question;
  return async (input, context) => {
    if (input.onlyIfBetter !== true) return question(input, context);
    const { refuseUnlessBetter } = await import('./training-task/beats-live.ts');
    const said = await refuseUnlessBetter(input as { model: string; version?: string }, context);
    return said + (await question(input, context));
  };
}

/** All agents, with the graphs behind those of their actions that are graphs. */
export const crewAgents: readonly AgentDefinition[] = agents.map((agent) => ({
  ...agent,
  actions: agent.actions.map((action) => {
    const execute = graphActions[action.name] ?? withinTask(action) ?? aboutTraining(action);
    const question = ifBetter(action);
    return {
      ...action,
      ...(execute === undefined ? {} : { execute }),
      ...(question === undefined ? {} : { question }),
    };
  }),
}));
