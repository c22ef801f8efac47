/** Finds requests that are a question about how code, people and models hang together, and nothing else: no other word need say that the graph is asked. */
import { atOnce, type Work } from '../../src/turns/index.ts';
import {
  type GraphQuestion,
  kind,
  type OfSubject,
  ofModels,
  ofNothing,
  ofSubject,
  ofTwo,
} from './graph-shape-patterns.ts';

/** Words that stand where a name would, and are none. */
const noNames: ReadonlySet<string> = new Set(
  `this it that the a an these those them file files function functions method methods class classes module modules folder column columns feature features
model models code codebase repository repo project which what who whom me my our your and or with by on of in to for from at as is are was were be been else sites any
all some version versions i they we you he she one somebody someone anybody anyone anything something nothing everything nobody not no there here
each other another every together most more often too also that's its his her their data dataset test tests training now so just then than if when
do does did can could should would will has have had get gets use used uses using call calls called import imports change changes changed depend depends
trained prediction predictions outcome result results rows row runs run experiments experiment score scores metric accuracy recall precision`.split(
    /\s+/,
  ),
);
const pronouns: ReadonlySet<string> = new Set(['it', 'this', 'that']);

/** What stands around the question itself. */
const before =
  /^(?:(?:so|and|but|ok|okay|hey|hi|hello|please|well|also|now|then|quick question|question|just|can you|could you|would you|will you|tell me|show me|show|list|find|find out|find me|give me|get me|look up|let me see|let me know|i wonder|i want to know|i would like to know|i'd like to know|i'd love to know|i need to know|i need|do you know|any idea|say|check|figure out|see|remind me|wondering|curious)\b[\s,:;-]*(?:me\b\s*)?)+/i;
const after =
  /(?:[\s,]+(?:please|pls|plz|thanks|thank you|btw|exactly|actually|right now|again|then|though|and why|in (?:this|the|our|my) (?:repo|repository|project|code|codebase|code base|workspace|history|whole repo|git history|past|app|system)|in the history|in (?:our|my|git) history|around here|here|anywhere(?: else)?|at all|anymore|any more|still|by any chance|if any|lately|normally|usually|so far|nowadays|today|out there|directly|(?:across|throughout) .*))+$/i;
/** They change nothing about what is asked. */
const fillers =
  /\s+(?:usually|normally|often|typically|generally|always|actually|currently|really|ever|directly|exactly|still|commonly|likely|probably|basically|mostly|mainly|all the|all of the|any of the|historically|apparently|tend to|tends to|have to|need to|also need to|has to|ought to)(?=\s)/gi;

/**
 * The question to the graph that a whole request is, or null where it has none of the known shapes: a request that asks for something else besides is none.
 */
export function graphShapeIn(text: string): GraphQuestion | null {
  return known?.text === text ? known.shape : atOnce(shapeIn(text));
}

/** What was found last by `readGraphShape`. */
let known: { text: string; shape: GraphQuestion | null } | null = null;

/** Finds ahead what `graphShapeIn` will say of the text, with turns between: the shapes are long patterns, and each is compiled when it is first and second tried. */
export function* readGraphShape(text: string): Work<void> {
  known = { text, shape: yield* shapeIn(text) };
}

