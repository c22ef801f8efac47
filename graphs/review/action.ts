import type { ActionContext, ActionResult } from '../../agents/index.ts';
import { inOrder, itemOf, reviewText } from './text.ts';
import { type ReviewResult, reviewWorkflow } from './workflow.ts';

/**
 * What a turn keeps of a review: it is copied into each checkpoint, and a person refers to what was shown. All of a large one is for
 * `opsmith review`.
 */
const mostItems = 100;
const mostFindings = 1_000;
const mostFiles = 500;

/** What `review_code` does: a review as a step of a turn. */
export async function reviewCode(
  input: Record<string, unknown>,
  context: ActionContext,
): Promise<ActionResult> {
  const { coverage } = context.config.code;
  const result = await reviewWorkflow(input, {
    ...context,
    settings: context.config.review,
    learning: { store: context.store, settings: context.config.learning },
    ...(coverage === null ? {} : { coverage }),
  });
  const { paths, code } = input;
  return {
    text: reviewText(result),
    decidedBy: result.decidedBy,
    data: bounded(result),
    items: inOrder(result).slice(0, mostItems).map(itemOf),
    about: paths === undefined ? { code } : { paths },
  };
}

/** The result without what is too much for a turn; `omitted` counts it. */
function bounded(result: ReviewResult): ReviewResult & { omitted?: { findings: number; files: number } } {
  const { recommendations, files } = result;
  if (recommendations.length <= mostFindings && files.length <= mostFiles) return result;
  return {
    ...result,
    recommendations: recommendations.slice(0, mostFindings),
    files: files.slice(0, mostFiles),
    omitted: {
      findings: Math.max(0, recommendations.length - mostFindings),
      files: Math.max(0, files.length - mostFiles),
    },
  };
}
