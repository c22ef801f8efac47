import type { Remark } from './match.ts';

/**
 * A function that was cut out of its file uses names that are not there, and holds imports and members that nobody else uses: what a
 * linter says of that speaks of the cut. Left out on untouched snippets, and on mutants with added code (whose variables nobody
 * uses either); where code was changed, a variable that has become unused or unknown is a fair way to find it.
 */
export function withoutArtefacts(
  remarks: readonly Remark[],
  tags: readonly string[],
  isArtefact: RegExp,
): Remark[] {
  return tags.includes('changed') ? [...remarks] : remarks.filter(({ rule }) => !isArtefact.test(rule));
}

/** opsmith's rules about what is used nowhere. */
export const ownArtefacts = /^unused-|^undefined-/;
