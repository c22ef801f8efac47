import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { z } from 'zod';
import type { AgentDefinition, PreviousTurn } from '../../agents/index.ts';
import { type PolicyPlan, type PlanRequest as PolicyRequest, readAhead } from '../../agents/planner/index.ts';
import { decide, type Models, type RunLimits } from '../../src/llm/index.ts';
import { PlanStep } from '../../src/observe/index.ts';
import { aTurn, inTurns } from '../../src/turns/index.ts';
import type { ConversationTurn } from '../conversation.ts';
import { withoutQuotedCode } from '../quoted-code.ts';
import { abridged } from '../recorded-run.ts';
import { problemsInPlan } from './check-plan.ts';
import type { PlannedStep, StepOutcome } from './outcomes.ts';
import { namePastes } from './pastes.ts';

/** Plans without a model: the agents' matcher, or what a test puts in its place. */
export type PolicyPlanner = (
  request: PolicyRequest,
) => Pick<PolicyPlan, 'steps' | 'reason' | 'clarification'>;

/** What is planned for. */
export interface PlanRequest {
  text: string;
  previous: PreviousTurn | null;
  history: readonly ConversationTurn[];
}

export interface Plan {
  steps: PlanStep[];
  decidedBy: string;
  /** Why it was decided so, or by whom, in a sentence. */
  reason: string;
  /** Why the model that is configured did not plan. */
  passedOver?: string;
  /** What a person must say before all of it can be done, as a question. */
  clarification?: string;
}

export interface PlanningContext {
  agents: readonly AgentDefinition[];
  planner: PolicyPlanner;
  models: Models;
  limits: RunLimits;
  signal: AbortSignal;
  workspace: string;
}

const longestPlan = 20;
const turnsShown = 6;

/** Plans a turn: the model where there is one and its plan holds, else the agents' matcher, whose plan the model sees as a proposal. */
export async function makePlan(request: PlanRequest, context: PlanningContext): Promise<Plan> {
  const { agents, models, limits, signal, workspace, planner } = context;
  const { text, previous } = request;
  const exists = (path: string) => existsSync(resolve(workspace, path));
  await inTurns(readAhead({ text, agents }), signal);
  // The first plan of a process compiles what it runs: a stretch of its own.
  await aTurn(signal);
  const policy = planner({ text, previous, agents, workspace, exists });
  await aTurn(signal);
  if (!(await models.available('large')))
    return { ...policy, decidedBy: 'policy', ...(await missing(models)) };
  const proposal = policy.steps;
  const pastes = namePastes(text, proposal, agents);
  const decision = await decide({
    name: 'supervisor-plan',
    patience: 'planning',
    prompt: 'supervisor-plan',
    schema: z.object({ steps: z.array(PlanStep).min(1).max(longestPlan) }),
    input: {
      text: pastes.text,
      conversation: conversationOf(request),
      agents: catalogueOf(agents),
      proposal: pastes.hide(proposal),
    },
    validate: ({ steps }) => [
      ...pastes.problems(steps),
      // What pasted code says is not what the person says.
      ...problemsInPlan(pastes.show(steps), agents, { text: pastes.text, previous }),
    ],
    policy: () => ({ steps: pastes.hide(proposal) }),
    models,
    limits,
    signal,
  });
  const { value, decidedBy, reason, ...rest } = decision;
  if (decidedBy === 'policy')
    return { ...policy, decidedBy, reason: `${reason} ${policy.reason}`, ...passedOverIn(rest) };
  return { steps: pastes.show(value.steps), decidedBy, reason };
}

function passedOverIn({ passedOver }: { passedOver?: string }): Pick<Plan, 'passedOver'> {
  return passedOver === undefined ? {} : { passedOver };
}

/** Who names a provider is told that there is nothing to ask; who leaves it to `auto` or wants none is not. */
async function missing(models: Models): Promise<Pick<Plan, 'passedOver'>> {
  const { provider } = models.config;
  if (provider === 'auto' || provider === 'none') return {};
  return { passedOver: (await models.describe()).sentence };
}

/** Other steps in place of those that failed; none where there is no model, or where it knows nothing better. */
export async function mendPlan(
  request: PlanRequest & { steps: readonly PlannedStep[]; outcomes: readonly StepOutcome[] },
  context: PlanningContext,
): Promise<Plan> {
  const { agents, models, limits, signal } = context;
  const { text, previous, steps, outcomes } = request;
  const pastes = namePastes(text, steps, agents);
  const byStep = new Map(outcomes.map((outcome) => [outcome.step, outcome]));
  const decision = await decide({
    name: 'supervisor-replan',
    patience: 'planning',
    prompt: 'supervisor-replan',
    schema: z.object({ steps: z.array(PlanStep).max(longestPlan) }),
    input: {
      text: pastes.text,
      agents: catalogueOf(agents),
      tried: pastes.hide(steps).map(({ agent, action, arguments: args }, index) => {
        const outcome = byStep.get(steps[index]!.id);
        const status = outcome?.status ?? 'not started';
        return { agent, action, arguments: args, status, error: outcome?.error?.message ?? null };
      }),
    },
    validate: (plan) => [
      ...pastes.problems(plan.steps),
      ...problemsInPlan(pastes.show(plan.steps), agents, { text: pastes.text, previous, known: outcomes }),
      ...pastes
        .show(plan.steps)
        .filter((step) => isAmong(step, steps))
        .map(({ action }) => `${action}: the same was tried before`),
    ],
    policy: () => ({ steps: [] }),
    models,
    limits,
    signal,
  });
  const { value, decidedBy, reason } = decision;
  return { steps: pastes.show(value.steps), decidedBy, reason };
}

function isAmong(step: PlanStep, tried: readonly PlanStep[]): boolean {
  const key = JSON.stringify(step.arguments);
  return tried.some(({ action, arguments: args }) => action === step.action && JSON.stringify(args) === key);
}

/** What a model is told of the conversation: the latest turns, and what a follow-up may refer to. */
function conversationOf({ history, previous }: PlanRequest) {
  return {
    turns: history.slice(-turnsShown).map(({ text, answer }) => ({
      person: text.slice(0, 1_000),
      opsmith: withoutQuotedCode(answer).slice(0, 1_000),
    })),
    lastTurn: previous && {
      steps: previous.steps.map((step) => ({ ...step, arguments: abridged(step.arguments) })),
      about: abridged(previous.about ?? {}),
      items: (previous.items ?? []).slice(0, 30).map(({ id, title }) => ({ id, title })),
    },
  };
}

/** The agents as a model sees them. */
function catalogueOf(agents: readonly AgentDefinition[]) {
  return agents.map(({ name, role, actions }) => ({
    agent: name,
    role,
    actions: actions.map((action) => ({
      action: action.name,
      when: action.when,
      arguments: argumentsOf(action.input),
      ...(action.oneOf === undefined ? {} : { oneOfIsNeeded: action.oneOf }),
      ...(action.supplied === undefined ? {} : { suppliedByAnEarlierStep: action.supplied }),
      ...(action.task === undefined ? {} : { planTheseTogetherInThisOrder: action.task }),
      examples: action.examples.slice(0, 3),
    })),
  }));
}

function argumentsOf(input: z.ZodObject): unknown {
  const { properties = {}, required = [] } = z.toJSONSchema(input, { io: 'input', unrepresentable: 'any' });
  return { ...properties, required };
}