function* shapeIn(text: string): Work<GraphQuestion | null> {
  const plain = text.replace(/\s+/g, ' ').replaceAll('’', "'").trim();
  if (plain.length > 200 || asksMore.test(plain)) return null;
  let core = plain
    .replace(/^(who|what|where|which|how)'?s\b/i, '$1 is')
    .replace(before, '')
    .replace(/^(who|what|where|which|how)'?s\b/i, '$1 is')
    .replace(/[\s.!?]+$/, '')
    .replace(/(?<=(?:^|\s)[\w-]+)\/(?=$)/g, ' folder')
    .replace(/(?<=\w)\/(?=\s|$)/g, '');
  core = core.replace(after, '').replace(after, '').replace(fillers, '');
  if (core === '') return null;
  const aboutModels = /\b(?:models?|columns?|features?|trained)\b/i.test(core);
  if (aboutModels) {
    const found = yield* subjectBy(ofModels, core);
    if (found !== null) return found;
  }
  for (const [pattern, asks] of ofNothing) {
    yield;
    if (pattern.test(core) && !namesFile(core)) return { asks };
  }
  if (aboutModels && !/\.\w{1,4}\b|\(\)|[a-z][A-Z]/.test(core)) return null;
  for (const pattern of ofTwo) {
    yield;
    const [, subject = '', other = ''] = pattern.exec(core) ?? [];
    if (isName(subject) && isName(other) && (isCode(subject) || isCode(other) || calls.test(core)))
      return { asks: 'path', subject, other };
  }
  return (yield* subjectBy(ofSubject, core)) ?? byRelation(core);
}

/** A path, or a name in camel case. */
const codeName = /[\w$./\\-]*(?:\/|\.[A-Za-z]|[a-z\d][A-Z])[\w$./\\-]*[\w$]/g;
const people =
  /^(?:who|whose|whom|which (?:people|person|developers?|colleagues?)|(?:me )?(?:the )?(?:list|names?) of (?:the )?(?:people|persons?|developers?|authors?|contributors?))\b/i;
const leaning =
  /\b(?:rel(?:y|ies|ying) on|depends? on|depending on|lean(?:s|ing)? on|calls?|calling|us(?:es?|ing)|invok(?:es?|ing)|imports?|importing|needs?)\s+(?:the\s+)?(?:(?:function|method|class|file|module)\s+)?[`"']?$/i;
const aboutToChange =
  /^(?:i am|i'm|im|we are|we're|i|we|if i|if we)\s+(?:\w+\s+){0,3}(?:renam\w*|delet\w*|remov\w*|chang\w*|mov\w*|refactor\w*|rewrit\w*)\s.*\b(?:who|what|which|where|anything|anyone|anybody)\b/i;

/** A question that names code beside a word for a relation, in whatever order. */
function byRelation(core: string): GraphQuestion | null {
  const found = [...core.matchAll(codeName)];
  const [first, second] = found;
  // Tables are compared and profiled, not asked the graph about.
  if (first === undefined || found.some(([each]) => /\.(?:csv|tsv|parquet|jsonl|xlsx?|tar)$/i.test(each)))
    return null;
  const subject = first[0];
  const lead = core.slice(0, first.index);
  const rest = core.slice(first.index + subject.length);
  if (second !== undefined) {
    const isPath =
      /^(?:how|what|which|is there|the|shortest|distance|path)\b.*\b(?:far|distance|steps?|between|away|path|route|connect\w*|link\w*)\b/i.test(
        core,
      );
    return isPath ? { asks: 'path', subject, other: second[0] } : null;
  }
  const depends: OfSubject = isSymbol(subject) ? 'callers' : 'importers';
  if (aboutToChange.test(core)) return { asks: depends, subject };
  if (!/^(?:who|whose|whom|which|what|where|the|me|does any|do any)\b/i.test(core)) return null;
  if (/\b(?:dependencies|imports)\s+(?:of|in|does)\s+(?:\w+\s+)?$/i.test(lead))
    return { asks: 'imports', subject };
  if (/\b(?:do|does|did)\s+$/i.test(lead) && /\b(?:call|calling|invoke|invoking)$/i.test(rest))
    return { asks: 'callees', subject };
  if (leaning.test(lead)) return { asks: depends, subject };
  return people.test(core) && rest.trim().split(/\s+/).length <= 3 ? { asks: 'authors', subject } : null;
}

const calls = /\b(?:reach|call|calling|connected|path|chain)\b/i;
/** Orders for the crew beside the question. */
const asksMore =
  /(?:,|;|\.|\b(?:and|then|but))\s*(?:(?:then|please|also|can you|could you|and)\s+)*(?:review|train|measure|profile|promote|tune|validate|remember|compare|fix|refactor|deploy|roll\s?back|engineer)\b|^(?:please\s+)?(?:review|train|measure|profile|promote|tune|validate|remember|note|compare|fix|explain|refactor)\b|\n/i;

function* subjectBy(
  shapes: readonly (readonly [RegExp, OfSubject])[],
  core: string,
): Work<GraphQuestion | null> {
  for (const [pattern, asks] of shapes) {
    yield;
    const subject = pattern.exec(core)?.[1]?.replace(/[.:]$/, '');
    if (subject === undefined) continue;
    if (pronouns.has(subject.toLowerCase()) || saidOfThis(core, subject)) return { asks, subject: 'it' };
    if (!isName(subject) || (isDoubtful(asks, core) && !isCode(subject, core) && !saysKind(core))) continue;
    // "Which columns does orders.csv have" asks of the table.
    if (asks === 'model-inputs' && /\.[a-z]/i.test(subject)) continue;
    return asks === 'importers' && isSymbol(subject) ? { asks: 'callers', subject } : { asks, subject };
  }
  return null;
}

/** A name of a function rather than a path: files import files. */
function isSymbol(subject: string): boolean {
  return !/[./\\]/.test(subject);
}

/** "this file", "that function" */
function saidOfThis(core: string, subject: string): boolean {
  return (
    new RegExp(`\\b(?:this|that)\\s+${subject.replace(/[^\w]/g, '.')}\\b`, 'i').test(core) &&
    saysKind(subject)
  );
}

/** Where the words alone may be meant of other things than code: "who knows Anna", "where do we use tabs", "can I delete churn". */
function isDoubtful(asks: OfSubject, core: string): boolean {
  if (asks === 'authors') return true;
  // “The definition of recall” is what the word means.
  if (asks === 'definition')
    return /\b(?:definition|declaration|implementation|source|location)\s+of\b|^where\s+(?:do|does)\b/i.test(
      core,
    );
  return (
    asks === 'callers' &&
    /\b(?:us(?:es?|ed|ing)|delete|remove|rid|rename|move)\b/i.test(core) &&
    !/\b(?:call\w*|invok\w*|referenc\w*)\b/i.test(core)
  );
}

function isCode(word: string, core = ''): boolean {
  if (core.includes(`${word}()`) || core.includes(`\`${word}\``)) return true;
  return /[./\\_#$]|[a-z][A-Z]|^[A-Z][a-z]+[A-Z]/.test(word);
}

/** "The payments folder" needs no sign of code in the name. */
function saysKind(core: string): boolean {
  return new RegExp(`\\b${kind}\\b`, 'i').test(core);
}

function namesFile(core: string): boolean {
  return /[\w-]\.(?:[a-z]{1,4}|java|scala|swift|cpp)\b/.test(core);
}

/** Whether a word can be the name of something. */
export function isName(word: string): boolean {
  return word !== '' && !noNames.has(word.toLowerCase());
}
