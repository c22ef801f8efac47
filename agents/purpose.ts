import type { ActionDefinition } from './define.ts';

/** What an action is for, as it reads after "to": "judge code", from the first words of its declaration. */
export function purposeOf({ name, when }: Pick<ActionDefinition, 'name' | 'when'>): string {
  return /^To ([^.:;,]+)/.exec(when)?.[1]?.trim() ?? name.replaceAll('_', ' ');
}
