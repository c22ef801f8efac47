import type { ActionEntry, Lexicon } from './lexicon.ts';
import { affirm } from './negation.ts';
import { isFeasible, isObject, type NamedObjects } from './objects.ts';
import { scoreClause } from './score.ts';
import { slotFinders } from './slots/index.ts';
import { asGiven, statesArguments } from './statements.ts';
import type { Token } from './tokens.ts';

/** A part of a request that asks for one thing. */
export interface Clause {
  tokens: Token[];
  /** The agent that the clause is addressed to. */
  addressee: string | null;
  /** The action that the clause's first words call for, where all that follows is what to keep or look up. */
  lead: ActionEntry | null;
}

/** What follows so many pieces joins the last: a request with more is a text that was pasted. */
const mostClauses = 24;

/** How many words after the fillers may make up a lead. */
const leadWords = 5;

/** How many words before "and" may be a list of nouns. */
const mostListed = 8;

const conjunction = /^(and|plus|also|but|or|while|&)$/;
const sequence = /^(then|afterwards|afterward|subsequently|finally|lastly|next|thereafter)$/;
/** Words that may stand before a clause's verb. */
const filler = new Set(
  `and plus also but or then afterwards afterward finally lastly next after that this please just only now can could would will you i we id want like
need to let lets me us maybe perhaps so as well too if possible secondly first firstly do not dont tell give show afterwards once done it is
when finished after subsequently thereafter meanwhile end the id like ok okay good fine bad so kindly its their`.split(
    /\s+/,
  ),
);

function isStrongBreak(token: Token): boolean {
  return /[;\n]|[.!?]+["')\]]?\s/.test(token.gap);
}

/** True after the end of a sentence, for ", and then …", and for ", and train …" or "“…” and profile …". */
function isNewOrder(lexicon: Lexicon, piece: readonly Token[], before: Token | undefined): boolean {
  const first = piece[0]!;
  if (isStrongBreak(first)) return true;
  const joined = conjunction.test(first.word);
  const next = joined ? piece[1] : first;
  if (!next || next.entity) return false;
  if (/[,;]/.test(first.gap) && sequence.test(next.word)) return true;
  const orders = lexicon.openers.has(next.stem) && !/(?:s|ed|ing)$/.test(next.word);
  return joined && orders && (/[,;]/.test(first.gap) || before?.entity?.kind === 'quoted');
}

/** Index of the first word after the fillers. */
function contentAt(tokens: readonly Token[], index: number): number {
  let at = index;
  while (at < tokens.length && tokens[at]!.entity === null && filler.has(tokens[at]!.word)) at += 1;
  return at;
}

function opensClause(lexicon: Lexicon, tokens: readonly Token[], index: number): boolean {
  const at = contentAt(tokens, index);
  const token = tokens[at];
  if (!token) return false;
  // "… and give me the health of churn"
  if (tokens.slice(index, at).some(({ word }) => /^(give|show|tell)$/.test(word))) return true;
  // "…, and is churn healthy"
  const asked = conjunction.test(tokens[index]!.word) ? tokens[index + 1] : undefined;
  if (asked && /^(is|are|does|has)$/.test(asked.word) && tokens.length > index + 3) return true;
  if (token.entity) return at > index + 1 && token.entity.kind === 'address';
  if (/^(without|skip|no|not|dont|never)$/.test(token.word)) return true;
  if (opensNoun(lexicon, tokens, at)) return true;
  if (!lexicon.openers.has(token.stem) && !token.parts.some((part) => lexicon.openers.has(part)))
    return false;
  return (
    !continuesNouns(tokens, at) && !isParticiple(tokens, index, at) && !listsNouns(lexicon, tokens, index)
  );
}

/** ", and a review of features.py": a noun that asks for something, with an object of its own, where one stands before. */
function opensNoun(lexicon: Lexicon, tokens: readonly Token[], from: number): boolean {
  let at = from;
  while (/^(a|an|the|some|data|code)$/.test(tokens[at]?.word ?? '') && at < from + 3) at += 1;
  const noun = tokens[at];
  if (!noun || noun.entity || !lexicon.words.has(noun.stem)) return false;
  if (!/^(of|for|on)$/.test(tokens[at + 1]?.word ?? '')) return false;
  const after = tokens.slice(at + 2, at + 6).some((token) => isObject(token) || token.stem === 'model');
  return after && lastObjectOrBreak(tokens, from) === 'object';
}

/** A noun in a row that is about one thing to come: "volume and bugs of x.py". */
function continuesNouns(tokens: readonly Token[], at: number): boolean {
  if (!looksLikeNoun(tokens[at]!.word)) return false;
  const opening = lastObjectOrBreak(tokens, at);
  return opening === 'none' && tokens.slice(at).some(isObject);
}

/** "p95 latency and live accuracy of model churn": what began without a verb and names nothing yet goes on after "and". */
function listsNouns(lexicon: Lexicon, tokens: readonly Token[], index: number): boolean {
  if (tokens[index]!.word !== 'and' || /[,;:.!?\n]/.test(tokens[index]!.gap)) return false;
  let start = index;
  while (
    start > 0 &&
    index - start < mostListed &&
    !isObject(tokens[start - 1]!) &&
    !/[,;:.!?\n–—]/.test(tokens[start]!.gap)
  )
    start -= 1;
  if (start > 0 && !/[,;:.!?\n–—]/.test(tokens[start]!.gap)) return false;
  const verb = tokens[contentAt(tokens, start)]!;
  return (
    verb.entity === null &&
    !lexicon.openers.has(verb.stem) &&
    tokens.slice(index, index + mostListed).some((token) => isObject(token) || token.stem === 'model')
  );
}

function looksLikeNoun(word: string): boolean {
  return /[^s]s$|(ity|ness|ment|age|ance|ence)$/.test(word) && !/^(is|does|has|was)$/.test(word);
}

/** Whether an object or the end of a sentence stands before a place. */
function lastObjectOrBreak(tokens: readonly Token[], at: number): 'object' | 'none' {
  for (let index = at - 1; index >= 0; index -= 1) {
    if (isObject(tokens[index]!)) return 'object';
    if (isStrongBreak(tokens[index + 1]!)) return 'none';
  }
  return 'none';
}

/** ", predicting churned": the clause goes on. */
function isParticiple(tokens: readonly Token[], index: number, at: number): boolean {
  return at === index && /ing$/.test(tokens[at]!.word) && tokens[at]!.gap.includes(',');
}

/** Where a new piece may begin. */
function boundaries(lexicon: Lexicon, tokens: readonly Token[]): number[] {
  const found: number[] = [];
  for (let index = 1; index < tokens.length; index += 1) {
    const token = tokens[index]!;
    if (isStrongBreak(token)) {
      found.push(index);
      continue;
    }
    // "1) review a.py 2) list the models"
    if (
      /^\d$/.test(token.word) &&
      /^[).]/.test(tokens[index + 1]?.gap ?? '') &&
      opensClause(lexicon, tokens, index + 1)
    ) {
      found.push(index);
      continue;
    }
    const word = token.entity ? '' : token.word;
    const weak = conjunction.test(word) || sequence.test(word) || /[,–—:&]|\s-\s/.test(token.gap);
    const follows = /^(and|but)$/.test(tokens[index - 1]!.word) && found.at(-1) === index - 1;
    if (weak && !follows && opensClause(lexicon, tokens, index)) found.push(index);
  }
  return found;
}

