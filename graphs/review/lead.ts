import { ungrounded } from '../../agents/grounding.ts';
import { type ShownText, streamTo } from '../../agents/shown-text.ts';
import { counted, integer } from '../../agents/tools/figures.ts';
import { unfitWords } from '../../agents/unfit-words.ts';
import { type Recommendation, type Review, type Severity, severities } from '../../src/code/index.ts';
import { decide } from '../../src/llm/index.ts';
import type { ReviewDependencies } from './dependencies.ts';
import { ReviewLead } from './lead-schema.ts';

/** Findings that a model may choose from. */
const mostShown = 40;
const mostLed = 3;

/** What the decision is made from: every figure in it was counted. */
export interface LeadFacts {
  files: number;
  sloc: number;
  score: number;
  findings: Record<Severity, number>;
  skipped: number;
  /** How many of the findings a model proposed. */
  proposed?: number;
  top: Pick<Recommendation, 'id' | 'file' | 'line' | 'severity' | 'category' | 'title' | 'message'>[];
}

/**
 * Decides what the answer begins with: which findings, and the sentences above them. A model may choose and word; figures and names
 * that are in none of the facts put its words aside, and so do links and approvals.
 */
export async function leadReview(
  review: Review,
  deps: ReviewDependencies,
): Promise<ReviewLead & { decidedBy: string }> {
  const facts = factsOf(review);
  const ids = new Set(facts.top.map(({ id }) => id));
  const grades = facts.top.map(({ severity }) => severities.indexOf(severity));
  const gravest = facts.top.filter((_, place) => grades[place] === Math.max(...grades)).map(({ id }) => id);
  const known = [JSON.stringify(facts)];
  const unfit = (text: string) => [
    ...ungrounded(text, { known }),
    ...unfitWords(text, { found: facts.top.length > 0, ofCode: true }),
  ];
  const { value, decidedBy, reason, passedOver } = await decide({
    name: 'review-summary',
    prompt: 'review-summary',
    schema: ReviewLead,
    input: { facts },
    validate: ({ lead, text }) => [
      ...lead.filter((id) => !ids.has(id)).map((id) => `${id} is none of the findings`),
      ...(lead.length === 0 || gravest.some((id) => lead.includes(id))
        ? []
        : [`lead: a finding of the highest severity must be among them: ${gravest.slice(0, 3).join(', ')}`]),
      ...unfit(text),
    ],
    ...streamTo(deps.shown && after(`${countsOf(facts)} `, deps.shown), 'text', unfit),
    policy: (input) => leadByPolicy(input.facts),
    models: deps.models,
    run: deps.run,
    ...(deps.limits === undefined ? {} : { limits: deps.limits }),
    signal: deps.signal,
  });
  deps.log.emit({ type: 'decision', step: deps.step, name: 'review-summary', decidedBy, reason, passedOver });
  if (decidedBy === 'policy') return { ...value, decidedBy };
  // Whatever a model was talked into by the code under review, the counts stand before it.
  return { lead: value.lead, text: `${countsOf(facts)} ${value.text.trim()}`, decidedBy };
}

/** What follows words that stand before all that a model says. */
function after(beginning: string, shown: ShownText): ShownText {
  let isBegun = false;
  return {
    add(text) {
      shown.add(isBegun ? text : beginning + text);
      isBegun = true;
    },
    restart() {
      isBegun = false;
      shown.restart();
    },
  };
}

/** The default policy: the first of the ranking, one of a rule, and a sentence of counts. */
export function leadByPolicy(facts: LeadFacts): ReviewLead {
  const led: LeadFacts['top'] = [];
  const titles = new Set<string>();
  for (const finding of facts.top) {
    if (led.length === mostLed || titles.has(finding.title)) continue;
    titles.add(finding.title);
    led.push(finding);
  }
  return { lead: led.map(({ id }) => id), text: countsOf(facts) };
}

/** What was found, in one sentence of counts. */
function countsOf(facts: LeadFacts): string {
  const total = severities.reduce((sum, severity) => sum + facts.findings[severity], 0);
  const counts = [...severities]
    .reverse()
    .filter((severity) => facts.findings[severity] > 0)
    .map((severity) => `${integer(facts.findings[severity])} ${severity}`);
  const found =
    total === 0
      ? 'No rule found anything'
      : `${counted(total, 'finding')} (${counts.join(', ')}${proposedIn(facts)})`;
  const where = `${counted(facts.files, 'file')}, ${counted(facts.sloc, 'line')} of code`;
  const skipped =
    facts.skipped === 0
      ? ''
      : ` ${integer(facts.skipped)} ${facts.skipped === 1 ? 'path was' : 'paths were'} left out.`;
  return `${found} in ${where}; score ${Math.round(facts.score * 100) / 100} of 1.${skipped}`;
}

function proposedIn({ proposed = 0 }: LeadFacts): string {
  return proposed === 0 ? '' : `; ${proposed} of them ${proposed === 1 ? 'is' : 'are'} a model’s`;
}

/** Counts a review for the decision. */
export function factsOf({ files, recommendations, score, skipped }: Review): LeadFacts {
  const findings: Record<Severity, number> = { low: 0, medium: 0, high: 0, critical: 0 };
  for (const { severity } of recommendations) findings[severity] += 1;
  return {
    files: files.length,
    sloc: files.reduce((sum, { metrics }) => sum + metrics.sloc, 0),
    score,
    findings,
    skipped: skipped.length,
    proposed: recommendations.filter(({ source }) => source === 'model').length,
    top: recommendations
      .slice(0, mostShown)
      .map(({ id, file, line, severity, category, title, message }) => ({
        id,
        file,
        line,
        severity,
        category,
        title,
        message,
      })),
  };
}
