/** What agents did and decided, kept with its quality as far as it was measured, and what that foretells of the next decision. */

export type { AgentInteraction } from './agent-interaction.ts';
export { foretellQuality, type JudgedDecision, secondOpinion } from './decision-quality.ts';
export { createInteractionStore } from './interaction-store.ts';
