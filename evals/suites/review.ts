import { type LanguageName, languageNames, reviewSource } from '../../src/code/index.ts';
import { proportion } from '../rates.ts';
import type { EvalMetric } from '../report.ts';
import { type CaseOutcome, defineSuite, type SubjectSetup } from '../suite.ts';
import { ownArtefacts, withoutArtefacts } from './review/artefacts.ts';
import { ExpectedReview, originalOf } from './review/expected.ts';
import type { Remark } from './review/match.ts';
import { casesOf, findersOf, type Reviewed, readings, tally } from './review/score.ts';

/** What the reviewer said of a case and, for a mutant, of its original. */
export interface ReviewOutput {
  remarks: Remark[];
  before: Remark[];
}

/** Remarks from this severity on count as the reviewer's word. */
const reading = readings.medium!;

/** Does the review find defects that were put into real code, and is it quiet about the code as it was? */
export const review = defineSuite<ExpectedReview, ReviewOutput>({
  name: 'review',
  description:
    'Functions of real packages, each as it is and with one seeded defect: what the review finds, and what it says in vain.',
  dataset: 'review.jsonl',
  expected: ExpectedReview,
  evaluators: [
    {
      name: 'recall',
      description:
        'A finding of medium severity or more, which the original does not have, points to the defect.',
      applies: ({ defect }) => defect !== null,
      evaluate: ({ id, tags, expected: { defect }, output }) => {
        const finders = findersOf({ id, tags, defect: defect!, ...output }, reading);
        return finders.length > 0
          ? { value: true, reason: `Found by ${[...new Set(finders.map(({ rule }) => rule))].join(', ')}.` }
          : { value: false, reason: `Missed at line ${defect!.lines[0]}: ${defect!.says}` };
      },
    },
    {
      name: 'quiet',
      description: 'No finding of medium severity or more on code that nobody spoiled.',
      applies: ({ defect }) => defect === null,
      evaluate: ({ output }) => {
        const loud = output.remarks.filter(({ severity }) => severity !== 'low');
        return {
          value: loud.length === 0,
          reason:
            loud.length === 0
              ? 'Nothing said.'
              : `Said: ${loud.map(({ rule, line }) => `${rule} at line ${line}`).join(', ')}.`,
        };
      },
    },
  ],
  async prepare(setup) {
    const reviewText = await reviewerFor(setup);
    return {
      async run(text, { tags, expected: { defect } }) {
        const language = tags.find((tag): tag is LanguageName =>
          (languageNames as readonly string[]).includes(tag),
        );
        const { remarks, decidedBy } = await reviewText(text, language);
        const before =
          defect === null ? [] : (await reviewText(originalOf(text, defect), language)).remarks.map(remarkOf);
        const kept = withoutArtefacts(remarks, tags, ownArtefacts).map(remarkOf);
        return { output: { remarks: kept, before }, decidedBy };
      },
      close: async () => {},
    };
  },
  summarise(outcomes) {
    const cases = outcomes.flatMap(reviewedOf);
    const tags = new Set(cases.flatMap((each) => (each.defect === null ? [] : each.tags)));
    const rate = (tag: string | null, measure: 'precision' | 'f1') =>
      rateOf(tag === null ? cases : casesOf(cases, tag), measure);
    const metric = (measure: 'precision' | 'f1'): EvalMetric => ({
      all: rate(null, measure),
      byTag: Object.fromEntries([...tags].map((tag) => [tag, rate(tag, measure)])),
    });
    const parts = ['tune', 'held-out'].filter((part) => tags.has(part));
    const figures = Object.fromEntries(
      Object.entries(readings).map(([name, each]) => [
        name,
        {
          all: tally(cases, each),
          ...Object.fromEntries(parts.map((part) => [part, tally(casesOf(cases, part), each)])),
        },
      ]),
    );
    return { metrics: { precision: metric('precision'), f1: metric('f1') }, figures };
  },
});

type Reviewer = (
  text: string,
  language: LanguageName | undefined,
) => Promise<{ remarks: Remark[]; decidedBy: string }>;

async function reviewerFor(setup: SubjectSetup): Promise<Reviewer> {
  const known = new Map<string, ReturnType<Reviewer>>();
  // LangGraph is loaded for a model alone.
  const byModel = (await setup.models.available('large'))
    ? (await import('./review/model-reviewer.ts')).reviewByModel(setup)
    : null;
  return (text, language) => {
    // A snippet is reviewed as itself and again as the original of its mutant.
    const key = `${language}\0${text}`;
    const answer = known.get(key) ?? (byModel === null ? byRules(text, language) : byModel(text, language));
    known.set(key, answer);
    return answer;
  };
}

const byRules: Reviewer = async (source, language) => {
  const { recommendations } = await reviewSource({ source, language });
  return { remarks: recommendations, decidedBy: 'policy' };
};

function remarkOf({ rule, category, severity, line, endLine }: Remark): Remark {
  return { rule, category, severity, line, endLine };
}

/** A case whose work failed has said nothing: it counts as missed, or as quiet. */
function reviewedOf({ id, tags, expected, output }: CaseOutcome<ExpectedReview, ReviewOutput>): Reviewed {
  const { defect } = expected;
  const { remarks, before } = output ?? { remarks: [], before: [] };
  return defect === null ? { id, tags, defect, remarks } : { id, tags, defect, remarks, before };
}

/** A share as the runner's rates give it. F1 is one of doubled counts, so it has no interval. */
function rateOf(cases: readonly Reviewed[], measure: 'precision' | 'f1'): EvalMetric['all'] {
  const counts = tally(cases, reading);
  return measure === 'precision'
    ? proportion(counts.truePositives, counts.truePositives + counts.falsePositives)
    : {
        ...proportion(
          2 * counts.truePositives,
          2 * counts.truePositives + counts.falsePositives + counts.falseNegatives,
        ),
        low: null,
        high: null,
      };
}
