import type { PlanStep } from '../../src/observe/index.ts';
import type { AgentDefinition, PreviousTurn } from '../define.ts';
import { askedOfMemory, judgesLastModel } from './about-last.ts';
import { asideIn } from './asides.ts';
import { type Choice, chooseAction, type Reading, readClause } from './choose.ts';
import { type Clause, splitClauses } from './clauses.ts';
import type { PathExists } from './entities.ts';
import { type Arguments, fillSlots, type Neighbour } from './fill.ts';
import { followUp, nameJudgedItems } from './follow-up.ts';
import { graphShapeIn } from './graph-shapes.ts';
import { leftOutPaths } from './left-out-paths.ts';
import { type ActionEntry, correctSpelling, type Lexicon, lexiconOf } from './lexicon.ts';
import { describeMissing } from './missing.ts';
import { objectsIn } from './objects.ts';
import { predictionAsked } from './prediction.ts';
import { isConceptQuestion } from './questions.ts';
import { shapedStep } from './shaped-requests.ts';
import { findVerdict } from './slots/feedback.ts';
import { recommendationsIn, tablesIn } from './slots/index.ts';
import { askedToCorrect, askedToForget } from './to-forget.ts';
import { readText, type Token } from './tokens.ts';
import { trainingAgain } from './training-again.ts';
import { maskValues } from './values.ts';

export interface PlanRequest {
  text: string;
  agents: readonly AgentDefinition[];
  /** Absolute path of the folder that relative paths start from; only handed to `exists` by the caller's closure. */
  workspace?: string;
  /** Whether a path exists, as typed; without it, only the shape of a word tells a path. */
  exists?: PathExists;
  previous?: PreviousTurn | null;
}

export interface PolicyPlan {
  /** At least one step; `answer` where nothing else is asked for. */
  steps: PlanStep[];
  /** One sentence for people: what spoke for this plan. */
  reason: string;
  /** 0..1. */
  confidence: number;
  /** What is missing before the plan can run, as a question to the person. */
  clarification?: string;
}

/** Addresses ("@trainer …") cut the tokens into runs, each for one agent. */
function runsByAddress(tokens: readonly Token[]): { tokens: Token[]; addressee: string | null }[] {
  const runs: { tokens: Token[]; addressee: string | null }[] = [{ tokens: [], addressee: null }];
  for (const token of tokens) {
    if (token.entity?.kind === 'address') runs.push({ tokens: [], addressee: token.entity.agent });
    else runs.at(-1)!.tokens.push(token);
  }
  const first = runs[0]!;
  // "review x.py, @code-analyst": one address at the end is for what stands before it.
  if (runs.length === 2 && runs[1]!.tokens.length === 0)
    return [{ tokens: first.tokens, addressee: runs[1]!.addressee }];
  // "could you please ask the trainer to …": what stands before is no request.
  if (runs.length > 1 && first.tokens.length <= 3 && first.tokens.every(({ entity }) => entity === null))
    runs.shift();
  return runs.filter((run) => run.tokens.length > 0);
}

/** How many clauses away an object may stand that a clause shares. */
const reach = 6;

function neighboursOf(
  index: number,
  readings: readonly Reading[],
  choices: readonly (Choice | null)[],
): Neighbour[] {
  const neighbour = (at: number): Neighbour => ({
    tokens: readings[at]!.kept,
    entry: choices[at]?.entry ?? null,
    filled: choices[at]?.filled ?? {},
  });
  const before = Array.from({ length: Math.min(index, reach) }, (_, step) => neighbour(index - 1 - step));
  const after = Array.from({ length: Math.min(readings.length - index - 1, reach) }, (_, step) =>
    neighbour(index + 1 + step),
  );
  const negated = readings.map(({ negated: tokens }): Neighbour => ({ tokens, entry: null, filled: {} }));
  return [...before, ...after, ...negated];
}

/** What is said of one recommendation of several: "r-1 accepted, r-2 rejected". Undefined where its part of the list says nothing. */
function verdictBeside(tokens: readonly Token[], id: string): unknown {
  const at = tokens.findIndex(({ entity, text }) => (entity?.kind === 'id' ? entity.id : text) === id);
  if (at === -1) return undefined;
  const isEdge = (index: number) =>
    /[,;\n]/.test(tokens[index]!.gap) || /^(and|but)$/.test(tokens[index]!.word);
  let start = at;
  while (start > 0 && !isEdge(start)) start -= 1;
  let end = at + 1;
  while (end < tokens.length && !isEdge(end)) end += 1;
  return findVerdict({ tokens: tokens.slice(start, end) });
}

