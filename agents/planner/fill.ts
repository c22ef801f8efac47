import type { PreviousTurn } from '../define.ts';
import type { ActionEntry, Lexicon } from './lexicon.ts';
import { findTargetToken } from './slots/columns.ts';
import { slotFinders } from './slots/index.ts';
import type { Token } from './tokens.ts';

export type Arguments = Record<string, unknown>;

/** Fills an action's slots from a clause. Arguments that the clause does not state stay out. */
export function fillSlots(
  lexicon: Lexicon,
  entry: ActionEntry,
  text: string,
  tokens: readonly Token[],
  hits: ReadonlySet<number>,
): Arguments {
  const filled: Arguments = {};
  for (const [name, kind] of Object.entries(entry.action.slots)) {
    if (kind === undefined) continue;
    const value = slotFinders[kind]({ lexicon, text, tokens, hits });
    if (value === undefined) continue;
    filled[name] = kind === 'model' ? withVersion(entry, tokens, value) : value;
  }
  // "Without the column monthly" names what is not learned from, not what is to be predicted.
  for (const [name, kind] of Object.entries(entry.action.slots))
    if (kind === 'column' && setApart(lexicon, text, tokens, filled[name])) delete filled[name];
  return filled;
}

/** Whether a column is named only to be left out, or to be kept to. */
function setApart(lexicon: Lexicon, text: string, tokens: readonly Token[], column: unknown): boolean {
  if (typeof column !== 'string' || findTargetToken(tokens) !== undefined) return false;
  const context = { lexicon, text, tokens, hits: new Set<number>() };
  return [slotFinders['left-out'](context), slotFinders['sole-columns'](context)].some(
    (names) => Array.isArray(names) && names.includes(column),
  );
}

/** Where an action has no place for a version, "churn@2" stays whole. */
function withVersion(entry: ActionEntry, tokens: readonly Token[], model: unknown): unknown {
  if (entry.kinds.has('version')) return model;
  for (const { entity } of tokens)
    if (entity?.kind === 'model-version') return `${entity.model}@${entity.version}`;
  return model;
}

/** The sets of arguments of which the action still lacks one. */
export function unmetGroups(entry: ActionEntry, filled: Arguments): (readonly string[])[] {
  return entry.required.filter((group) => !group.some((name) => filled[name] !== undefined));
}

const byTokens = new Set(['code-paths', 'code', 'table', 'reference-table', 'current-table']);

/** What another clause offers for an unmet group: objects by the words, names by what its own action took. */
export interface Neighbour {
  tokens: readonly Token[];
  entry: ActionEntry | null;
  filled: Arguments;
}

/** Fills required arguments that a clause does not name from its neighbours, nearest first. Changes `filled`. */
export function shareArguments(
  lexicon: Lexicon,
  entry: ActionEntry,
  filled: Arguments,
  neighbours: readonly Neighbour[],
): void {
  for (const group of unmetGroups(entry, filled)) {
    for (const name of group) {
      const kind = entry.action.slots[name];
      if (kind === undefined || filled[name] !== undefined || kind === 'code') continue;
      const value = findShared(lexicon, kind, neighbours);
      if (value !== undefined) filled[name] = value;
    }
    if (group.includes('code') && unmetGroups(entry, filled).includes(group)) {
      const value = findShared(lexicon, 'code', neighbours);
      if (value !== undefined) filled.code = value;
    }
  }
}

function findShared(
  lexicon: Lexicon,
  kind: keyof typeof slotFinders,
  neighbours: readonly Neighbour[],
): unknown {
  for (const { tokens, entry, filled } of neighbours) {
    if (byTokens.has(kind)) {
      const value = slotFinders[kind]({ lexicon, text: '', tokens, hits: new Set() });
      if (value !== undefined) return value;
    } else if (kind === 'model' && entry === null) {
      // "churn is broken, roll it back": the clause that asks for nothing names what the other is about.
      const value = slotFinders.model({ lexicon, text: '', tokens, hits: new Set() });
      if (value !== undefined) return value;
    } else if (entry) {
      const same = Object.entries(entry.action.slots).find(
        ([other, otherKind]) => otherKind === kind && filled[other] !== undefined,
      );
      if (same) return filled[same[0]];
    }
  }
  return undefined;
}

const tableKinds: ReadonlySet<string> = new Set(['table', 'reference-table', 'current-table']);

/** Fills required arguments from what the last turn was about. Changes `filled`; tells whether anything came of it. */
export function fillFromPrevious(
  entry: ActionEntry,
  filled: Arguments,
  previous: PreviousTurn | null,
): boolean {
  if (!previous) return false;
  let found = false;
  const last = previous.steps.map((step) => step.arguments).reverse();
  for (const group of unmetGroups(entry, filled)) {
    for (const name of group) {
      const kind = entry.action.slots[name];
      if (kind === 'rest-of-text' || kind === 'verdict') continue;
      const names = tableKinds.has(kind ?? '') ? [name, 'data', 'current', 'reference'] : [name];
      const value = names
        .map((other) => previous.about?.[other] ?? last.find((args) => args[other] !== undefined)?.[other])
        .find((known) => known !== undefined && !Object.values(filled).includes(known));
      if (value === undefined) continue;
      filled[name] = value;
      found = true;
      break;
    }
  }
  return found;
}
