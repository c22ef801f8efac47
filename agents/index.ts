/** The crew: who the agents are and what each can do. A new agent is a file here and a line in this list. */

import { codeAnalyst } from './code-analyst.ts';
import { dataCollector } from './data-collector.ts';
import type { ActionDefinition, AgentDefinition } from './define.ts';
import { featureEngineer } from './feature-engineer.ts';
import { monitor } from './monitor.ts';
import { optimizer } from './optimizer.ts';
import { supervisor } from './supervisor.ts';
import { trainer } from './trainer.ts';
import { validator } from './validator.ts';

export type {
  ActionContext,
  ActionDefinition,
  ActionEffect,
  ActionResult,
  AgentDefinition,
  PreviousTurn,
  ResultItem,
  SlotKind,
} from './define.ts';
export { defineAction, defineAgent } from './define.ts';

/** Every agent, the supervisor first. */
export const agents: readonly AgentDefinition[] = [
  supervisor,
  codeAnalyst,
  dataCollector,
  featureEngineer,
  trainer,
  optimizer,
  validator,
  monitor,
];

/** The agent and action of a plan's step, or null where the crew has no such action. */
export function findAction(
  crew: readonly AgentDefinition[],
  agentName: string,
  actionName: string,
): { agent: AgentDefinition; action: ActionDefinition } | null {
  const agent = crew.find(({ name }) => name === agentName);
  const action = agent?.actions.find(({ name }) => name === actionName);
  return agent && action ? { agent, action } : null;
}
