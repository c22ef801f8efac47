import type { Token } from '../tokens.ts';
import { mayBeName, nameOf, type SlotContext, type SlotFinder } from './context.ts';

type Verdict = 'accept' | 'reject' | 'modify';

const phrases: readonly [RegExp, Verdict][] = [
  [/\bnone\b.*\b(useful|helpful|right|correct|relevant|good|valid|true|apply|applies|real)\b/, 'reject'],
  [
    /\b(false (alarm|positive)s?|not (a |an )?(real |actual )?(bug|issue|problem|useful|helpful|relevant|right|correct|true)|no good|(wont|will not|not going to|cant|cannot) (fix|do|change|apply|take|follow|implement|bother)|not applicable|on purpose|intentional|intentionally|intended|by design|deliberate|deliberately|meant to be (so|that way|like that)|thumbs? down|turn(ed|ing)? down|(dont|do not|didnt) (want|need|like|use)|no thanks?)\b|^no\b/,
    'reject',
  ],
  [
    /\b(with (some |a few |small |minor |slight )?(changes|modifications|tweaks|edits|adjustments)|differently|(a bit|slightly) different|(my|our|an?other|a different) (own )?way|but changed|in part)\b/,
    'modify',
  ],
  [
    /\b(good|nice|great) (catch|find|point|one|call|idea)\b|\bmakes sense\b|\bthumbs? up\b|\bwell spotted\b|\bspot on\b/,
    'accept',
  ],
];
const byWord: readonly [RegExp, Verdict][] = [
  [
    /^(modif(y|ied|ies|ying)|adapt(ed)?|tweak(ed)?|adjust(ed)?|edit(ed)?|chang(e|ed|ing)|partly|partially|rework(ed)?|rewrote|alter(ed)?|amend(ed)?)$/,
    'modify',
  ],
  [
    /^(reject(ed|ing|s)?|dismiss(ed)?|declin(e|ed)|ignor(e|ed)|wrong|disagree(d)?|wontfix|bogus|nonsense|incorrect|irrelevant|discard(ed)?|refus(e|ed)|useless|deny|denied|skip(ped)?|drop|throw|mistaken|nope|invalid|unhelpful|rubbish)$/,
    'reject',
  ],
  [
    /^(accept(ed|ing|s)?|approv(e|ed)|agree(d)?|appl(y|ied)|fix(ed)?|adopt(ed)?|implement(ed)?|took|take|merg(e|ed)|useful|helpful|correct|right|lgtm|keep|valid|resolved|done|true|yes|yep|help(ed|s)?|work(ed|s)|worthwhile)$/,
    'accept',
  ],
];

/** Asks for verdicts that were given, and gives none: "what did I reject?" */
const asksForVerdicts =
  /^(?:(?:so|and|but|ok|please|tell me|show me) )*(?:(?:what|which|who|when|why|how many|how often)\b.* (?:did|do|have|has|had|was|were) |who |(?:did|have|has) (?:i|we|you|they|he|she|anyone|anybody|someone|somebody)\b)/;

/** What became of a recommendation. Changes weigh more than acceptance; a negated acceptance is a rejection. A question about verdicts is none. */
export function findVerdict({ tokens }: Pick<SlotContext, 'tokens'>): Verdict | undefined {
  const words = tokens.map(({ word }) => word);
  const joined = words.join(' ');
  if (asksForVerdicts.test(`${joined} `)) return undefined;
  for (const [pattern, verdict] of phrases) if (pattern.test(joined)) return verdict;
  for (const [pattern, verdict] of byWord) {
    const index = tokens.findIndex(
      (token) => token.entity === null && (pattern.test(token.word) || pattern.test(token.stem)),
    );
    if (index === -1) continue;
    const negated = words
      .slice(Math.max(0, index - 3), index)
      .some((word) => /^(not|dont|didnt|never|wont|cannot|cant|isnt|wasnt|doesnt)$/.test(word));
    if (verdict === 'accept' && negated) return 'reject';
    if (verdict === 'reject' && negated) return 'accept';
    return verdict;
  }
  return undefined;
}

const idWord = /^(recommendation|finding|suggestion|issue|rec|id|number|no|item|advice|comment|hint)$/;

function hasIdShape(token: Token): boolean {
  const text = nameOf(token);
  if (/^rec_\w/i.test(text)) return true;
  return (
    /\d/.test(text) &&
    /^#?[A-Za-z0-9][\w.-]*$/.test(text) &&
    !/^\d+(st|nd|rd|th)$/i.test(text) &&
    !/^\d+([.,]\d+)?%?$/.test(text)
  );
}

/** Ids of recommendations that a clause names, in order. */
export function recommendationsIn({ tokens }: SlotContext): string[] {
  const found: string[] = [];
  for (const [index, token] of tokens.entries()) {
    if (token.entity?.kind === 'id') {
      found.push(token.entity.id);
      continue;
    }
    if (token.entity && token.entity.kind !== 'quoted') continue;
    const tied = idWord.test(tokens[index - 1]?.word ?? '') && mayBeNumberOrName(token);
    const marked = /^#\w*\d/.test(token.text);
    if ((tied && (hasIdShape(token) || /^#?\d+$/.test(token.text))) || marked || hasIdShape(token))
      found.push(nameOf(token).replace(/^#/, ''));
  }
  return [...new Set(found)];
}

function mayBeNumberOrName(token: Token): boolean {
  return mayBeName(token) || /^#?\d+$/.test(token.text);
}

export const findRecommendation: SlotFinder = (context) => recommendationsIn(context)[0];
