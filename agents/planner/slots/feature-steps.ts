import type { SlotFinder } from './context.ts';

/** Feature steps by the words that people have for them. */
const steps: readonly (readonly [RegExp, string])[] = [
  [/\b(target|mean|impact)[ -](encod\w*|means?)\b|\btargetmean\b/, 'targetMean'],
  [/\b(frequency|count)[ -]encod\w*\b|\bfrequenc(y|ies)\b/, 'frequency'],
  [/\bratios?\b/, 'ratio'],
  [/\bproducts?\b|\binteractions?\b/, 'product'],
  [/\bdifferences?\b/, 'difference'],
  [/\bgroup[ -](statistics?|means?|averages?)\b/, 'groupStatistic'],
  [/\bbin(s|ning|ned)?\b/, 'bin'],
  [/\bdate[ -]parts?\b/, 'dateParts'],
];

/** Feature steps that the words leave out: "without target encoding", "but no ratios". */
export const findLeftOutSteps: SlotFinder = ({ text, tokens }) => {
  const words = (text === '' ? tokens.map((token) => token.text).join(' ') : text).toLowerCase();
  const found: string[] = [];
  for (const [, what = ''] of words.matchAll(
    /\b(?:without|no|not|skip|excluding|except|leave out|leaving out|don't use|do not use)\b([^.;!?]{0,60})/g,
  ))
    for (const [pattern, step] of steps) if (pattern.test(what) && !found.includes(step)) found.push(step);
  return found.length === 0 ? undefined : found;
};
