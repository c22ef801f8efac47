import { reviewWorkflow } from '../../../graphs/review/index.ts';
import type { LanguageName } from '../../../src/code/index.ts';
import { createRunLog } from '../../../src/observe/index.ts';
import type { SubjectSetup } from '../../suite.ts';
import type { Remark } from './match.ts';

/** The whole review, a model's findings and the pass that argues against them included. */
export function reviewByModel({ models, signal }: Pick<SubjectSetup, 'models' | 'signal'>) {
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
      { run, step: 'review', workspace: null, signal, log, store: null, models },
    );
    const remarks = recommendations.map(({ rule, category, severity, line, endLine }) => ({
      rule,
      category,
      severity,
      line,
      endLine,
    }));
    return { remarks, decidedBy };
  };
}
