import type { Suite } from '../suite.ts';
import { learning } from './learning.ts';
import { patches } from './patches.ts';
import { review } from './review.ts';
import { routing } from './routing.ts';
import { safety } from './safety.ts';

/** Every evaluation suite, in the order in which `opsmith eval` runs them. */
export const suites: readonly Suite[] = [routing, review, patches, safety, learning];
