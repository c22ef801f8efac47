import { createPageHinkley } from '../../monitor/index.ts';
import { acceptedOf } from '../feedback/developer-feedback.ts';
import type { KeptFeedback } from '../feedback/feedback-store.ts';
import { logLoss } from './prequential.ts';

/** A lasting rise of the loss by less than this, in nats, is let pass; the rest must add up to more than the threshold. Chosen so that steady verdicts seldom raise it. */
const tolerance = 0.08;
const threshold = 12;

/**
 * Places in the verdicts at which what is accepted has clearly changed: what was believed of each before it came fits less and less (Page-Hinkley on the
 * logarithmic loss). Verdicts in the order in which they were given; those of which nothing was believed beforehand are passed over.
 */
export function acceptanceDrifts(feedback: readonly KeptFeedback[]): number[] {
  const detector = createPageHinkley({ tolerance, threshold });
  const found: number[] = [];
  for (const [place, { predicted, body }] of feedback.entries())
    if (
      predicted !== null &&
      detector.update(logLoss({ probability: predicted, accepted: acceptedOf(body) }))
    )
      found.push(place);
  return found;
}
