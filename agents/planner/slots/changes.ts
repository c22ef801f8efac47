import type { Token } from '../tokens.ts';
import { isFunctionWord } from '../words.ts';
import type { SlotContext, SlotFinder } from './context.ts';

/** Words for what somebody did to the code since the last commit. */
const changed =
  /\b(?:my|our|the|these|those|local|uncommitted|unstaged|pending|current|latest|recent|all|git|only) (?:(?:local|uncommitted|unstaged|pending|current|latest|recent|git|code) )*(?:changes|diff|edits|modifications)\b|\buncommitted\b|\bwhat did (?:i|we) (?:just )?(?:change|touch|edit)\b|\b(?:what|everything|lines|files)(?: that)? (?:i|we|i have|we have|ive|weve|is|was|were|has) (?:just )?(?:changed|edited|touched|modified)\b|\bwork in progress\b|\bwip\b|\bchanges (?:since|against|to|on|from|in|compared)\b|\bchanged (?:lines|files|code) (?:since|against|compared)\b|\b(?:diff|branch|pr) (?:against|to|with|vs|versus)\b/;
const lastCommit = /\b(?:last|latest|previous|most recent) commit\b/;
const since = /^(?:since|against|from|vs|versus|to|with|relative|than|between)$/;
/** What a revision looks like besides a version: a usual branch, HEAD and its ancestors, a remote's branch, a commit. */
const revision =
  /^(?:main|master|develop|trunk|HEAD(?:[~^]\d*)*|(?:origin|upstream)\/[\w./-]+|[0-9a-f]{7,40})$/;

/** After "since" and the like these name a time or a thing, and no branch. */
const noRevision =
  /^(?:yesterday|today|then|now|last|my|our|this|that|it|them|monday|tuesday|wednesday|thursday|friday|saturday|sunday|week|release|deployment|review|production)$/;

/** A token as it was typed, with the "~2" that no word has. */
function typed(tokens: readonly Token[], index: number, text: string): string {
  const token = tokens[index]!;
  return token.text + (/^[~^]\d*(?:[~^]\d*)*/.exec(text.slice(token.end))?.[0] ?? '');
}

/** The revision that changes are counted from, where the clause names one, and the index of its token. */
function revisionIn({ tokens, text }: SlotContext): { ref: string; index: number } | null {
  for (let index = 1; index < tokens.length; index += 1) {
    let before = index - 1;
    while (before > 0 && /^(?:the|branch|commit|revision|tag|to|of)$/.test(tokens[before]!.word)) before -= 1;
    if (!since.test(tokens[before]!.word) && !since.test(tokens[index - 1]!.word)) continue;
    const ref = typed(tokens, index, text);
    const told = /^(?:since|against)$/.test(tokens[before]!.word) && tokens[index]!.entity === null;
    if (
      revision.test(ref) ||
      (told && !isFunctionWord(tokens[index]!.word) && !noRevision.test(tokens[index]!.word))
    )
      return { ref, index };
  }
  return null;
}

/** A revision after a word such as "since" or "with", wherever the clause speaks of changes or not: as typed, and which tokens it takes. */
export function namedRevision({ tokens, text }: Pick<SlotContext, 'tokens' | 'text'>): {
  ref: string;
  from: number;
  to: number;
} | null {
  for (let index = 1; index < tokens.length; index += 1) {
    const token = tokens[index]!;
    const before = tokens[index - 1]!.word;
    const isIntroduced =
      /^(?:commit|revision|tag|branch|since|than|against|with|to|and|vs|versus|from|in|at|on)$/.test(before);
    const ref = typed(tokens, index, text);
    const isVersion = token.entity?.kind === 'version' && !/^model/.test(tokens[index - 2]?.word ?? '');
    const isSaid = /^(?:commit|revision|tag|branch)$/.test(before) && token.entity === null;
    if (!isIntroduced || !(revision.test(ref) || isVersion || isSaid)) continue;
    // “HEAD~3” is read as two words.
    const end = token.start + ref.length;
    const next = tokens.findIndex(({ start }) => start >= Math.max(end, token.end));
    return { ref, from: index, to: next === -1 ? tokens.length : next };
  }
  return null;
}

function speaksOfChanges({ tokens }: SlotContext): boolean {
  return changed.test(tokens.map(({ word }) => word).join(' '));
}

/** The Git revision since which code is to be looked at: "my changes" (HEAD), "changes since main", "the last commit". */
export const findChangesSince: SlotFinder = (context) => {
  const words = context.tokens.map(({ word }) => word).join(' ');
  if (lastCommit.test(words)) return /\b(?:since|after)\b/.test(words) ? 'HEAD' : 'HEAD~1..HEAD';
  if (findStaged(context) === true) return undefined;
  if (!speaksOfChanges(context)) {
    // "Review src since HEAD~3"
    const named = namedRevision(context);
    return named !== null && /^(?:since|against)$/.test(context.tokens[named.from - 1]!.word)
      ? named.ref
      : undefined;
  }
  return revisionIn(context)?.ref ?? 'HEAD';
};

/** True where what is staged is meant. */
export const findStaged: SlotFinder = ({ tokens }) =>
  /\bstaged\b|\babout to commit\b|\bgoing to commit\b/.test(tokens.map(({ word }) => word).join(' ')) ||
  undefined;

/** The index of the token that names a revision and no file ("changes since origin/main"), or -1. */
export function revisionAt(context: SlotContext): number {
  return speaksOfChanges(context) ? (revisionIn(context)?.index ?? -1) : -1;
}
