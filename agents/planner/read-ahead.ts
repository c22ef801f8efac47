import type { Work } from '../../src/turns/index.ts';
import { readGraphShape } from './graph-shapes.ts';
import { buildLexicon } from './lexicon.ts';
import type { PlanRequest } from './plan-by-policy.ts';

/** What `planByPolicy` needs that takes long the first time, with turns between: the words of all agents' actions, and the shapes of questions to the graph. */
export function* readAhead({ text, agents }: Pick<PlanRequest, 'text' | 'agents'>): Work<void> {
  yield* buildLexicon(agents);
  yield;
  yield* readGraphShape(text);
}
