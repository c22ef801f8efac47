import { ReviewConfig } from '../../src/config/index.ts';
import { InternalError, InterruptedError } from '../../src/errors/index.ts';
import type { RunLimits } from '../../src/llm/index.ts';
import type { ReviewDependencies } from './dependencies.ts';
import type { ReviewInput } from './input.ts';
import { leadReview } from './lead.ts';
import type { OpenAccount } from './model/account.ts';
import { withinBudget } from './model/budget.ts';
import { proposeNode } from './model/propose-node.ts';
import { reviewNodes } from './nodes.ts';
import type { ReviewState, ReviewUpdate } from './state.ts';

/**
 * The steps of a review, in their order: detect the language, analyse (parse, measure, find in one pass), let a model propose what the rules
 * missed, verify each finding against the text, rank, record, answer. What a model did is entered in the account.
 */
export function reviewSteps(deps: ReviewDependencies, account: OpenAccount) {
  const { detect, analyse, verify, rank, record } = reviewNodes(deps);
  const { budget } = deps.settings ?? ReviewConfig.parse(undefined);
  let limits: RunLimits | null = null;
  // One budget for the findings and for the summary: its clock begins with the first that asks.
  const budgetOf = () => {
    limits ??= withinBudget(deps.run, budget, deps.limits);
    return limits;
  };

  async function lead({ review, view }: ReviewState): Promise<ReviewUpdate> {
    const within = deps.models === null ? deps : { ...deps, limits: budgetOf() };
    return { answer: await leadReview({ ...review!, recommendations: view!.recommendations }, within) };
  }

  return { detect, analyse, propose: proposeNode(deps, account, budgetOf), verify, rank, record, lead };
}

/**
 * Walks a review's steps one after the other, as its graph does, without loading LangGraph: a line has no branches, and nothing of it is
 * checkpointed. What a step no longer needs is let go.
 */
export async function walkReview(
  input: ReviewInput,
  deps: ReviewDependencies,
  account: OpenAccount,
): Promise<ReviewState> {
  let state: ReviewState = { input, analysed: null, review: null, view: null, fresh: null, answer: null };
  for (const step of Object.values(reviewSteps(deps, account))) {
    if (deps.signal.aborted) throw new InterruptedError();
    const update = await step(state);
    if (typeof update !== 'object') throw new InternalError('A step of the review gave no update.');
    state = { ...state, ...(update as Partial<ReviewState>) };
  }
  return state;
}
