/** Requests that their whole shape tells, and no single word: code that stands twice, a file against itself before the last changes. */
import type { PlanStep } from '../../src/observe/index.ts';
import type { Lexicon } from './lexicon.ts';
import { spoken } from './questions.ts';
import { namedRevision } from './slots/changes.ts';
import { comparedRevision } from './slots/compared-revision.ts';
import type { Token } from './tokens.ts';
import { isGrammarWord } from './words.ts';

const lead =
  '^(?:(?:so|and|but|ok|okay|hey|hi|please|well|also|now|then|can you|could you|would you|tell me|show me|do you know|do we have|have we|have we got|i want to know) )*';

const copied =
  '(?:cop(?:y|ied)(?: and |-| )?(?:and )?past(?:e|ed)(?: code| parts?| functions?| blocks?)?|duplicate(?:d)? (?:code|functions?|blocks?|lines of code|logic|parts?)|code duplication|code clones?|clones?|repeated code)';
const somewhere =
  '(?: (?:here|anywhere|somewhere|(?:in|across|within|inside|of|under|for) (?:(?:the|this|my|our|all|whole|entire) )*(?:code ?base|code|repo|repository|project|folder|workspace|files?|<path>)))?';
const asksForCopies = new RegExp(
  `${lead}(?:(?:is|are|was) (?:there|any)(?: any| much| a lot of| some| too much)*|(?:find|detect|look for|search for|check for|list|spot|measure|show|where is|where are|what is|how much)(?: me)?(?: the| any| all| our| some)*|(?:do|does) (?:we|i|it|this|<path>|this project|the project) have(?: any| much)*|any|how much)? ?${copied}(?: (?:is|are) there)?${somewhere}(?: please)?$`,
);

/** The step that such a request asks for, and why; null for any other. */
export function shapedStep(
  lexicon: Lexicon,
  { text, tokens }: { text: string; tokens: readonly Token[] },
): { step: PlanStep; reason: string } | null {
  const words = spoken(tokens).replace(/\?$/, '');
  const paths = pathsOf(tokens);
  const stepOf = (name: string, args: Record<string, unknown>): PlanStep | null => {
    const entry = lexicon.entries.find(({ action }) => action.name === name);
    return entry === undefined ? null : { agent: entry.agent, action: name, arguments: args };
  };
  const isOfTable = tokens.some(({ entity }) => entity?.kind === 'path' && entity.pathKind === 'table');
  if (isOfTable) return null;
  if (asksForCopies.test(words)) {
    const step = stepOf('measure_code', { paths: paths.length === 0 ? ['.'] : paths });
    return step && { step, reason: 'This asks for code that stands at more than one place.' };
  }
  const since = comparedRevision({ text, tokens });
  const compared = pathsOf(
    tokens.filter((_, at) => since === undefined || at < since.from || at >= since.to),
  );
  if (since !== undefined && compared.length <= 1) {
    const step = stepOf('compare_code', { new: compared[0] ?? '.', since: since.ref });
    return step && { step, reason: 'This holds code against how it was in another version.' };
  }
  const unknown = againstRevision({ text, tokens });
  if (unknown !== null) {
    const step = stepOf('compare_code', { new: unknown.name, since: unknown.ref });
    return step && { step, reason: 'This holds code against how it was in another version.' };
  }
  return null;
}

/** A bare name that is held against a version of the code: "compare nothere with HEAD". It can only be a path, although none of that name is here. */
function againstRevision({ text, tokens }: { text: string; tokens: readonly Token[] }) {
  const named = namedRevision({ text, tokens });
  if (
    named === null ||
    named.to !== tokens.length ||
    !/^(?:HEAD|main|master|[0-9a-f]{7,40})\b/.test(named.ref)
  )
    return null;
  const words = spoken(tokens.slice(0, named.from));
  if (!heldAgainst.test(words)) return null;
  const name = tokens[named.from - 2]!;
  return name.entity !== null || isGrammarWord(name.word) || named.from < 3
    ? null
    : { name: name.text, ref: named.ref };
}

const heldAgainst = new RegExp(
  `${lead}(?:compare|hold|contrast|diff) [\\w.-]+ (?:with|to|against|vs|versus)$`,
);

function pathsOf(tokens: readonly Token[]): string[] {
  return [...new Set(tokens.flatMap(({ entity }) => (entity?.kind === 'path' ? [entity.path] : [])))];
}
