import type { ActionDefinition } from '../agents/index.ts';

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
  // A plain object schema drops what it does not know; here that is a mistake. One with a rule for other names judges them itself.
  const unknown = (action.input.def.catchall === undefined ? Object.keys(given) : [])
    .filter((name) => !names.includes(name))
    .map((name) => `${name}: there is no such argument; there are: ${names.join(', ') || 'none'}`);
  const parsed = action.input.safeParse(given);
  const isSupplied = (name: string) => supplied.includes(name) && given[name] === undefined;
  const issues = (parsed.success ? [] : parsed.error.issues)
    .filter(({ path }) => !isSupplied(String(path[0])))
    .map(({ path, message }) => `${path.map(String).join('.')}: ${message}`);
  const missing = (action.oneOf ?? [])
    .filter((set) => set.every((name) => given[name] === undefined))
    .map((set) => `one of these is needed: ${set.join(', ')}`);
  return [...unknown, ...issues, ...missing];
}
