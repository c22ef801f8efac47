import { languageOfWord } from '../languages.ts';
import type { SlotContext, SlotFinder } from './context.ts';

const measured = new Set(
  'javascript jsx typescript tsx python java go rust c cpp csharp ruby php'.split(' '),
);
/** Names that are words or letters too, and count only beside a word such as "code" or after "in". */
const ambiguous = new Set(['go', 'c', 'r', 'h', 'node', 'js', 'ts', 'cs', 'py', 'rb', 'rs', 'cc']);
const codeNoun =
  /^(code|file|files|function|functions|method|snippet|script|class|module|program|source|component|struct|handler|package|project)$/;

/** The language that the fence or a person names. */
export const findLanguage: SlotFinder = ({ tokens }) => {
  for (const { entity } of tokens) {
    if (entity?.kind === 'code' && entity.language !== null)
      return measured.has(entity.language) ? entity.language : undefined;
  }
  for (const [index, token] of tokens.entries()) {
    if (token.entity) continue;
    const language = languageOfWord(token.text);
    if (language === null || !measured.has(language)) continue;
    if (!ambiguous.has(token.word)) return language;
    const before = tokens[index - 1]?.word ?? '';
    const after = tokens[index + 1]?.word ?? '';
    if (
      /^(in|as|is|language|lang|this|using)$/.test(before) &&
      !/^(to|the|over|through|ahead|on)$/.test(after)
    ) {
      if (before !== 'this' || codeNoun.test(after)) return language;
    }
    if (codeNoun.test(after)) return language;
  }
  return undefined;
};

/** Between the cue and what is to be kept or looked up. */
const connector =
  /^(that|this|about|for|of|on|regarding|concerning|related|anything|something|everything|whatever|memory|memories|notes?|down|fact|please|me|to self)$/;
/** These belong to the lead only before a word of the cue: "in your memory". */
const bridge = /^(in|your|my|our|the|a|an|you|we|i|it|do|to|have|what|any|all|some|through|from)$/;
const ending = /[\s.!?,;:"'“”‘’`)]+$/;

function cleaned(text: string): string {
  return text
    .replace(/^[\s:,"'“”‘’`–—-]+/, '')
    .replace(/[\s,;]+(?:and )?(?:please )?(?:remember|note) (?:it|that|this)[.!]*$/i, '')
    .replace(/[\s,]+(please|pls|plz|thanks|thank you)[.!]*$/i, '')
    .replace(/['"”’]?\s+(in|from|to) (your |my |our |the )?(memory|memories|notes)[.!?]*$/i, '')
    .replace(ending, '');
}

/**
 * What follows the cue: "remember that …", "search memory for …". It goes to the end of the clause. Where nothing follows, what stands before
 * the cue ("we use tabs, remember that").
 */
export const findRestOfText: SlotFinder = ({ tokens, hits, text }: SlotContext) => {
  const first = [...hits].sort((left, right) => left - right)[0];
  if (first === undefined || tokens.length === 0) return undefined;
  const end = tokens.at(-1)!.end;
  let at = first;
  while (
    at < tokens.length &&
    (at === first || !/:/.test(tokens[at]!.gap)) &&
    belongsToLead(tokens, hits, at)
  )
    at += 1;
  const colonAhead = tokens.findIndex(
    (token, index) => index > first && index <= at + 2 && /:\s*$/.test(token.gap),
  );
  if (colonAhead > at) at = colonAhead;
  if (at < tokens.length) {
    const rest = cleaned(text.slice(tokens[at]!.start, end + trailing(text, end)));
    if (rest !== '') return rest;
  }
  const before = cleaned(
    text.slice(tokens[0]!.start, tokens[first]!.start).replace(/[,;:.\s]*(please|pls|and|so)?\s*$/i, ''),
  );
  return before === '' ? undefined : before;
};

/** A cue word ends the lead where it stands alone: in "remember the note format" the note is what to remember. */
function belongsToLead(tokens: SlotContext['tokens'], hits: ReadonlySet<number>, at: number): boolean {
  const { word, entity } = tokens[at]!;
  if (entity) return false;
  // "Recall and precision" are measures.
  if (word === 'recall' && /^(?:and|or|over|at|is|above|below)$/.test(tokens[at + 1]?.word ?? ''))
    return false;
  if (connector.test(word)) return true;
  if (bridge.test(word)) return hits.has(at) || nextHit(tokens, hits, at) !== null;
  return hits.has(at);
}

/** The place of a cue word or connector after nothing but bridging words, or null. */
function nextHit(tokens: SlotContext['tokens'], hits: ReadonlySet<number>, at: number): number | null {
  for (let index = at; index < Math.min(tokens.length, at + 4); index += 1) {
    const { word } = tokens[index]!;
    if (index > at && /:/.test(tokens[index]!.gap)) return null;
    if (hits.has(index) && !bridge.test(word)) return index;
    if (index > at && /^(about|memory|memories|notes?|regarding)$/.test(word)) return index;
    if (!bridge.test(word)) return null;
  }
  return null;
}

/** Closing brackets and signs that belong to the text though no token ends with them. */
function trailing(text: string, end: number): number {
  return /^[)\]}%]*/.exec(text.slice(end))![0].length;
}

/** The whole request. */
export const findWholeText: SlotFinder = ({ text }) => text.trim();
