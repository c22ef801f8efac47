import { END, START, StateGraph } from '@langchain/langgraph';
import type { ReviewDependencies } from './dependencies.ts';
import { type OpenAccount, openAccount } from './model/account.ts';
import { ReviewState } from './state.ts';
import { reviewSteps } from './steps.ts';

/** The review's graph: its steps in a line. */
export function buildReviewGraph(deps: ReviewDependencies, account: OpenAccount = openAccount()) {
  const steps = reviewSteps(deps, account);
  return new StateGraph(ReviewState)
    .addNode('detect', steps.detect)
    .addNode('analyse', steps.analyse)
    .addNode('propose', steps.propose)
    .addNode('verify', steps.verify)
    .addNode('rank', steps.rank)
    .addNode('record', steps.record)
    .addNode('lead', steps.lead)
    .addEdge(START, 'detect')
    .addEdge('detect', 'analyse')
    .addEdge('analyse', 'propose')
    .addEdge('propose', 'verify')
    .addEdge('verify', 'rank')
    .addEdge('rank', 'record')
    .addEdge('record', 'lead')
    .addEdge('lead', END)
    .compile({ name: 'review', checkpointer: false });
}
