import type { LanguageName } from '../../../src/code/index.ts';
import type { Site, Snippet } from '../snippet.ts';

/** What a seeded defect does to the code. */
export type DefectClass = 'vulnerability' | 'error-handling' | 'behaviour';

type Family = LanguageName;

/** A way to spoil code, as reviewers meet it. */
export interface Operator {
  id: string;
  class: DefectClass;
  /** Number in the Common Weakness Enumeration. */
  cwe: number;
  /** What a reviewer should say of it. */
  says: string;
  /** Adds code that was not there, where the others change or take away what is. */
  adds?: boolean;
  /** By language: the places in a snippet where it can be done. */
  sites: Partial<Record<Family, (snippet: Snippet) => Site[]>>;
}

/** What stands for a line that is matched: new text, several lines, or null where the match is none after all. */
export type Replacement =
  | string
  | ((match: RegExpExecArray, snippet: Snippet, line: number) => string | readonly string[] | null);

const comment = /^\s*(?:\/\/|#(?!include|define|if|\[)|\*|\/\*|--|"""|''')/;

/** Every line of the body that matches, rewritten. In a text, `$1` is the first group and so on. */
export function rewrite(pattern: RegExp, replacement: Replacement, needs: readonly string[] = []) {
  return (snippet: Snippet): Site[] => {
    const sites: Site[] = [];
    for (let at = snippet.header; at <= snippet.last; at += 1) {
      const line = snippet.lines[at]!;
      if (comment.test(line)) continue;
      const match = pattern.exec(line);
      if (match === null) continue;
      const text =
        typeof replacement === 'string'
          ? line.replace(pattern, replacement)
          : replacement(match, snippet, at);
      if (text === null) continue;
      const insert = typeof text === 'string' ? text.split('\n') : text;
      if (insert.length === 1 && insert[0] === line) continue;
      sites.push({ edit: { at, remove: 1, insert }, needs });
    }
    return sites;
  };
}

/** The same places, with further lines (from the changed one on) that a reviewer may point to. */
export function pointingAlso(also: readonly number[], sites: (snippet: Snippet) => Site[]) {
  return (snippet: Snippet): Site[] => sites(snippet).map((site) => ({ ...site, also }));
}

/** The line with the matched part replaced by `text`. */
export function spliced(match: RegExpExecArray, text: string): string {
  return match.input.slice(0, match.index) + text + match.input.slice(match.index + match[0].length);
}

export function indentOf(line: string): string {
  return /^\s*/.exec(line)![0];
}

/** Index of the last line that lies deeper than line `at`; blank lines belong to what is around them. */
export function blockEnd(lines: readonly string[], at: number, last: number): number {
  const depth = indentOf(lines[at]!).length;
  let end = at;
  for (let index = at + 1; index <= last; index += 1) {
    const line = lines[index]!;
    if (line.trim() === '') continue;
    if (indentOf(line).length <= depth) break;
    end = index;
  }
  return end;
}

export interface BlockOptions {
  /** Of the block's first line. */
  header: RegExp;
  /** The whole block's new text, header and end included (`end` is the line that closes it, empty in Python and the like). */
  becomes: (block: Block, snippet: Snippet) => readonly string[] | null;
  also?: readonly number[];
  needs?: readonly string[];
}

/** A header line, the deeper lines under it, and the line that closes it. */
export interface Block {
  at: number;
  match: RegExpExecArray;
  header: string;
  inside: readonly string[];
  /** `}` or `end`, with what follows on its line; undefined where nothing closes a block. */
  end: string | undefined;
}

/** Every block whose header matches. */
export function blocks({ header, becomes, also, needs }: BlockOptions) {
  return (snippet: Snippet): Site[] => {
    const sites: Site[] = [];
    for (let at = snippet.header; at < snippet.last; at += 1) {
      const match = header.exec(snippet.lines[at]!);
      if (match === null || comment.test(snippet.lines[at]!)) continue;
      const until = blockEnd(snippet.lines, at, snippet.last);
      if (until === at) continue;
      const closing = snippet.lines[until + 1];
      const closes =
        closing !== undefined &&
        until + 1 <= snippet.last &&
        indentOf(closing) === indentOf(snippet.lines[at]!) &&
        /^\s*(?:\}|end\b)/.test(closing);
      const block: Block = {
        at,
        match,
        header: snippet.lines[at]!,
        inside: snippet.lines.slice(at + 1, until + 1),
        end: closes ? closing : undefined,
      };
      const insert = becomes(block, snippet);
      if (insert === null) continue;
      const remove = until - at + 1 + (closes ? 1 : 0);
      sites.push({ edit: { at, remove, insert }, ...(also ? { also } : {}), needs: needs ?? [] });
    }
    return sites;
  };
}

export interface InsertOptions {
  /** Lines without indentation; `null` where the snippet has no place for them. */
  lines: (snippet: Snippet) => readonly string[] | null;
  needs?: readonly string[];
}

/** New statements at the beginning of the body. */
export function insertFirst({ lines, needs = [] }: InsertOptions) {
  return (snippet: Snippet): Site[] => {
    const insert = lines(snippet);
    if (insert === null) return [];
    const indented = insert.map((line) => (line === '' ? '' : snippet.indent + line));
    return [{ edit: { at: snippet.body, remove: 0, insert: indented }, needs }];
  };
}

/** The same for several languages. */
export function forEach<Name extends LanguageName>(
  languages: readonly Name[],
  sites: (snippet: Snippet) => Site[],
): Partial<Record<Name, (snippet: Snippet) => Site[]>> {
  return Object.fromEntries(languages.map((language) => [language, sites])) as Partial<
    Record<Name, (snippet: Snippet) => Site[]>
  >;
}

/** The first parameter that by its name and type holds a text. */
export function textParameter(snippet: Snippet): string | null {
  const found = snippet.parameters.find(({ name, type }) =>
    type === '' ? textName.test(name) : textType.test(type.trim()),
  );
  return found?.name ?? null;
}

const textName =
  /(?:name|path|file|url|uri|query|key|value|str|text|host|user|command|cmd|title|message|id|dir|pattern|label)s?$/i;
const textType =
  /^(?:string|String|str|&str|&'?\w* ?str|impl AsRef<str>|const char ?\*|char ?\*|CharSequence|Optional\[str\]|str \| None)$/;