/** A request's words, without what is not to be looked at, which is a slot's: "everything but src/vendor" names no folder to review. */
function wordsOf(text: string, lexicon: Lexicon, exists: PathExists): Token[] {
  const leftOut = leftOutPaths(text);
  if (leftOut !== null) {
    const { start, end } = leftOut;
    const looked = text.slice(0, start) + ' '.repeat(end - start) + text.slice(end);
    const { tokens } = readText(looked, lexicon.agentNames, exists);
    if (!tokens.some(({ entity }) => entity?.kind === 'path' && entity.pathKind === 'table')) return tokens;
  }
  return readText(text, lexicon.agentNames, exists).tokens;
}

/** Makes a step of a choice; a request that lists several tables or recommendations for an action that takes one becomes several steps. */
function stepsOf(lexicon: Lexicon, choice: Choice): PlanStep[] {
  const { entry, filled, tokens } = choice;
  const context = { lexicon, text: '', tokens, hits: new Set<number>() };
  const slotOf = (kind: string) => Object.entries(entry.action.slots).find(([, slot]) => slot === kind)?.[0];
  const step = (extra: Arguments): PlanStep => ({
    agent: entry.agent,
    action: entry.action.name,
    arguments: { ...filled, ...extra },
  });
  const data = slotOf('table');
  if (data && entry.required.some((group) => group.includes(data)) && !entry.action.task) {
    const written = Object.entries(entry.action.slots).find(([, kind]) => kind === 'output-table')?.[0];
    const tables = tablesIn(context).filter(({ path }) => written === undefined || path !== filled[written]);
    if (tables.length > 1) return tables.map(({ path }) => step({ [data]: path }));
  }
  const recommendation = slotOf('recommendation');
  if (recommendation) {
    const ids = recommendationsIn(context);
    const verdict = slotOf('verdict');
    if (ids.length > 1)
      return ids.map((id) => {
        const own = verdict === undefined ? undefined : verdictBeside(tokens, id);
        return step({ [recommendation]: id, ...(own === undefined ? {} : { [verdict!]: own }) });
      });
  }
  return [step({})];
}

