import { spoken } from '../questions.ts';
import type { SlotFinder } from './context.ts';

const lead =
  '^(?:(?:so|and|but|ok|okay|hey|hi|please|well|also|now|then|can you|could you|would you|tell me|show me|do you know|do we have|have we|have we got|i want to know) )*';

const before =
  '(?:before|(?:it|what it) was(?: before)?|(?:(?:the|its|my|our) )*(?:last|latest|previous) (?:commit|committed version|version|state)|(?:(?:the|its) )*committed (?:version|state|one)|head|git|git head|what is (?:committed|in git)|my (?:last )?changes)';
const againstItself = [
  `${lead}(?:compare|hold|contrast|diff) <path> (?:(?:as it was|from) )?before (?:and|vs|versus|with|to|against|&) (?:after|now)(?: (?:my|the|these|our) (?:last )?(?:changes?|edits?|refactoring))?$`,
  `${lead}(?:compare|hold|contrast) <path> (?:with|to|against|and|vs|versus|from) (?:how |as )?${before}$`,
  `${lead}(?:is|was|are) <path> (?:now )?(?:better|worse|cleaner|simpler|more complex)(?: now)? (?:than|since) (?:in |at |with |how )?${before}$`,
  `${lead}(?:did|has|have) <path> (?:get|become|gotten|got|getting) (?:any )?(?:better|worse|cleaner|simpler|more complex)(?: (?:since|than|with|after) (?:in |at )?${before})?$`,
  `${lead}(?:before and after|before/after)(?: comparison)? (?:of|for) <path>$`,
].map((pattern) => new RegExp(pattern));

/** The revision that a file is held against: the last commit for "compare app.js before and after", "did app.js get worse". */
export const findComparedRevision: SlotFinder = ({ tokens }) => {
  const words = spoken(tokens).replace(/\?$/, '');
  return againstItself.some((pattern) => pattern.test(words)) ? 'HEAD' : undefined;
};
