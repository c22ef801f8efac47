import { END, START, StateGraph } from '@langchain/langgraph';
import type { ReviewDependencies } from './dependencies.ts';
import { leadReview } from './lead.ts';
import { type OpenAccount, openAccount } from './model/account.ts';
import { proposeNode } from './model/propose-node.ts';
import { reviewNodes } from './nodes.ts';
import { ReviewState, type ReviewUpdate } from './state.ts';

/**
 * The review's graph, a line: detect the language, analyse (parse, measure, find in one pass), let a model propose what the rules missed,
 * verify each finding against the text, rank, record, answer. What a model did is entered in the account.
 */
export function buildReviewGraph(deps: ReviewDependencies, account: OpenAccount = openAccount()) {
  const nodes = reviewNodes(deps);

  async function answer({ review }: ReviewState): Promise<ReviewUpdate> {
    return { answer: await leadReview(review!, deps) };
  }

  return new StateGraph(ReviewState)
    .addNode('detect', nodes.detect)
    .addNode('analyse', nodes.analyse)
    .addNode('propose', proposeNode(deps, account))
    .addNode('verify', nodes.verify)
    .addNode('rank', nodes.rank)
    .addNode('record', nodes.record)
    .addNode('lead', answer)
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
