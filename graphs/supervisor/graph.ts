import { END, START, StateGraph } from '@langchain/langgraph';
import type { BaseCheckpointSaver } from '@langchain/langgraph-checkpoint';
import { answer } from './answer.ts';
import { look } from './look.ts';
import { plan } from './plan.ts';
import { replan } from './replan.ts';
import { nextSteps } from './routers.ts';
import { StepTask, SupervisorState } from './state.ts';
import { step } from './step.ts';

/** The supervisor's graph. Steps that are ready run side by side, one task each; a step that changes the world interrupts first. */
export function buildSupervisor(options: { checkpointer?: BaseCheckpointSaver } = {}) {
  return new StateGraph(SupervisorState)
    .addNode('plan', plan)
    .addNode('step', step, { input: StepTask })
    .addNode('look', look)
    .addNode('replan', replan)
    .addNode('answer', answer)
    .addEdge(START, 'plan')
    .addConditionalEdges('plan', nextSteps, ['step', 'answer'])
    .addEdge('step', 'look')
    .addConditionalEdges('look', nextSteps, ['step', 'replan', 'answer'])
    .addConditionalEdges('replan', nextSteps, ['step', 'answer'])
    .addEdge('answer', END)
    .compile({ checkpointer: options.checkpointer, name: 'supervisor' });
}
