import { Send } from '@langchain/langgraph';
import { type CandidateTask, measuredWith, type TaskState } from './state.ts';

/** The queue's recipes, all at once; straight on where there is none. */
export function candidatesToTry(state: TaskState): Send[] | 'compare' {
  if (state.queue.length === 0) return 'compare';
  const measured = measuredWith(state);
  return state.queue.map((queued) => {
    const task: CandidateTask = { queued, measured };
    return new Send('candidate', task);
  });
}

/** Back to the features where the validator's look found a leak, else on to tuning. */
export function afterLook(state: TaskState): 'engineer' | 'tune' {
  return state.features === null ? 'engineer' : 'tune';
}

/** Where the last judgement sends the work: back to a phase, or on to the registry. */
export function afterJudgement(state: TaskState): 'engineer' | 'choose' | 'tune' | 'register' {
  const last = state.judgements.at(-1);
  if (last?.verdict !== 'send-back') return 'register';
  if (last.to === 'engineer') return 'engineer';
  return last.to === 'train' ? 'choose' : 'tune';
}
