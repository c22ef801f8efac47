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
  const { only: _, ...wanted } = input;
  const asked =
    wanted.paths === undefined && wanted.code === undefined ? { ...wanted, paths: ['.'] } : wanted;
  const result = await reviewWorkflow(asked, {
    ...context,
    settings: context.config.review,
    learning: { store: context.store, settings: context.config.learning },
    ...(coverage === null ? {} : { coverage }),
  });
  const { paths, code, only } = input;
  const shown = Array.isArray(only) ? onlyOf(result, only as string[]) : result;
  return {
    text: shown.files.length === 0 ? nothingText(input, shown) : reviewText(shown),
    decidedBy: result.decidedBy,
    data: bounded(shown),
    items: inOrder(shown).slice(0, mostItems).map(itemOf),
    about:
      paths === undefined && code === undefined
        ? aboutFiles(result)
        : paths === undefined
          ? { code }
          : { paths, ...(input.without === undefined ? {} : { without: input.without }) },
  };
}

/** The review with what alone is wanted of its findings; the summary says how many others there are. */
function onlyOf(result: ReviewResult, only: readonly string[]): ReviewResult {
  const levels = only.filter((kind) => kind in severityNames);
  const areas = only.filter((kind) => !(kind in severityNames));
  const recommendations = result.recommendations.filter(
    ({ category, severity }) =>
      (levels.length === 0 || levels.includes(severity)) && (areas.length === 0 || areas.includes(category)),
  );
  const [found, all] = [recommendations.length, result.recommendations.length];
  const rest = all - found;
  const kinds = only.join(' and ');
  const text =
    found === 0
      ? `No finding is ${kinds}.`
      : `${found === 1 ? 'One finding is' : `${found} findings are`} ${kinds}.`;
  const others =
    rest === 0 ? '' : ` ${rest === 1 ? 'One other finding is' : `${rest} other findings are`} not shown.`;
  const lead = result.summary.lead.filter((id) => recommendations.some((each) => each.id === id));
  return { ...result, recommendations, summary: { ...result.summary, lead, text: text + others } };
}

const severityNames: Readonly<Record<string, true>> = { low: true, medium: true, high: true, critical: true };

/** What is said where there was nothing to look at: of changes, that there are none. */
function nothingText({ diff, staged }: Record<string, unknown>, result: ReviewResult): string {
  const none =
    staged === true
      ? 'Nothing is staged'
      : diff === undefined
        ? null
        : `Nothing has changed since ${String(diff)}`;
  if (none === null) return reviewText(result);
  const rest = reviewText({ ...result, summary: { ...result.summary, text: '' } });
  return [`${none} that could be reviewed.`, rest].filter((part) => part !== '').join('\n\n');
}

/** What changed files were looked at; nothing where there were none. */
function aboutFiles({ files }: ReviewResult): Record<string, unknown> {
  return files.length === 0 ? {} : { paths: files.slice(0, mostFiles).map(({ path }) => path) };
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
