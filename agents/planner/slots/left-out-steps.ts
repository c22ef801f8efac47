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

const leavingOut =
  /\b(?:without|but no|skip|skipping|excluding|leave out|leaving out|don't use|do not use)\b([^.;!?]{0,60})/g;

/** Kinds of features that words leave out: "without target encoding", "but no ratios"; empty where they leave out none. */
export function leftOutSteps(text: string): string[] {
  const found = new Set<string>();
  for (const [, what = ''] of text.toLowerCase().matchAll(leavingOut))
    for (const [pattern, step] of steps) if (pattern.test(what)) found.add(step);
  return [...found];
}

/** The same of a clause; left out where words leave out none. */
export const findLeftOutSteps: SlotFinder = ({ text }) => {
  const found = leftOutSteps(text);
  return found.length === 0 ? undefined : found;
};