const alone =
  /\b(?:only|just) (?:do |run |the |a )*(?:[\w-]+ )?(?:step|phase|stage|part)\b|\b(?:step|phase|stage) (?:only|alone)\b|\b(?:nothing|nobody) (?:else|but)\b|\b(?:training|train|trainer) (?:only|alone)\b|\btrainer['’]s (?:step|part)\b|\bskip everything else\b|\bonly (?:the )?(?:train|training|trainer)\b/i;

/** The steps of the whole task that an action stands for. Each takes the arguments of its own that were stated. */
function expand(
  lexicon: Lexicon,
  choice: Choice,
  text: string,
  excluded: ReadonlySet<ActionEntry>,
): PlanStep[] {
  const { entry, filled, tokens } = choice;
  const steps: PlanStep[] = [];
  for (const name of entry.action.task!) {
    const member = lexicon.entries.find(({ action }) => action.name === name);
    if (!member || excluded.has(member)) continue;
    if (member === entry) {
      steps.push({ agent: entry.agent, action: name, arguments: filled });
      continue;
    }
    const own = fillSlots(lexicon, member, text, tokens, new Set());
    for (const argument of Object.keys(member.action.supplied ?? {})) delete own[argument];
    for (const [argument, kind] of Object.entries(member.action.slots)) {
      const shared = Object.entries(entry.action.slots).find(([, other]) => other === kind)?.[0];
      if (shared !== undefined && filled[shared] !== undefined) own[argument] = filled[shared];
    }
    steps.push({ agent: member.agent, action: name, arguments: own });
  }
  return steps;
}

function includes(wider: Arguments, narrower: Arguments): boolean {
  return Object.entries(narrower).every(
    ([name, value]) => JSON.stringify(wider[name]) === JSON.stringify(value),
  );
}

/** Adds steps to a plan; a step that the plan has already, with no less said, is not planned twice. */
function append(steps: PlanStep[], added: readonly PlanStep[], isTask: boolean): void {
  for (const step of added) {
    const same = steps.find(
      (other) =>
        other.agent === step.agent &&
        other.action === step.action &&
        (includes(other.arguments, step.arguments) || includes(step.arguments, other.arguments)),
    );
    if (!same) steps.push(step);
    else if (!isTask || !includes(same.arguments, step.arguments))
      same.arguments = { ...same.arguments, ...step.arguments };
  }
}

function answerPlan(lexicon: Lexicon, text: string, reason: string, confidence: number): PolicyPlan {
  const { fallback } = lexicon;
  if (!fallback) return { steps: [], reason, confidence };
  const filled = fillSlots(lexicon, fallback, text, [], new Set());
  return {
    steps: [{ agent: fallback.agent, action: fallback.action.name, arguments: filled }],
    reason,
    confidence,
  };
}

/** The plan of a request that is a question to the graph and nothing else; null for any other. */
function graphPlan(lexicon: Lexicon, text: string, previous: PreviousTurn | null): PolicyPlan | null {
  const entry = lexicon.entries.find(({ action }) => action.name === 'query_graph');
  const asked = entry === undefined ? null : graphShapeIn(text);
  if (entry === undefined || asked === null) return null;
  if ('subject' in asked && asked.subject === 'it' && !Array.isArray(previous?.about?.paths)) return null;
  return {
    steps: [{ agent: entry.agent, action: entry.action.name, arguments: { question: text.trim() } }],
    reason: 'This asks how code, people or models hang together.',
    confidence: 0.9,
  };
}

/** The plan of a question whose answer the person says to have told before. */
function memoryPlan(lexicon: Lexicon, text: string): PolicyPlan | null {
  const entry = lexicon.entries.find(({ action }) => action.name === 'search_memory');
  const query = entry === undefined ? null : askedOfMemory(text);
  if (entry === undefined || query === null) return null;
  return {
    steps: [{ agent: entry.agent, action: entry.action.name, arguments: { query } }],
    reason: 'This was told before.',
    confidence: 0.8,
  };
}

/** The plan of a request to forget what was noted. */
function forgetPlan(lexicon: Lexicon, text: string, previous: PreviousTurn | null): PolicyPlan | null {
  const entry = lexicon.entries.find(({ action }) => action.name === 'forget');
  const correction = askedToCorrect(text);
  const keeping = lexicon.entries.find(({ action }) => action.name === 'remember');
  if (entry !== undefined && keeping !== undefined && correction !== null)
    return {
      steps: [
        { agent: entry.agent, action: entry.action.name, arguments: { what: correction.what } },
        { agent: keeping.agent, action: keeping.action.name, arguments: { text: correction.now } },
      ],
      reason: 'A note is to say something else.',
      confidence: 0.8,
    };
  const what = entry === undefined ? null : askedToForget(text, previous);
  if (entry === undefined || what === null) return null;
  return {
    steps: [{ agent: entry.agent, action: entry.action.name, arguments: { what } }],
    reason: 'This is to be forgotten.',
    confidence: 0.9,
  };
}

function reasonFor(choices: readonly Choice[]): string {
  const parts = choices.map(({ entry, because }) => {
    const words = because.length > 0 ? `“${because.slice(0, 4).join('”, “')}”` : 'what is named';
    return `${words} → ${entry.agent}.${entry.action.name}`;
  });
  return parts.join('; ');
}

/**
 * Plans a request with no language model: what is named, clause by clause, is matched against the declared actions. Deterministic; the only
 * question it asks of the world is `exists`. Always yields a plan.
 */
export function planByPolicy({
  text,
  agents,
  exists = () => false,
  previous = null,
}: PlanRequest): PolicyPlan {
  const lexicon = lexiconOf(agents);
  const words = wordsOf(text, lexicon, exists);
  correctSpelling(lexicon, words);
  maskValues(words);
  const tokens = previous ? nameJudgedItems(lexicon, words, previous) : words;
  const forgotten = forgetPlan(lexicon, text, previous);
  if (forgotten !== null) return forgotten;
  const aside = asideIn(text, words, { lexicon, previous });
  if (aside !== null) return answerPlan(lexicon, text, aside, 0.8);
  const predicted = predictionAsked(lexicon, { text, tokens: words, previous });
  if (predicted !== null)
    return {
      steps: [predicted],
      reason: 'Rows are to be predicted with a model that there is.',
      confidence: 0.8,
      clarification: describeMissing(lexicon, [predicted]),
    };
  const memory = memoryPlan(lexicon, text);
  if (memory !== null) return memory;
  const asked = graphPlan(lexicon, text, previous);
  if (asked !== null) return asked;
  const shaped = shapedStep(lexicon, { text, tokens });
  if (shaped !== null) return { steps: [shaped.step], reason: shaped.reason, confidence: 0.8 };
  const judged = judgesLastModel(lexicon, tokens, previous);
  if (judged !== null)
    return { steps: [judged], reason: 'This is about the model of the last turn.', confidence: 0.8 };
  const retrained = previous ? trainingAgain(lexicon, text, tokens, previous) : null;
  if (retrained !== null) return { ...retrained, clarification: describeMissing(lexicon, retrained.steps) };
  const followed = previous ? followUp({ lexicon, text, tokens, previous }) : null;
  if (followed === 'answer') return answerPlan(lexicon, text, 'This asks about the last result.', 0.8);
  if (followed) return { ...followed, clarification: describeMissing(lexicon, followed.steps) };

  const named = objectsIn(tokens);
  // "What is the difference between x and y": one question, however many words of it could open a clause.
  if (
    !previous &&
    !named.any &&
    isConceptQuestion(tokens) &&
    !tokens.slice(1).some(({ gap }) => /[.!?;\n]\s/.test(gap))
  )
    return answerPlan(lexicon, text, 'This asks what something is.', 0.7);
  const clauses = runsByAddress(tokens).flatMap((run) =>
    // Who speaks to the supervisor speaks to the crew.
    splitClauses(lexicon, run.tokens, {
      addressee: run.addressee === lexicon.fallback?.agent ? null : run.addressee,
      named,
    }),
  );
  const readings = clauses.map((clause: Clause) => readClause(lexicon, clause));
  const everExcluded = new Set(readings.flatMap(({ excluded }) => [...excluded]));
  const choices: (Choice | null)[] = readings.map(() => null);
  // Twice: the first pass knows nothing of the clauses behind, and "profile and validate a.csv" names its object last.
  for (let pass = 0; pass < (readings.length > 1 ? 2 : 1); pass += 1) {
    for (const [index, reading] of readings.entries()) {
      const neighbours = neighboursOf(index, readings, choices);
      choices[index] = chooseAction({
        lexicon,
        text,
        reading: { ...reading, excluded: everExcluded },
        neighbours,
        previous,
        named,
      });
    }
  }
  const chosen = choices.filter((choice) => choice !== null);
  if (chosen.length === 0)
    return answerPlan(lexicon, text, 'Nothing here asks for one of the agents’ actions.', 0.6);

  const steps: PlanStep[] = [];
  for (const choice of chosen) {
    const index = choices.indexOf(choice);
    const whole = choice.entry.action.task && readings[index]!.clause.addressee === null && !alone.test(text);
    append(
      steps,
      whole ? expand(lexicon, choice, text, everExcluded) : stepsOf(lexicon, choice),
      Boolean(whole),
    );
  }
  const told = toldAfterTraining(lexicon, text, steps);
  if (told !== null) steps.splice(steps.findLastIndex(isOfTask(lexicon)) + 1, 0, told);
  const weakest = Math.min(...chosen.map(({ score, margin }) => Math.min(score / 6, 0.5 + margin / 4)));
  return {
    steps: steps.map((step) => ({ ...step, arguments: withoutSupplied(lexicon, step, steps) })),
    reason: reasonFor(chosen),
    confidence: Math.max(0.1, Math.min(0.99, weakest)),
    clarification: describeMissing(lexicon, steps, previous?.items?.length),
  };
}

/** "… and tell me what matters": what is to be said of a model once it is trained. */
const tellsAfter =
  /\b(?:and|then|,|;|\.)\s*(?:(?:also|then|please|afterwards)\s+)*(?:tell|show|say|explain to|give)\s+(?:me|us)\s+((?:(?!\b(?:then|and (?:then|promote|deploy|archive|put))\b)[^,.;])*\b(?:matters?|important|importances?|leaderboard|least sure|fails?|weak spots?|baseline)\b(?:(?!\b(?:then|and (?:then|promote|deploy|archive|put))\b)[^,.;])*)/i;

/** The step that answers it, behind a whole task; null where nothing of the kind is asked. */
function toldAfterTraining(lexicon: Lexicon, text: string, steps: readonly PlanStep[]): PlanStep | null {
  const asked = tellsAfter.exec(text)?.[1]?.trim();
  const { fallback } = lexicon;
  if (asked === undefined || fallback === null || !steps.some(isOfTask(lexicon))) return null;
  return { agent: fallback.agent, action: fallback.action.name, arguments: { text: asked } };
}

function isOfTask(lexicon: Lexicon): (step: PlanStep) => boolean {
  const order = lexicon.entries.find(({ action }) => action.task !== undefined)?.action.task ?? [];
  return ({ action }) => action === order.at(-1);
}

/** Leaves out what an earlier step of the plan gives. */
function withoutSupplied(lexicon: Lexicon, step: PlanStep, steps: readonly PlanStep[]): Arguments {
  const entry = lexicon.entries.find(
    ({ agent, action }) => agent === step.agent && action.name === step.action,
  );
  const supplied = Object.entries(entry?.action.supplied ?? {}).filter(([, supplier]) =>
    steps.some(({ action }) => action === supplier),
  );
  if (supplied.length === 0) return step.arguments;
  const names = new Set(supplied.map(([name]) => name));
  return Object.fromEntries(Object.entries(step.arguments).filter(([name]) => !names.has(name)));
}
