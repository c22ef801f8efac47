import { END, START, StateGraph } from '@langchain/langgraph';
import type { BaseCheckpointSaver } from '@langchain/langgraph-checkpoint';
import { blend } from './nodes/blend.ts';
import { collect } from './nodes/collect.ts';
import { engineer } from './nodes/engineer.ts';
import { holdOut } from './nodes/hold-out.ts';
import { register } from './nodes/register.ts';
import { candidate, choose, compare } from './nodes/train.ts';
import { tune } from './nodes/tune.ts';
import { look, validate } from './nodes/validate.ts';
import { afterJudgement, afterLook, candidatesToTry } from './routers.ts';
import { CandidateTask, TaskState } from './state.ts';
import { timed } from './timed.ts';

/**
 * The training task's graph: the five phases in a line, candidates side by side, and ways back from the validator. What each node took is added to the seconds of
 * the agent whose work it is; the trainer counts its own.
 */
export function buildTrainingGraph(options: { checkpointer?: BaseCheckpointSaver } = {}) {
  return new StateGraph(TaskState)
    .addNode('hold-out', timed('validator', holdOut))
    .addNode('collect', timed('data-collector', collect))
    .addNode('engineer', timed('feature-engineer', engineer))
    .addNode('choose', choose)
    .addNode('candidate', candidate, { input: CandidateTask })
    .addNode('compare', compare)
    .addNode('look', timed('validator', look))
    .addNode('tune', timed('optimizer', tune))
    .addNode('blend', timed('optimizer', blend))
    .addNode('validate', timed('validator', validate))
    .addNode('register', timed('validator', register))
    .addEdge(START, 'hold-out')
    .addEdge('hold-out', 'collect')
    .addEdge('collect', 'engineer')
    .addEdge('engineer', 'choose')
    .addConditionalEdges('choose', candidatesToTry, ['candidate', 'compare'])
    .addEdge('candidate', 'compare')
    .addEdge('compare', 'look')
    .addConditionalEdges('look', afterLook, ['engineer', 'tune'])
    .addEdge('tune', 'blend')
    .addEdge('blend', 'validate')
    .addConditionalEdges('validate', afterJudgement, ['engineer', 'choose', 'tune', 'register'])
    .addEdge('register', END)
    .compile({ ...options, name: 'training-task' });
}
