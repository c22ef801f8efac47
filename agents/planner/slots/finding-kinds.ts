import type { SlotFinder } from './context.ts';

const kind = '(?:critical|high|medium|low|security|reliability|performance|refactoring|style)';
const kinds = `${kind}(?:(?: and | or | & | )${kind})*`;
const thing =
  '(?:(?: |-)(?:severity|related|priority))?(?: (?:ones?|findings?|issues?|problems?|points?|bugs?|things?|stuff|matters?|aspects?|concerns?|holes?))?';
const saysOnly = [
  new RegExp(
    String.raw`\b(?:just|only|solely|exclusively|nothing but)(?: (?:show|list|give|tell|look|check|report|see|focus|find|for|me|at|on|about|the|of|any|all|its|with))* (${kinds})${thing}(?= (?:in|of|from|for|on|at|within|please|and|here)\b| <|$)`,
  ),
  new RegExp(
    String.raw`\b(${kinds})${thing} (?:in |of |for |from |on )?(?:<path> |<code> )*(?:only|and nothing else)$`,
  ),
];

/** What alone is wanted of what is found: "just security in src/app.js", "only the critical and high ones". */
export const findFindingKinds: SlotFinder = ({ tokens }) => {
  const words = tokens.map(({ word }) => word).join(' ');
  for (const pattern of saysOnly) {
    const found = pattern.exec(words)?.[1];
    if (found !== undefined) return [...new Set(found.match(new RegExp(kind, 'g')) ?? [])];
  }
  return undefined;
};
