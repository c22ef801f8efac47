import { END, START, StateGraph } from '@langchain/langgraph';
import type { BaseCheckpointSaver } from '@langchain/langgraph-checkpoint';
import { answer } from './answer.ts';
import type { NodeConfig, SupervisorContext } from './context.ts';
import { look } from './look.ts';
import { plan } from './plan.ts';
import { replan } from './replan.ts';
import { nextSteps } from './routers.ts';
import { StepTask, SupervisorState, type SupervisorUpdate } from './state.ts';
import { step } from './step.ts';

export interface SupervisorGraphOptions {
  checkpointer?: BaseCheckpointSaver;
  /** Makes the context of a run that comes without one, as from LangGraph's own tools. */
  contextFor?: (config: NodeConfig) => Promise<SupervisorContext>;
}

/** The supervisor's graph. Steps that are ready run side by side, one task each; a step that changes the world interrupts first. */
export function buildSupervisor(options: SupervisorGraphOptions = {}) {
  const withContext = contextGiver(options.contextFor);
  return new StateGraph(SupervisorState)
    .addNode('plan', withContext(plan))
    .addNode('step', withContext(step), { input: StepTask })
    .addNode('look', withContext(look))
    .addNode('replan', withContext(replan))
    .addNode('answer', withContext(answer))
    .addEdge(START, 'plan')
    .addConditionalEdges('plan', nextSteps, ['step', 'answer'])
    .addEdge('step', 'look')
    .addConditionalEdges('look', nextSteps, ['step', 'replan', 'answer'])
    .addConditionalEdges('replan', nextSteps, ['step', 'answer'])
    .addEdge('answer', END)
    .compile({ checkpointer: options.checkpointer, name: 'supervisor' });
}

type Node<Input> = (input: Input, config: NodeConfig) => SupervisorUpdate | Promise<SupervisorUpdate>;

function contextGiver(contextFor: SupervisorGraphOptions['contextFor']) {
  return <Input>(node: Node<Input>): Node<Input> =>
    contextFor === undefined
      ? node
      : async (input, config) => {
          const supervisor = config.context?.supervisor ?? (await contextFor(config));
          return node(input, { ...config, context: { supervisor } });
        };
}
