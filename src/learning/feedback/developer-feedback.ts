import { z } from 'zod';

export const FeedbackType = z.enum(['accept', 'reject', 'modify']);
export type FeedbackType = z.infer<typeof FeedbackType>;

/** Whether a person said it, or the history of the code shows it. */
export const FeedbackOrigin = z.enum(['told', 'inferred']);
export type FeedbackOrigin = z.infer<typeof FeedbackOrigin>;

const share = z.number().min(0).max(1);

/** Blank words are none. */
const orNothing = (text: string): string | undefined => (text.trim() === '' ? undefined : text);

/** What became of a recommendation: the record DeveloperFeedback, as it is given; what is left out is not known. */
export const DeveloperFeedback = z.strictObject({
  recommendationId: z.string().min(1),
  /** Left out: whoever works here, as the configuration or git says. */
  developerId: z.string().min(1).max(200).optional(),
  type: FeedbackType,
  /** How good the recommendation was. */
  score: share.optional(),
  /** Hours. */
  implementationTime: z.number().min(0).max(10_000).optional(),
  perceivedValue: share.optional(),
  complexityRating: share.optional(),
  timestamp: z.iso.datetime({ offset: true }).optional(),
  context: z.record(z.string(), z.unknown()).optional(),
  comment: z.string().max(4_000).transform(orNothing).optional(),
});
export type DeveloperFeedback = z.infer<typeof DeveloperFeedback>;

/** What is learnt from a verdict: 1 accepted, 0 rejected; with changes it is mostly accepted, or as much as was said. */
export function acceptedOf({ type, score }: Pick<DeveloperFeedback, 'type' | 'score'>): number {
  if (type === 'reject') return 0;
  return type === 'accept' ? 1 : Math.max(0.5, score ?? 0.75);
}

/** What a score says against the verdict beside it, and what counts; null where they agree. The verdict counts: why something good was not taken is the developer's affair. */
export function contradictionIn({ type, score }: Pick<DeveloperFeedback, 'type' | 'score'>): string | null {
  if (score === undefined) return null;
  if (type === 'reject' && score > 0.5)
    return `A score of ${score} speaks for what was rejected: the rejection counts, the score is kept beside it.`;
  if (type !== 'reject' && score < 0.5)
    return `A score of ${score} speaks against what was ${type === 'accept' ? 'accepted: it counts as accepted' : 'accepted with changes: it counts as half accepted'}, the score is kept beside it.`;
  return null;
}

/** What was inferred counts half: the code may have changed for another reason. */
export function weightOf(origin: FeedbackOrigin): number {
  return origin === 'told' ? 1 : 0.5;
}
