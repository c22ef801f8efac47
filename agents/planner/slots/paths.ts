import type { Entity } from '../entities.ts';
import type { Token } from '../tokens.ts';
import { revisionAt } from './changes.ts';
import type { SlotContext, SlotFinder } from './context.ts';

type PathEntity = Extract<Entity, { kind: 'path' }>;

function pathsIn(tokens: readonly Token[]): { entity: PathEntity; index: number }[] {
  return tokens.flatMap(({ entity }, index) => (entity?.kind === 'path' ? [{ entity, index }] : []));
}

function quotedIn(tokens: readonly Token[]): string[] {
  return tokens.flatMap(({ entity }) => (entity?.kind === 'quoted' ? [entity.text] : []));
}

/** Files, folders and globs that may hold code, in the order typed. A table counts only where there is nothing else. */
export const findCodePaths: SlotFinder = (context) => {
  const { tokens } = context;
  if (tokens.some(({ entity }) => entity?.kind === 'code')) return undefined;
  const revision = revisionAt(context);
  const paths = pathsIn(tokens)
    .filter(({ index }) => index !== revision)
    .map(({ entity }) => entity);
  const code = paths.filter(({ pathKind }) => pathKind !== 'table');
  const chosen = code.length > 0 ? code : paths;
  if (chosen.length > 0) return [...new Set(chosen.map(({ path }) => path))];
  const quoted = quotedIn(tokens);
  if (quoted.length > 0) return quoted;
  return wholeWorkspace.test(tokens.map(({ word }) => word).join(' ')) ? ['.'] : undefined;
};

/** Words for all the code that there is. */
const wholeWorkspace =
  /\b(?:everything(?! (?:up|else|ok|okay|fine|about))|all (?:of )?(?:(?:the|my|our) )?(?:code|files|sources)|(?:(?:the|this|my|our|whole|entire) )+(?:project|repo|repository|code ?base|workspace|folder|directory))\b/;

/** Code that was pasted or fenced; of several pieces, the first. */
export const findCode: SlotFinder = ({ tokens }) => {
  const token = tokens.find(({ entity }) => entity?.kind === 'code');
  return token?.entity?.kind === 'code' ? token.entity.code : undefined;
};

/** The clause's tables in the order typed; a folder or another file counts where there is no table. */
export function tablesIn({ tokens }: SlotContext): { path: string; index: number }[] {
  const paths = pathsIn(tokens);
  const tables = paths.filter(({ entity }) => entity.pathKind === 'table');
  const chosen = tables.length > 0 ? tables : paths.filter(({ entity }) => entity.pathKind !== 'code');
  return chosen.map(({ entity, index }) => ({ path: entity.path, index }));
}

/** The table that a clause is about; `--data FILE` goes before the first one. */
export const findTable: SlotFinder = (context) => {
  const tables = tablesIn(context);
  const said = tables.find(({ index }) =>
    /^(data|dataset|table)$/.test(context.tokens[index - 1]?.word ?? ''),
  );
  return (said ?? tables[0])?.path;
};

/** The tar file that a clause names. */
export const findArchive: SlotFinder = ({ tokens }) =>
  pathsIn(tokens)
    .map(({ entity }) => entity.path)
    .find((path) => /\.tar$/i.test(path));

const referenceWord =
  /^(reference|ref|baseline|base|original|old|older|training|trained|expected|historical|previous|past|before)$/;
const currentWord =
  /^(current|new|newer|now|live|latest|recent|production|prod|actual|incoming|today|after)$/;
/** After these words stands what the other table is measured against. */
const againstWord = /^(from|against|to|than|with|versus|vs|since|relative|over)$/;

/** Which words of a file's name say "before" and "after". */
const referenceName =
  /(^|[^a-z])(ref(erence)?|base(line)?|train(ing)?|old|last|prev(ious)?|before|hist(ory|orical)?|orig(inal)?|yesterday|expected)([^a-z]|$)/i;
const currentName =
  /(^|[^a-z])(cur(rent)?|new|now|live|prod(uction)?|latest|recent|today|after|this|actual)([^a-z]|$)/i;

