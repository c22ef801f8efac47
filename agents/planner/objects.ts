import type { ActionEntry } from './lexicon.ts';
import type { Token } from './tokens.ts';

/** What kinds of things a whole request names. */
export interface NamedObjects {
  /** Files with rows. */
  tables: boolean;
  /** Code, or paths that may hold code. */
  code: boolean;
  /** Pieces and paths of code, each counted once: two of them can be compared. */
  codes: number;
  /** Something to work on at all: a path, code, a model with its version, the id of a recommendation. */
  any: boolean;
}

/** True for a token that names something to work on. */
export function isObject({ entity }: Token): boolean {
  return entity !== null && /^(path|code|model-version|id)$/.test(entity.kind);
}

export function objectsIn(tokens: readonly Token[]): NamedObjects {
  const named = { tables: false, code: false, codes: 0, any: false };
  const codes = new Set<string>();
  for (const token of tokens) {
    const { entity } = token;
    if (!entity) continue;
    if (isObject(token)) named.any = true;
    if (entity.kind === 'code') codes.add(`\n${entity.code}`);
    if (entity.kind === 'path' && entity.pathKind !== 'table') codes.add(entity.path);
    if (entity.kind === 'path' && entity.pathKind === 'table') named.tables = true;
  }
  named.code = codes.size > 0;
  named.codes = codes.size;
  return named;
}

/** An action can be meant only where nothing is named, or something that it works on: "review x.csv" asks for no code review. */
export function isFeasible({ kinds }: ActionEntry, { tables, code, codes }: NamedObjects): boolean {
  if (kinds.has('old-code') && codes !== 2) return false;
  if (kinds.has('code-paths') && tables && !code) return false;
  return !(kinds.has('table') && !kinds.has('model') && code && !tables);
}
