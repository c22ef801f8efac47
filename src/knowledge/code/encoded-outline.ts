/** Outlines and links as compact JSON: rows in place of objects, since a large code base has millions of them. */
import type { Call, Definition, Import, LanguageName, Outline } from '../../code/index.ts';

type DefinitionRow = [
  number,
  string,
  number,
  number,
  number,
  number,
  number,
  number,
  string[] | 0,
  string | 0,
  parameters?: number,
];
type ImportRow = [string, number, (readonly [string, string])[], number];
type CallRow = [number, string, string, number, number, args?: number | null, local?: number];
type OutlineRow = [
  string,
  DefinitionRow[],
  ImportRow[],
  CallRow[],
  Record<string, string>,
  Record<string, string>,
  string,
];

export function encodeOutline(outline: Outline): string {
  const row: OutlineRow = [
    outline.language,
    outline.definitions.map((each) => [
      each.kind === 'class' ? 1 : 0,
      each.name,
      each.line,
      each.endLine,
      each.sloc,
      each.cyclomatic,
      each.cognitive,
      each.owner,
      each.bases ?? 0,
      each.sketch ?? 0,
      ...rest(each.parameters),
    ]),
    outline.imports.map(({ module, line, names, isReexport, isDeferred }) => [
      module,
      line,
      names,
      (isReexport ? 1 : 0) + (isDeferred ? 2 : 0),
    ]),
    outline.calls.map(
      ({ caller, name, receiver, line, count, args, local }): CallRow =>
        local === undefined
          ? [caller, name, receiver, line, count, ...rest(args)]
          : [caller, name, receiver, line, count, args ?? null, local],
    ),
    outline.exports,
    outline.types,
    outline.package,
  ];
  return JSON.stringify(row);
}

/** A last part of a row that most rows have not. */
function rest(value: number | undefined): [] | [number] {
  return value === undefined ? [] : [value];
}

/** The outline without the figures of the whole file, which have columns of their own. */
export type StoredOutline = Omit<Outline, 'sloc' | 'cyclomatic' | 'cognitive'>;

export function decodeOutline(text: string): StoredOutline {
  const [language, definitions, imports, calls, exports, types, packageName] = JSON.parse(text) as OutlineRow;
  return {
    language: language as LanguageName,
    definitions: definitions.map(
      ([
        isClass,
        name,
        line,
        endLine,
        sloc,
        cyclomatic,
        cognitive,
        owner,
        bases,
        sketch,
        parameters,
      ]): Definition => ({
        kind: isClass === 1 ? 'class' : 'function',
        name,
        line,
        endLine,
        sloc,
        cyclomatic,
        cognitive,
        owner,
        ...(bases !== 0 && { bases }),
        ...(sketch !== 0 && { sketch }),
        ...(parameters !== undefined && { parameters }),
      }),
    ),
    imports: imports.map(
      ([module, line, names, bits]): Import => ({
        module,
        line,
        names,
        ...((bits & 1) !== 0 && { isReexport: true }),
        ...((bits & 2) !== 0 && { isDeferred: true }),
      }),
    ),
    calls: calls.map(
      ([caller, name, receiver, line, count, args, local]): Call => ({
        caller,
        name,
        receiver,
        line,
        count,
        ...(args != null && { args }),
        ...(local !== undefined && { local }),
      }),
    ),
    exports,
    types,
    package: packageName,
  };
}

/** How a call's target was found: by scope in the file, through an import or a known type, or as the only definition of the name. */
export type CallGround = 'scope' | 'import' | 'type' | 'only-one';
export const callGrounds: readonly CallGround[] = ['scope', 'import', 'type', 'only-one'];

/** What a definition of a file is bound to elsewhere; `since` is the first moment at which it was seen, in milliseconds. */
export interface Link {
  /** Place of the definition that it begins at, -1 for the file. */
  from: number;
  /** Id of the target's file. */
  file: number;
  /** The target's name in its file; empty for the file itself. */
  name: string;
  line: number;
  count: number;
  since: number;
}

/** `args`: with how many arguments, where functions of one name are told apart by them. */
export type CallLink = Link & { ground: CallGround; args?: number };

export interface Links {
  imports: Link[];
  /** Modules that are not part of the code base. */
  external: { module: string; line: number; since: number }[];
  calls: CallLink[];
  /** Classes and what they extend. */
  bases: Link[];
}

type LinkRow = [number, number, string, number, number, number];

const rowOf = ({ from, file, name, line, count, since }: Link): LinkRow => [
  from,
  file,
  name,
  line,
  count,
  since,
];
const linkOf = ([from, file, name, line, count, since]: LinkRow): Link => ({
  from,
  file,
  name,
  line,
  count,
  since,
});

export function encodeLinks({ imports, external, calls, bases }: Links): string {
  return JSON.stringify([
    imports.map(rowOf),
    external.map(({ module, line, since }) => [module, line, since]),
    calls.map((call) => [...rowOf(call), callGrounds.indexOf(call.ground), ...rest(call.args)]),
    bases.map(rowOf),
  ]);
}

/** The links; those that are out of date, marked by a `?`, as they were. */
export function decodeLinks(text: string | null): Links {
  if (text === null) return { imports: [], external: [], calls: [], bases: [] };
  const [imports, external, calls, bases] = JSON.parse(text.startsWith('?') ? text.slice(1) : text) as [
    LinkRow[],
    [string, number, number][],
    [...LinkRow, ground: number, args?: number][],
    LinkRow[],
  ];
  return {
    imports: imports.map(linkOf),
    external: external.map(([module, line, since]) => ({ module, line, since })),
    calls: calls.map(([from, file, name, line, count, since, ground, args]) => ({
      ...linkOf([from, file, name, line, count, since]),
      ground: callGrounds[ground] ?? 'only-one',
      ...(args !== undefined && { args }),
    })),
    bases: bases.map(linkOf),
  };
}