function role(tokens: readonly Token[], index: number): 'reference' | 'current' | null {
  for (let back = index - 1; back >= Math.max(0, index - 4); back -= 1) {
    const { word, entity } = tokens[back]!;
    if (entity) return null;
    if (referenceWord.test(word)) return 'reference';
    if (currentWord.test(word)) return 'current';
    if (againstWord.test(word) || word === 'and') break;
  }
  const next = tokens[index + 1];
  const afterNext = tokens[index + 2];
  const said = /^(is|as)$/.test(next?.word ?? '')
    ? /^(the|our)$/.test(afterNext?.word ?? '')
      ? tokens[index + 3]
      : afterNext
    : next?.gap.includes('(')
      ? next
      : undefined;
  if (said && referenceWord.test(said.word)) return 'reference';
  if (said && currentWord.test(said.word)) return 'current';
  return null;
}

/**
 * The reference and the current table. What is said of a table decides ("reference=a.csv", "against a.csv"), then the files' names, then the
 * order: reference first.
 */
function driftTables(context: SlotContext): { reference?: string; current?: string } {
  const { tokens } = context;
  const [first, second] = tablesIn(context);
  if (!first) return {};
  const firstRole = role(tokens, first.index);
  if (!second)
    return firstRole === 'current' || againstBefore(tokens, first.index) === null
      ? byRole(first.path, firstRole ?? roleOfName(first.path))
      : { reference: first.path };
  return isNewFirst(tokens, first, second)
    ? { reference: second.path, current: first.path }
    : { reference: first.path, current: second.path };
}

/** Whether the first of two things that are compared is the newer one. What stands around them says so, then their names, then the order. */
export function isNewFirst(
  tokens: readonly Token[],
  first: { path: string; index: number },
  second: { path: string; index: number },
): boolean {
  const firstRole = role(tokens, first.index);
  const secondRole = role(tokens, second.index);
  if (firstRole === 'reference' || secondRole === 'current') return false;
  if (firstRole === 'current' || secondRole === 'reference') return true;
  const between = tokens.slice(first.index + 1, second.index).map(({ word }) => word);
  const lead = tokens.slice(0, first.index).map(({ word }) => word);
  const startsFrom = lead.at(-1) === 'from';
  if (startsFrom && between.includes('to')) return false;
  const names = [roleOfName(first.path), roleOfName(second.path)];
  // Where both names say it, the words between them are only manner: "compare reference.csv against current.csv".
  if (names[0] !== null && names[1] !== null && names[0] !== names[1]) return names[0] === 'current';
  if (!between.includes('and') && between.some((word) => /^(from|against|than|relative|since)$/.test(word)))
    return true;
  if (between.includes('compared') && /^(to|with)$/.test(between.at(-1) ?? '')) return true;
  if (/^(like|as|resemble|resembles|match|matches)$/.test(between.at(-1) ?? '')) return true;
  if (between.includes('respect')) return true;
  if (names[0] === 'current' && names[1] !== 'current') return true;
  return names[1] === 'reference' && names[0] !== 'reference';
}

function againstBefore(tokens: readonly Token[], index: number): string | null {
  const word = tokens[index - 1]?.word ?? '';
  return againstWord.test(word) ? word : null;
}

function byRole(
  path: string,
  tableRole: 'reference' | 'current' | null,
): { reference?: string; current?: string } {
  return tableRole === 'reference' ? { reference: path } : { current: path };
}

function roleOfName(path: string): 'reference' | 'current' | null {
  for (const part of path.split(/[\\/]/).reverse()) {
    const name = part.replace(/([a-z])([A-Z])/g, '$1 $2').replaceAll('_', ' ');
    if (referenceName.test(name)) return 'reference';
    if (currentName.test(name)) return 'current';
  }
  return null;
}

export const findReferenceTable: SlotFinder = (context) => driftTables(context).reference;
export const findCurrentTable: SlotFinder = (context) => driftTables(context).current;
