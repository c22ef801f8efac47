/** Two versions of code that a clause names: which is the old one, and which the new. */
import type { SlotContext, SlotFinder } from './context.ts';
import { isNewFirst } from './paths.ts';

interface Version {
  /** A path, or the empty string for code that was pasted. */
  path: string;
  code: string | null;
  index: number;
}

/** The two versions, the old one first; null where it is not two that are named. */
function versionsIn({ tokens }: SlotContext): [old: Version, young: Version] | null {
  const versions: Version[] = [];
  for (const [index, { entity }] of tokens.entries()) {
    if (entity?.kind === 'code') versions.push({ path: '', code: entity.code, index });
    if (entity?.kind !== 'path' || entity.pathKind === 'table') continue;
    if (!versions.some(({ path }) => path === entity.path))
      versions.push({ path: entity.path, code: null, index });
  }
  const [first, second] = versions;
  if (first === undefined || second === undefined || versions.length > 2) return null;
  return isNewFirst(tokens, first, second) ? [second, first] : [first, second];
}

function pathOf(version: Version | undefined): string | undefined {
  return version === undefined || version.code !== null ? undefined : version.path;
}

export const findOldCodePath: SlotFinder = (context) => pathOf(versionsIn(context)?.[0]);
export const findNewCodePath: SlotFinder = (context) => pathOf(versionsIn(context)?.[1]);
export const findOldCode: SlotFinder = (context) => versionsIn(context)?.[0].code ?? undefined;
export const findNewCode: SlotFinder = (context) => versionsIn(context)?.[1].code ?? undefined;
