import { z } from 'zod';
import { decide } from '../../src/llm/index.ts';
import type { ActionContext, ActionResult, AgentDefinition, PreviousTurn, ResultItem } from '../define.ts';
import { ungrounded } from '../grounding.ts';
import {
  asksForShowing,
  asksForVerdicts,
  bestAction,
  findErrorTrace,
  itemPlace,
  takesBack,
  testsAsked,
} from '../planner/index.ts';
import { registryAsked } from '../planner/registry-question.ts';
import { purposeOf } from '../purpose.ts';
import { streamTo } from '../shown-text.ts';
import { unfitWords } from '../unfit-words.ts';
import { bookAnswer } from './book-questions.ts';
import { traceInWords } from './error-trace.ts';
import { explainItem, explainNamed, isFindingId } from './explain-finding.ts';
import { asksForFiles, filesHere } from './files-here.ts';
import { findTerms } from './glossary.ts';
import { helpText, howToText } from './help.ts';
import { figuresOf, findingsOfKind, itemByPlace, itemByWords, listItems, worstItem } from './last-result.ts';
import { mendAsked } from './mend-asked.ts';
import { mendFindings, patchesOf } from './mend-findings.ts';
import { asksForHelp, asksWhoWeAre, replyToTalk } from './talk.ts';
import { testsOf } from './tests-of.ts';
import { verdictsGiven } from './verdicts-given.ts';
import { whyShown } from './why-shown.ts';

/** What kind of answer a text gets; programs see it in the result's data. */
export type AnswerKind =
  | 'item'
  | 'last-result'
  | 'verdicts'
  | 'trace'
  | 'undo'
  | 'registry'
  | 'files'
  | 'tests'
  | 'concept'
  | 'how-to'
  | 'help'
  | 'identity'
  | 'languages'
  | 'talk'
  | 'declined'
  | 'unclear';

interface PlainAnswer {
  kind: AnswerKind;
  text: string;
  /** The item that was told about: "it" means it from now on. */
  item?: ResultItem;
}

/** Answers in words. Figures and facts come from the glossary, the declarations and the last result; a model may word them. */
export async function answerInWords(
  { text }: { text: string },
  context: ActionContext,
): Promise<ActionResult> {
  const registered = await registryAnswer(text, context);
  if (registered !== null) return registered;
  const plain = await plainAnswer(text, context);
  const { kind, item } = plain;
  return {
    ...(await word(text, plain, context)),
    data: { kind },
    ...(item !== undefined && isFindingId(item.id) ? { about: { recommendation: item.id } } : {}),
  };
}

/** What the registry says, where it is asked: its lines stand as they are, figures and names in them are not worded anew. */
async function registryAnswer(text: string, context: ActionContext): Promise<ActionResult | null> {
  if (registryAsked(text) === null) return null;
  const { answerFromRegistry } = await import('./from-registry.ts');
  const found = await answerFromRegistry(text, context);
  if (found === null) return null;
  const { facts, ...rest } = found;
  return { ...rest, data: { kind: 'registry', facts } };
}

