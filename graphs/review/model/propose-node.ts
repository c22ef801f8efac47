import { ReviewConfig } from '../../../src/config/index.ts';
import type { RunLimits } from '../../../src/llm/index.ts';
import { asTool, type ReviewDependencies } from '../dependencies.ts';
import type { ReviewState, ReviewUpdate } from '../state.ts';
import type { OpenAccount } from './account.ts';

/**
 * The review's node in which a language model proposes findings, where there is one and it is wanted. It adds to what the rules found and
 * changes none of it.
 */
export function proposeNode(deps: ReviewDependencies, account: OpenAccount, budget: () => RunLimits) {
  const settings = deps.settings ?? ReviewConfig.parse(undefined);

  return async function propose({ input, analysed }: ReviewState): Promise<ReviewUpdate> {
    const { models, run, step, log, signal } = deps;
    account.notAsked = await whyNotAsked(deps, settings);
    if (account.notAsked !== null || models === null || analysed === null) return {};
    const limits = budget();
    const survivors = await asTool(
      deps,
      {
        name: 'find_with_model',
        arguments: { files: analysed.files.length },
        summary: () => summaryOf(account),
      },
      async () => {
        const { modelFindings } = await import('./model-findings.ts');
        return modelFindings(analysed, {
          models,
          run,
          limits,
          signal,
          account,
          // Code that was given as a text comes without a workspace.
          workspace: input.code === undefined ? deps.workspace : null,
          mostChunks: settings.modelChunks,
          onProgress(done, total) {
            log.emit({ type: 'progress', step, message: 'Asking the model', done, total });
          },
        });
      },
    );
    const { by, failure, stopped, kept } = account;
    log.emit({
      type: 'decision',
      step,
      name: 'review-find',
      decidedBy: by ?? 'policy',
      reason: failure ?? stopped ?? `${kept} proposed findings stand.`,
      ...(by === null && failure !== null ? { passedOver: failure } : {}),
    });
    const findings = analysed.findings.map((found, file) => [...found, ...survivors[file]!]);
    return { analysed: { ...analysed, findings } };
  };
}

/** Why no model is asked for findings, as a sentence; null: one is. */
async function whyNotAsked(
  { models }: ReviewDependencies,
  { modelFindings }: ReviewConfig,
): Promise<string | null> {
  if (modelFindings === 'off') return 'review.modelFindings is "off".';
  if (models === null) return 'There is no language model.';
  const { provider, small, large } = models.config;
  // Who did not ask for a model shall not wait minutes for one that happens to be there.
  if (modelFindings === 'auto' && provider === 'auto' && small === null && large === null)
    return 'No model is configured; review.modelFindings "on" also asks one that was merely found.';
  return (await models.available('large')) ? null : (await models.describe()).sentence;
}

function summaryOf({ proposed, kept, refuted, chunks }: OpenAccount): string {
  return `${proposed} proposed in ${chunks.answered} stretches of code, ${refuted} refuted, ${kept} stand`;
}
