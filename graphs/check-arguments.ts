import type { z } from 'zod';
import type { ActionDefinition } from '../agents/index.ts';

/** All that an action's arguments may be, also those that only a program gives. */
export function inputOf({ input, programInput }: ActionDefinition): z.ZodObject {
  return programInput === undefined ? input : input.extend(programInput.shape);
}

/**
 * What is wrong with an action's arguments, a sentence each; empty: nothing. Arguments in `supplied` may be missing, since an earlier step
 * gives them.
 */
export function problemsOf(
  action: ActionDefinition,
  given: Readonly<Record<string, unknown>>,
  supplied: readonly string[] = [],
): string[] {
  const names = Object.keys(action.input.shape);
  const input = inputOf(action);
  // A plain object schema drops what it does not know; here that is a mistake. One with a rule for other names judges them itself.
  const unknown = (action.input.def.catchall === undefined ? Object.keys(given) : [])
    .filter((name) => !(name in input.shape))
    .map((name) => `${name}: there is no such argument; there are: ${names.join(', ') || 'none'}`);
  const parsed = input.safeParse(given);
  const isSupplied = (name: string) => supplied.includes(name) && given[name] === undefined;
  const issues = (parsed.success ? [] : parsed.error.issues)
    .filter(({ path }) => !isSupplied(String(path[0])))
    .map(({ path, message }) => `${path.map(String).join('.')}: ${message}`);
  const missing = (action.oneOf ?? [])
    .filter((set) => set.every((name) => given[name] === undefined))
    .map((set) => `one of these is needed: ${set.join(', ')}`);
  return [...unknown, ...issues, ...missing];
}