/** The action that a piece's cues speak for clearly, or null. */
function intentOf(lexicon: Lexicon, piece: readonly Token[], named: NamedObjects): ActionEntry | null {
  const { kept } = affirm(piece);
  const top = scoreClause(lexicon, kept).find(
    ({ entry }) => entry !== lexicon.fallback && isFeasible(entry, named),
  );
  return top && top.cues >= 2 && top.total >= 2 ? top.entry : null;
}

function hasObject(tokens: readonly Token[]): boolean {
  return tokens.some((token) => isObject(token) || /^#?[a-z][\w-]*\d|\w_\w/i.test(token.text));
}

/** ", predict churned": a piece that gives the column which the one before lacks, and nothing else, belongs to it. */
function givesMissingColumn(
  last: readonly Token[],
  lastIntent: ActionEntry | null,
  piece: readonly Token[],
  intent: ActionEntry | null,
  lexicon: Lexicon,
): boolean {
  if (!lastIntent?.kinds.has('column') || !intent?.kinds.has('column') || hasObject(piece)) return false;
  // "… do hpo on it with target y" asks for something of its own.
  if (intent !== lastIntent && piece.some(({ word }) => /^(it|them|that)$/.test(word))) return false;
  if (piece[0]!.entity !== null || conjunction.test(piece[0]!.word) || sequence.test(piece[0]!.word))
    return false;
  const column = (tokens: readonly Token[]) =>
    slotFinders.column({ lexicon, text: '', tokens, hits: new Set() });
  return column(last) === undefined && column(piece) !== undefined;
}

/** In more words than these another model is not looked for. */
const mostNamed = 60;

/** "Health of titanic, and the health of tips-gbm": the same asked of another model. */
function namesOtherModel(
  lexicon: Lexicon,
  before: readonly Token[],
  piece: readonly Token[],
  intent: ActionEntry,
): boolean {
  if (!intent.kinds.has('model')) return false;
  const modelIn = (tokens: readonly Token[]) => {
    const hits =
      scoreClause(lexicon, tokens).find(({ entry }) => entry === intent)?.hits ?? new Set<number>();
    return slotFinders.model({ lexicon, text: '', tokens, hits });
  };
  const other = modelIn(piece);
  if (other === undefined || before.length > mostNamed) return false;
  const first = modelIn(before);
  return first !== undefined && first !== other;
}

/** "How well does churn do on x.csv? I want to see it validated": the same thing in the words of a second sentence. */
function isEcho(lexicon: Lexicon, piece: readonly Token[], intent: ActionEntry): boolean {
  if (!piece.some(({ word }) => /^(it|this|that)$/.test(word))) return false;
  if (piece.slice(0, 2).some(({ word }) => sequence.test(word))) return false;
  const scores = scoreClause(lexicon, piece);
  const own = scores.find(({ entry }) => entry === intent);
  return own !== undefined && own.cues >= 2 && own.cues >= Math.max(...scores.map(({ cues }) => cues));
}

/** The action that takes the rest of the text and that the first words call for ("remember that …", "search memory for …"), or null. */
function leadOf(lexicon: Lexicon, piece: readonly Token[]): ActionEntry | null {
  const start = contentAt(piece, 0);
  const words = piece.slice(0, start + leadWords);
  const scores = scoreClause(lexicon, words).filter(({ cues }) => cues >= 2);
  const first = ({ hits }: { hits: ReadonlySet<number> }) => Math.min(...hits);
  const rest = scores
    .filter(({ entry, cues }) => takesRest(entry) && cues >= 3)
    .sort((left, right) => right.cues - left.cues)[0];
  if (!rest || first(rest) > start + 1) return null;
  const rival = scores.some(
    (score) =>
      !takesRest(score.entry) &&
      score.entry !== lexicon.fallback &&
      (score.cues > rest.cues || first(score) < first(rest)),
  );
  return rival ? null : rest.entry;
}

/** True where nothing follows a lead: there is no text in the piece for it. */
function endsWithLead(lexicon: Lexicon, lead: ActionEntry, piece: readonly Token[]): boolean {
  const score = scoreClause(lexicon, piece).find(({ entry }) => entry === lead);
  const slot = Object.entries(lead.action.slots).find(([, kind]) => kind === 'rest-of-text');
  if (!score || !slot || !piece.some(({ word }) => /^(that|this|it)$/.test(word))) return false;
  const end = piece.at(-1)!.end;
  const text =
    ' '.repeat(piece[0]!.start) +
    piece.map(({ gap, text: word }, index) => (index === 0 ? '' : gap) + word).join('');
  return (
    slotFinders['rest-of-text']({ lexicon, text: text.padEnd(end), tokens: piece, hits: score.hits }) ===
    undefined
  );
}

/** Everything after "remember that" belongs to what is to be remembered, up to a sentence that asks for something else. */
function takesRest(entry: ActionEntry | null): boolean {
  return entry?.kinds.has('rest-of-text') ?? false;
}

/** Cuts tokens into clauses: a piece without an intent of its own joins its neighbour. */
export function splitClauses(
  lexicon: Lexicon,
  tokens: readonly Token[],
  { addressee, named }: { addressee: string | null; named: NamedObjects },
): Clause[] {
  const cuts = [0, ...boundaries(lexicon, tokens).slice(0, mostClauses), tokens.length];
  const groups: { tokens: Token[]; intent: ActionEntry | null; lead: ActionEntry | null }[] = [];
  for (let index = 0; index + 1 < cuts.length; index += 1) {
    const piece = tokens.slice(cuts[index], cuts[index + 1]);
    if (piece.length === 0) continue;
    const last = groups.at(-1);
    const states = last?.intent && !takesRest(last.intent) && statesArguments(piece, last.intent);
    const lead = states ? null : leadOf(lexicon, piece);
    const intent = lead ?? (states ? null : intentOf(lexicon, piece, named));
    // "We use tabs, remember that": the lead looks back.
    if (last && lead && !last.lead && endsWithLead(lexicon, lead, piece)) {
      last.tokens.push(...piece);
      last.intent = lead;
      last.lead = lead;
      continue;
    }
    const swallowed =
      last &&
      takesRest(last.intent) &&
      !(
        intent &&
        isNewOrder(lexicon, piece, last.tokens.at(-1)) &&
        (hasObject(piece) || /^(also|now|then|please)$/.test(piece[0]!.word))
      );
    const negates = affirm(piece).negated.length > 0;
    const joins = last?.intent && !hasObject(piece) && !negates ? last.intent : null;
    const repeats =
      joins !== null && intent === joins && !namesOtherModel(lexicon, last!.tokens, piece, joins);
    const echoes = joins !== null && isEcho(lexicon, piece, joins);
    const completes = last && givesMissingColumn(last.tokens, last.intent, piece, intent, lexicon);
    // "For the future, remember …"
    const isIntroduced = last && last.tokens.length <= leadWords && !conjunction.test(piece[0]!.word);
    if (last && (swallowed || !last.intent || !intent || repeats || echoes || completes)) {
      last.tokens.push(...(states ? asGiven(piece) : piece));
      last.intent ??= intent;
      last.lead ??= (isIntroduced ? lead : null) ?? leadOf(lexicon, last.tokens);
    } else groups.push({ tokens: [...piece], intent, lead });
  }
  return inOrder(groups.map(({ tokens: joined, lead }) => ({ tokens: joined, addressee, lead })));
}

/** "train after checking a.csv" and "before training, check a.csv": what is said to come first goes first. */
function inOrder(clauses: Clause[]): Clause[] {
  for (let index = 1; index < clauses.length; index += 1) {
    const first = clauses[index - 1]!.tokens[0]!.word;
    if (first !== 'before') continue;
    const [later] = clauses.splice(index - 1, 1);
    clauses.splice(index, 0, later!);
    break;
  }
  return clauses;
}
