import { spoken } from '../questions.ts';
import { namedRevision } from './changes.ts';
import type { SlotContext, SlotFinder } from './context.ts';

const lead =
  '^(?:(?:so|and|but|ok|okay|hey|hi|please|well|also|now|then|can you|could you|would you|tell me|show me|do you know|do we have|have we|have we got|i want to know) )*';

const before =
  '(?:before|(?:it|what it) was(?: before)?|(?:(?:the|its|my|our) )*(?:last|latest|previous) (?:commit|committed version|version|state)|(?:(?:the|its) )*committed (?:version|state|one)|head|git|git head|what is (?:committed|in git)|my (?:last )?changes|(?:(?:in|at|on|the|a|commit|tag|branch|revision|version) )*<rev>)';
const place = '(?:<path>|(?:(?:the|this|my|our|whole) )*(?:code|code ?base|project|repo|repository|folder))';
const became = '(?:got|gotten|get|gets|become|became|getting|changed for the|turned)(?: any| much)?';
const judged = '(?:better|worse|cleaner|simpler|more complex|more complicated|harder to follow)';
const ago = `(?: (?:since|than|with|after|against|from|vs|compared (?:to|with|against)) (?:in |at |with |how )?${before})`;
const againstItself = [
  `${lead}(?:compare|hold|contrast|diff) <path> (?:(?:as it was|from) )?before (?:and|vs|versus|with|to|against|&) (?:after|now)(?: (?:my|the|these|our) (?:last )?(?:changes?|edits?|refactoring))?$`,
  `${lead}(?:compare|hold|contrast) ${place}(?: now)? (?:with|to|against|and|vs|versus|from) (?:how |as )?${before}$`,
  `${lead}(?:is|was|are) ${place} (?:now )?${judged}(?: now)? (?:than|since) (?:in |at |with |how )?${before}$`,
  `${lead}(?:did|has|have) <path> (?:get|become|gotten|got|getting) (?:any )?${judged}${ago}?$`,
  `${lead}(?:did|has|have) ${place} (?:get|become|gotten|got|getting) (?:any )?${judged}${ago}$`,
  `${lead}(?:what|which (?:functions?|files?|code|parts?)|did (?:anything|something)|has (?:anything|something))(?: has| have| is| did)? ${became} ${judged} (?:in|of|under|within) <path>${ago}?$`,
  `${lead}(?:what|which (?:functions?|files?|code|parts?)|did (?:anything|something)|has (?:anything|something))(?: has| have| is| did)? ${became} ${judged}(?: (?:in|of) ${place})?${ago}$`,
  `${lead}(?:before and after|before/after)(?: comparison)? (?:of|for) <path>$`,
].map((pattern) => new RegExp(pattern));

/** The revision that a file or folder is held against: the last commit for "compare app.js before and after", what is named for "what got worse in src since main". */
export const findComparedRevision: SlotFinder = (context) => comparedRevision(context)?.ref;

/** The same, with the tokens that name it: none of them is a path. */
export function comparedRevision({
  tokens,
  text,
}: Pick<SlotContext, 'tokens' | 'text'>): { ref: string; from: number; to: number } | undefined {
  const named = namedRevision({ tokens, text });
  const rest =
    named === null
      ? spoken(tokens)
      : [spoken(tokens.slice(0, named.from)), '<rev>', spoken(tokens.slice(named.to))].join(' ').trim();
  const words = rest.replace(/\?$/, '');
  if (!againstItself.some((pattern) => pattern.test(words))) return undefined;
  return named ?? { ref: 'HEAD', from: tokens.length, to: tokens.length };
}
