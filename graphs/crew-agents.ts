import { type ActionDefinition, type AgentDefinition, agents } from '../agents/index.ts';

/** Actions whose work is a graph: agents stand below graphs and cannot name them. Each is loaded with its first use. */
const graphActions: Readonly<Record<string, NonNullable<ActionDefinition['execute']>>> = {
  review_code: async (input, context) => (await import('./review/action.ts')).reviewCode(input, context),
};

/** All agents, with the graphs behind those of their actions that are graphs. */
export const crewAgents: readonly AgentDefinition[] = agents.map((agent) => ({
  ...agent,
  actions: agent.actions.map((action) => {
    const execute = graphActions[action.name];
    return execute === undefined ? action : { ...action, execute };
  }),
}));
