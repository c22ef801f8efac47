import type { ActionDefinition, AgentDefinition } from '../agents/index.ts';
import { InputError } from '../src/errors/index.ts';
import type { PlanStep } from '../src/observe/index.ts';
import { problemsOf } from './check-arguments.ts';

interface Request {
  agent: string;
  action: string | undefined;
  given: Record<string, unknown>;
}

/**
 * The step that asks one agent for one action, its arguments checked. Without an action: the agent's only one, else the first that the
 * arguments' names fit, else what `plan` makes of the argument `text`.
 * @throws InputError `unknown-agent`, `unknown-action`, `bad-arguments`
 */
export async function chooseAction(
  request: Request,
  crew: readonly AgentDefinition[],
  plan: (text: string) => Promise<{ steps: readonly PlanStep[] }>,
): Promise<PlanStep> {
  const agent = agentNamed(crew, request.agent);
  const { given } = request;
  if (request.action !== undefined) return checked(agent, named(agent, request.action), given);
  const only = agent.actions.length === 1 ? agent.actions[0] : undefined;
  const fitting = only ?? agent.actions.find((action) => problemsOf(action, given).length === 0);
  if (fitting !== undefined) return checked(agent, fitting, given);
  if (typeof given.text === 'string') {
    const { steps } = await plan(`@${agent.name} ${given.text}`);
    const step = steps.find((planned) => planned.agent === agent.name);
    if (step !== undefined) return step;
  }
  throw new InputError(
    'unknown-action',
    `No action of ${agent.name} fits the arguments (${Object.keys(given).join(', ') || 'none'}). Name one: ${list(agent)}.`,
    { details: { agent: agent.name } },
  );
}

/** The step as it is, when the crew has its action and the arguments fit. @throws as `chooseAction` */
export function checkedStep(step: PlanStep, crew: readonly AgentDefinition[]): PlanStep {
  const agent = agentNamed(crew, step.agent);
  return checked(agent, named(agent, step.action), step.arguments);
}

function agentNamed(crew: readonly AgentDefinition[], wanted: string): AgentDefinition {
  const agent = crew.find(({ name }) => name === wanted);
  if (agent !== undefined) return agent;
  throw new InputError(
    'unknown-agent',
    `There is no agent "${wanted}". There are: ${crew.map(({ name }) => name).join(', ')}.`,
    { details: { agent: wanted } },
  );
}

function named(agent: AgentDefinition, name: string): ActionDefinition {
  const action = agent.actions.find((known) => known.name === name);
  if (action !== undefined) return action;
  throw new InputError('unknown-action', `${agent.name} has no action "${name}". It has: ${list(agent)}.`, {
    details: { agent: agent.name, action: name },
  });
}

function checked(agent: AgentDefinition, action: ActionDefinition, given: Record<string, unknown>): PlanStep {
  const problems = problemsOf(action, given);
  if (problems.length > 0)
    throw new InputError(
      'bad-arguments',
      `The arguments of ${action.name} do not fit (${problems.join('; ')}).`,
      { details: { agent: agent.name, action: action.name } },
    );
  return { agent: agent.name, action: action.name, arguments: given };
}

function list(agent: AgentDefinition): string {
  return agent.actions.map(({ name }) => name).join(', ');
}
