import type { Judge, RecommendationFacts } from './facts.ts';
import { acceptedOf } from './feedback/developer-feedback.ts';
import type { KeptFeedback } from './feedback/feedback-store.ts';
import { likenessBetween } from './likeness.ts';

/** Characters of a comment that are shown. */
const longestNote = 200;
/** Code shares at least this many of the bands to be called alike. */
const alike = 1 / 3;

/** What became of recommendations like one: counted, never guessed. */
export interface Likes {
  /** In words: "like it", "of this rule in src/billing", "of this rule". */
  kind: string;
  accepted: number;
  judged: number;
  /** Whose verdicts they are, without repetition. */
  developers: string[];
}

/** What was said against one or for it, with its reason in the words of who said it. */
export interface Note {
  developer: string;
  type: 'accept' | 'reject' | 'modify';
  file: string;
  comment: string;
}

/** The verdicts on the recommendations that are most like this one: those on like code if there are two, else of the rule in its area, else of the rule. */
export function likesOf(facts: RecommendationFacts, feedback: readonly KeptFeedback[]): Likes | null {
  const ofRule = feedback.filter((each) => each.facts.rule === facts.rule);
  const circles: [string, KeptFeedback[]][] = [
    ['like it', ofRule.filter((each) => isAlike(each.facts, facts))],
    [`of this rule in ${facts.area}`, ofRule.filter((each) => each.facts.area === facts.area)],
    ['of this rule', ofRule],
  ];
  const found = circles.find(([, some]) => some.length >= 2) ?? circles.find(([, some]) => some.length > 0);
  if (found === undefined) return null;
  return countOf(...found);
}

/** What some verdicts come to; null where there is none. */
export function countOf(kind: string, some: readonly KeptFeedback[]): Likes | null {
  if (some.length === 0) return null;
  return {
    kind,
    accepted: some.filter(({ body }) => acceptedOf(body) >= 0.5).length,
    judged: some.length,
    developers: [...new Set(some.map(({ developer }) => developer))],
  };
}

/** The latest comments on like recommendations of the rule, three at most. */
export function notesOn(facts: RecommendationFacts, feedback: readonly KeptFeedback[]): Note[] {
  return feedback
    .filter(
      ({ facts: own, body }) => own.rule === facts.rule && (body.comment ?? '') !== '' && isNear(own, facts),
    )
    .slice(-3)
    .reverse()
    .map(({ developer, body, facts: own }) => ({
      developer,
      type: body.type,
      file: own.file,
      comment: body.comment ?? '',
    }));
}

/** One sentence: "3 of 4 like it were accepted, all by your team". */
export function likesInWords(
  { kind, accepted, judged, developers }: Likes,
  { developer, team }: Judge,
): string {
  const counted =
    judged === 1
      ? `the only one ${kind} so far was ${accepted === 1 ? 'accepted' : 'rejected'}`
      : `${accepted} of ${judged} ${kind} were accepted`;
  return `${counted}, ${byWhom(developers, developer, team)}`;
}

/** One sentence on verdicts that this very one had: "it was rejected before, judged by you". */
export function verdictBeforeInWords(
  { accepted, judged, developers }: Likes,
  { developer, team }: Judge,
): string {
  const said =
    accepted === judged ? 'accepted' : accepted === 0 ? 'rejected' : `accepted by ${accepted} of ${judged}`;
  return `this one itself was ${said} before, ${byWhom(developers, developer, team)}`;
}

/** One sentence: who said what of a like one, and why in their own words. */
export function noteInWords({ developer, type, file, comment }: Note): string {
  const said = { accept: 'accepted', reject: 'rejected', modify: 'changed' }[type];
  const words = comment.replace(/\s+/gu, ' ').trim();
  return `${developer} ${said} one in ${file}: ${words.length > longestNote ? `${words.slice(0, longestNote)}…` : words}`;
}

function byWhom(developers: readonly string[], own: string, team: string): string {
  if (developers.length === 1) return developers[0] === own ? 'judged by you' : `judged by ${developers[0]}`;
  const others = developers.filter((each) => each !== own);
  const whose = team === '' ? '' : ` of ${team}`;
  return others.length === developers.length
    ? `judged by ${developers.length} others${whose}`
    : `judged by you and ${others.length === 1 ? others[0] : `${others.length} others${whose}`}`;
}

function isAlike(a: RecommendationFacts, b: RecommendationFacts): boolean {
  return likenessBetween(a.likeness, b.likeness) >= alike;
}

function isNear(a: RecommendationFacts, b: RecommendationFacts): boolean {
  return a.area === b.area || isAlike(a, b);
}
