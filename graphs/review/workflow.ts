import type { Recommendation, ReviewedFile, SkippedPath } from '../../src/code/index.ts';
import { InputError, InternalError, InterruptedError } from '../../src/errors/index.ts';
import type { ModelAccount } from '../../src/review/index.ts';
import type { ReviewDependencies } from './dependencies.ts';
import { accountedModels, closeAccount, openAccount } from './model/account.ts';

/** A review as `opsmith review --json` prints it, and what leads it. */
export interface ReviewResult {
  run: string;
  /** 0..1: the mean of the files' scores, weighted by their lines of code. */
  score: number;
  /** Who chose and worded the summary; the findings are the rules'. */
  decidedBy: string;
  /** The summary: a sentence or a few, and the ids of the findings to begin with. */
  summary: { text: string; lead: string[] };
  files: ReviewedFile[];
  /** Ranked: gravest first, then the likeliest to be accepted. */
  recommendations: Recommendation[];
  skipped: SkippedPath[];
  /** What a language model did in it, and what that cost; null where there is none. */
  model: ModelAccount | null;
}

/**
 * Reviews paths or a text as one step of a run. LangGraph is loaded with the first review.
 *
 * @throws InputError `bad-arguments`, `nothing-to-review`, `language-unknown`, `too-large`
 * @throws InterruptedError when the signal fires
 */
export async function reviewWorkflow(input: unknown, deps: ReviewDependencies): Promise<ReviewResult> {
  // Loaded here, so that a crew that reviews nothing starts without any of it.
  const [{ ReviewInput }, { buildReviewGraph }] = await Promise.all([
    import('./input.ts'),
    import('./graph.ts'),
  ]);
  const parsed = ReviewInput.safeParse(input);
  if (!parsed.success) {
    const problems = parsed.error.issues.map(({ path, message }) =>
      [path.join('.'), message].filter(Boolean).join(': '),
    );
    throw new InputError('bad-arguments', `The review was asked for wrongly (${problems.join('; ')}).`);
  }
  if (deps.signal.aborted) throw new InterruptedError();
  const account = openAccount();
  const models = deps.models === null ? null : accountedModels(deps.models, account);
  const state = await buildReviewGraph({ ...deps, models }, account)
    .invoke({ input: parsed.data }, { signal: deps.signal, recursionLimit: 20 })
    .catch((thrown: unknown) => {
      throw deps.signal.aborted ? new InterruptedError(undefined, { cause: thrown }) : thrown;
    });
  const { review, answer } = state;
  if (review === null || answer === null) throw new InternalError('The review ended without a result.');
  const { score, files, recommendations, skipped } = review;
  const { text, lead, decidedBy } = answer;
  const model = (await models?.available('large')) ? closeAccount(account, recommendations) : null;
  return { run: deps.run, score, decidedBy, summary: { text, lead }, files, recommendations, skipped, model };
}
