import type { ActionDefinition } from './define.ts';

/** What an action is for, as it reads after "to": "judge code", from the first sentence of its declaration up to a colon. */
export function purposeOf({ name, when }: Pick<ActionDefinition, 'name' | 'when'>): string {
  return /^To ([^.:;]+)/.exec(when)?.[1]?.trim() ?? name.replaceAll('_', ' ');
}
