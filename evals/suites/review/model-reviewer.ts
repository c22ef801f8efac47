import { reviewWorkflow } from '../../../graphs/review/index.ts';
import type { LanguageName } from '../../../src/code/index.ts';
import { createRunLog } from '../../../src/observe/index.ts';
import type { SubjectSetup } from '../../suite.ts';
import type { Remark } from './match.ts';

/** The whole review, a model's findings and the pass that argues against them included, whatever the configuration says of them. */
export function reviewByModel({ models, signal, config }: SubjectSetup) {
  const settings = { ...config.review, modelFindings: 'on' as const };
  let runs = 0;
  return async (
    code: string,
    language: LanguageName | undefined,
  ): Promise<{ remarks: Remark[]; decidedBy: string }> => {
    runs += 1;
    const run = `eval-${runs}`;
    const log = createRunLog({ run, sink: null });
    const { recommendations, decidedBy } = await reviewWorkflow(
      { code, ...(language === undefined ? {} : { language }) },
      { run, step: 'review', workspace: null, signal, log, store: null, models, settings },
    );
    return { remarks: recommendations, decidedBy };
  };
}