async function plainAnswer(text: string, context: ActionContext): Promise<PlainAnswer> {
  const { agents, previous } = context;
  if (asksForShowing(text)) {
    const shown = await whyShown(text, context);
    if (shown !== null) return { kind: 'verdicts', ...shown };
  }
  if (asksForVerdicts(text)) return { kind: 'verdicts', text: await verdictsGiven(text, context) };
  const trace = findErrorTrace(text);
  if (trace !== null) return { kind: 'trace', text: traceInWords(trace, context.workspace) };
  const tested = testsAsked(text);
  if (tested !== null) return { kind: 'tests', text: testsOf(tested, context.workspace) };
  const back = takesBack(text);
  if (back === 'undo') return { kind: 'undo', text: undone(previous ?? null) };
  if (back === 'another')
    return {
      kind: 'files',
      text: `Which one is meant? Say it by its name, such as “and b.py”.\n\n${filesHere(context.workspace)}`,
    };
  const aboutLast = previous ? await answerFromLast(text, previous, context) : null;
  if (aboutLast) return aboutLast;
  const named = asksToExplain.test(text) ? await explainNamed(text, context) : null;
  if (named !== null) return { kind: 'item', text: named };
  if (
    /\blanguages?\b/i.test(text) &&
    !/\blanguage model/i.test(text) &&
    /\b(which|what|support|know|speak|can)\b/i.test(text)
  ) {
    const { languageNames } = await import('../../src/code/index.ts');
    return {
      kind: 'languages',
      text: `I measure and review ${listed(languageNames)}. The language is found from the file’s name and content.`,
    };
  }
  if (asksForFiles(text)) return { kind: 'files', text: filesHere(context.workspace) };
  if (asksWhoWeAre(text)) return { kind: 'identity', text: identity };
  if (asksForHelp(text)) return { kind: 'help', text: helpText(agents) };
  const declined =
    /\b(don'?t|do not|never|stop|cancel|nothing)\b/i.test(text) &&
    !/\?/.test(text) &&
    bestAction(text, agents) !== null;
  if (declined) return { kind: 'declined', text: 'All right: I leave it. Nothing was done.' };
  const book = bookAnswer(text);
  if (book !== null) return { kind: 'how-to', text: book };
  const howTo = /\bhow (do|can|could|should|would|to)\b|\b(can|could) (you|opsmith)\b/i.test(text)
    ? bestAction(text, agents)
    : null;
  if (howTo) return { kind: 'how-to', text: howToText(howTo) };
  const concept = answerConcept(text, previous ?? null);
  if (concept) return concept;
  const reply = replyToTalk(text);
  if (reply !== null) return { kind: 'talk', text: reply };
  return { kind: 'unclear', text: unclear(text, agents) };
}

/** Somebody who wants to be told about what is named. */
const asksToExplain = /\b(explain|what|why|how|tell|show|describe|meaning|means?|details?|about)\b/i;

/** Explanations of terms, with their figures in the last result. */
function answerConcept(text: string, previous: PreviousTurn | null): PlainAnswer | null {
  const terms = findTerms(text).slice(0, 3);
  if (
    terms.length === 0 ||
    !/[?]|\b(what|explain|define|mean|meaning|difference|why|how|when|is|are|tell|which|does)\b/i.test(text)
  )
    return null;
  const meanings = terms.map(
    ({ names, meaning }) => `**${names[0]![0]!.toUpperCase()}${names[0]!.slice(1)}.** ${meaning}`,
  );
  return { kind: 'concept', text: [...meanings, ...figuresOf(text, previous)].join('\n\n') };
}

/** A question about the last result: one of its points, a figure of it, or the whole. */
async function answerFromLast(
  text: string,
  previous: PreviousTurn,
  context: ActionContext,
): Promise<PlainAnswer | null> {
  const told = async (item: ResultItem): Promise<PlainAnswer> => ({
    kind: 'item',
    text: (await explainItem(item, context)) ?? shortText(item),
    item,
  });
  const items = previous.items ?? [];
  const place = itemPlace(text);
  if (place !== null && items.length > 0) {
    const item = itemByPlace(place, items);
    if (item) return told(item);
    return { kind: 'last-result', text: `There is no such point. ${listItems(items)}` };
  }
  const ofKind = asksForKind.test(text) && items.length > 0 ? findingsOfKind(text, previous) : null;
  if (ofKind !== null) return { kind: 'last-result', text: kindText(ofKind) };
  const named = items.length > 0 ? itemByWords(text, items) : null;
  if (named) return told(named);
  const worst = asksForWorst.test(text) && findTerms(text).length === 0 ? worstItem(previous) : null;
  if (worst) return told(worst);
  const mend = mendAsked(text);
  if (mend !== null) {
    const spokenOf = mend.all ? undefined : items.find(({ id }) => id === previous.about?.recommendation);
    const one = spokenOf ?? (items.length === 1 ? items[0] : undefined);
    if (one) return told(one);
    // How to mend one of several can only be told once it is said which; an order, or all of them, is about the patches.
    const mends = mend.wants === 'order' || mend.all ? mendFindings(previous) : null;
    if (mends !== null) return { kind: 'last-result', text: mends };
    if (items.length > 0) return { kind: 'last-result', text: `${listItems(items)}${patchesOf(previous)}` };
  }
  if (asksForAll.test(text.trim()) && items.length > 0)
    return { kind: 'last-result', text: listItems(items) };
  const figures = figuresOf(text, previous);
  if (figures.length > 0 && !/\b(mean|meaning|what (is|are)|define|explain)\b/i.test(text))
    return { kind: 'last-result', text: figures.join('\n\n') };
  const asks =
    /^\W*(and |but |so |ok )?(why|how so|how come|explain|tell me more|more|details?|go on|elaborate|what do you mean|really)\b/i.test(
      text,
    );
  if (!asks || findTerms(text).length > 0 || items.length === 0) return null;
  const spokenOf = items.find(({ id }) => id === previous.about?.recommendation);
  if (items.length === 1 || spokenOf) return told(spokenOf ?? items[0]!);
  return { kind: 'last-result', text: listItems(items) };
}

/** "Only the critical ones", "which are security": a part of what was found. */
const asksForKind = /\b(?:only|just|ones?|show|list|filter|which|findings?|issues?|problems?|any)\b/i;

function kindText({ kind, found }: NonNullable<ReturnType<typeof findingsOfKind>>): string {
  if (found.length === 0) return `None of the findings is ${kind}.`;
  const lines = found.slice(0, 30).map(({ item, place }) => `- ${place}. ${item.title}`);
  const more = found.length > lines.length ? `\n- and ${found.length - lines.length} more` : '';
  return `${found.length === 1 ? 'One finding is' : `${found.length} findings are`} ${kind}:\n\n${lines.join('\n')}${more}`;
}

/** "Which one is worst?", "what should I fix first?" */
const asksForWorst =
  /^\W*(?:and |so |ok |but )*(?:which|what(?:['’]?s)?|where)\b.*\b(?:worst|gravest|most (?:important|serious|severe|urgent|critical|dangerous|pressing|complex)|hardest|biggest|(?:fix|mend|do|begin|start)\b.*\bfirst)\b/i;

/** "Summarise the findings" */
const asksForAll =
  /^(?:(?:please|can you|could you|now|and|ok) )*(?:summari[sz]e|sum up|recap|tl;?dr|(?:give me )?(?:a|the|quick|short|brief) (?:summary|recap|overview))\b/i;

/** A detail under its title, unless it says that itself. */
function shortText({ title, detail }: ResultItem): string {
  return detail.includes(title) ? detail : `**${title}**\n\n${detail}`;
}

function undone(previous: PreviousTurn | null): string {
  return previous?.steps.some(({ action }) => action === 'record_feedback')
    ? 'A verdict is not taken back, but another one takes its place: say “accept it”, “reject it” or “I changed it”, and the latest counts.'
    : 'The last turn changed nothing that could be undone.';
}

const identity =
  'I am opsmith: a crew of agents for machine-learning operations and code review, and a program, not a person. Agents propose, the engine measures: every figure I give was computed, none is guessed. Say “help” to see what works today.';

function unclear(text: string, agents: readonly AgentDefinition[]): string {
  const near = bestAction(text, agents);
  const lead =
    'I work on code, data and models: I review and measure code, profile and check tables, train models and judge them. I do not know what to do with that.';
  return near
    ? `${lead} If you meant to ${purposeOf(near)}, say for example “${near.examples[0]}”.`
    : `${lead} Say “help” for what I can do.`;
}

function listed(names: readonly string[]): string {
  return `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}

/** Lets a model word the answer, where there is one. What it says beyond the facts puts its wording aside. */
async function word(
  text: string,
  plain: PlainAnswer,
  { models, limits, signal, previous, log, step, shown }: ActionContext,
): Promise<{ text: string; decidedBy: string }> {
  if (plain.kind === 'help' || plain.kind === 'item' || !(await models.available('large')))
    return { text: plain.text, decidedBy: 'policy' };
  const last = previous
    ? { about: previous.about ?? {}, points: (previous.items ?? []).slice(0, 10).map(({ title }) => title) }
    : null;
  const known = [text, plain.text, JSON.stringify(last)];
  // What the facts themselves say may be said again.
  const inFacts = unfitWords(plain.text, { found: false });
  const unfit = (answer: string) => [
    ...ungrounded(answer, { known }),
    ...unfitWords(answer, { found: false }).filter((problem) => !inFacts.includes(problem)),
  ];
  const { value, decidedBy, reason, passedOver } = await decide({
    name: 'supervisor-answer',
    prompt: 'supervisor',
    schema: z.object({ answer: z.string().min(1).max(4000) }),
    input: { question: text.slice(0, 4000), facts: plain.text, last },
    validate: ({ answer }) => unfit(answer),
    ...streamTo(shown, 'answer', unfit),
    policy: () => ({ answer: plain.text }),
    models,
    limits,
    signal,
  });
  log.emit({ type: 'decision', step, name: 'supervisor-answer', decidedBy, reason, passedOver });
  return { text: value.answer, decidedBy };
}
