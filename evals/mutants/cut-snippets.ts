import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { LanguageName } from '../../src/code/index.ts';
import { type FunctionShape, functionShapes } from './function-shapes.ts';
import { parametersOf } from './parameters.ts';
import type { Snippet } from './snippet.ts';
import { filesOf, folderOf, type Source } from './sources.ts';

/** Of a snippet, all lines together. */
const fewestLines = 8;
const mostLines = 34;
const longestLine = 140;
const longestHeader = 8;

/** Every function of a package's files that makes a snippet. */
export function* cutSnippets(source: Source): Generator<Snippet> {
  const folder = folderOf(source);
  for (const file of filesOf(source)) {
    const text = readFileSync(join(folder, file), 'utf8');
    if (text.length > 400_000 || /@generated|DO NOT EDIT|automatically generated/i.test(text.slice(0, 2000)))
      continue;
    yield* cutFile(text, source, file);
  }
}

function* cutFile(text: string, source: Source, file: string): Generator<Snippet> {
  const shape = functionShapes[source.language]!;
  const lines = text.split(/\r?\n/);
  const imports = importsOf(lines, shape);
  for (let at = 0; at < lines.length; at += 1) {
    const match = shape.starts.exec(lines[at]!);
    if (match === null || shape.not?.test(lines[at]!)) continue;
    const found = functionAt({ lines, at, indent: match[1] ?? '', shape, language: source.language });
    if (found === null) continue;
    const snippet = assemble({ lines, found, imports, shape, source, file });
    if (snippet !== null) yield snippet;
    at = found.last;
  }
}

interface Found {
  /** With the decorators or annotations above. */
  first: number;
  header: number;
  body: number;
  last: number;
  container: number | null;
  bodyIndent: string;
}

interface Search {
  lines: readonly string[];
  at: number;
  indent: string;
  shape: FunctionShape;
  language: LanguageName;
}

function functionAt({ lines, at, indent, shape, language }: Search): Found | null {
  let opens = at;
  while (opens < at + longestHeader && !shape.opens.test(lines[opens] ?? '')) {
    if (/;\s*$/.test(lines[opens] ?? '')) return null;
    opens += 1;
  }
  if (!shape.opens.test(lines[opens] ?? '')) return null;
  let last = opens;
  for (let index = opens + 1; index < Math.min(lines.length, opens + mostLines); index += 1) {
    const line = lines[index]!;
    if (line.trim() === '') continue;
    const depth = /^\s*/.exec(line)![0].length;
    if (depth > indent.length || /^#(?:if|else|endif|define)/.test(line)) last = index;
    else {
      if (shape.closes === undefined) break;
      if (depth < indent.length || !shape.closes.test(line.trim())) return null;
      last = index;
      break;
    }
    if (index === opens + mostLines - 1) return null;
  }
  if (shape.closes !== undefined && !shape.closes.test(lines[last]!.trim())) return null;
  let first = at;
  while (first > 0 && /^\s*(?:@\w|#\[)/.test(lines[first - 1]!) && lines[first - 1]!.startsWith(indent))
    first -= 1;
  if (language === 'c' && first > 0 && /^[a-z][\w *]*$/.test(lines[first - 1]!)) first -= 1;
  const container = indent === '' || language === 'ruby' ? null : containerOf(lines, at, indent, shape);
  if (container === undefined) return null;
  const statement = lines.slice(opens + 1, last + 1).find((line) => line.trim() !== '');
  return {
    first,
    header: at,
    body: opens + 1,
    last,
    container,
    bodyIndent: /^\s*/.exec(statement ?? '')![0],
  };
}

/** The line with less indentation that is a class's header; undefined where something else is around. */
function containerOf(
  lines: readonly string[],
  at: number,
  indent: string,
  shape: FunctionShape,
): number | undefined {
  for (let index = at - 1; index >= 0; index -= 1) {
    const line = lines[index]!;
    if (line.trim() === '' || /^\s*(?:\*|\/\/|\/\*|#)/.test(line)) continue;
    const depth = /^\s*/.exec(line)![0].length;
    if (depth >= indent.length || /^[{)]/.test(line.trim())) continue;
    return shape.container.test(line) ? index : undefined;
  }
  return undefined;
}

interface Assembling {
  lines: readonly string[];
  found: Found;
  imports: readonly { at: number; text: string; names: readonly string[] }[];
  shape: FunctionShape;
  source: Source;
  file: string;
}

function assemble({ lines, found, imports, shape, source, file }: Assembling): Snippet | null {
  const { first, header, body, last, container } = found;
  const { language } = source;
  const own = lines.slice(first, last + 1);
  const text = own.join('\n');
  const used = imports.filter(({ names }) =>
    names.some((name) => new RegExp(`(?<![\\w$])${name}(?![\\w$])`).test(text)),
  );
  const preamble = [...(shape.preamble?.(file) ?? [])];
  const importLines =
    language === 'go' && used.length > 0
      ? ['import (', ...used.map((each) => each.text), ')']
      : used.map((each) => each.text.trim());
  const before = [...preamble, ...importLines, ...(importLines.length > 0 ? [''] : [])];
  const around = container === null ? null : containerLines(lines, container, language);
  const opening = around?.opening ?? [];
  // Python's docstring belongs to the head: what is added goes after it.
  const shift = before.length + opening.length - first;
  const all = [...before, ...opening, ...own, ...(around?.closing ?? [])];
  if (all.length < fewestLines || all.length > mostLines || last - body < 3) return null;
  if (all.some((line) => line.length > longestLine || /[^\x20-\x7e\t]/.test(line))) return null;
  const ranges = [
    ...used.map(({ at }) => `${at + 1}`),
    ...(container === null ? [] : [`${container + 1}`]),
    `${first + 1}-${last + 1}`,
  ];
  const signature = lines.slice(header, body).join(' ');
  const { registry, package: name, version, licence } = source;
  return {
    language,
    origin: { registry, package: name, version, licence, file, lines: ranges.join(',') },
    lines: all,
    importAt: preamble.length,
    header: header + shift,
    body: afterDocstring(lines, body, last) + shift,
    last: last + shift,
    indent: found.bodyIndent,
    parameters: parametersOf(signature, language),
  };
}

function containerLines(lines: readonly string[], at: number, language: LanguageName) {
  const header = lines[at]!;
  if (language === 'python') return { opening: [header], closing: [] };
  if (header.trimEnd().endsWith('{')) return { opening: [header], closing: [`${/^\s*/.exec(header)![0]}}`] };
  const brace = /^\s*/.exec(header)![0];
  return { opening: [header, `${brace}{`], closing: [`${brace}}`] };
}

function afterDocstring(lines: readonly string[], body: number, last: number): number {
  const opening = /^\s*[rf]?("""|''')/.exec(lines[body] ?? '');
  if (opening === null) return body;
  const quote = opening[1]!;
  if (
    lines[body]!.trim().length > 3 &&
    lines[body]!.trimEnd().endsWith(quote) &&
    lines[body]!.trim().length >= 6
  )
    return body + 1;
  for (let index = body + 1; index <= last; index += 1) if (lines[index]!.includes(quote)) return index + 1;
  return body;
}

/** Imports at the top of the file, with the names that they bring. */
function importsOf(lines: readonly string[], shape: FunctionShape) {
  const found: { at: number; text: string; names: readonly string[] }[] = [];
  for (let at = 0; at < Math.min(lines.length, 120); at += 1) {
    const line = lines[at]!;
    if (!shape.imports.test(line)) continue;
    found.push({ at, text: line, names: namesOf(line) });
  }
  return found;
}

function namesOf(line: string): string[] {
  if (/^#\s?include/.test(line)) return [...(headerNames[/[<"](.+)[>"]/.exec(line)![1]!] ?? [])];
  const quoted = /^\t(?:(\w+) )?"(?:.*\/)?([\w.-]+?)(?:\.v\d+|\/v\d+)?"$/.exec(line);
  if (quoted !== null)
    return [quoted[1] ?? quoted[2]!.replace(/^go-/, '')].filter((name) => /^\w+$/.test(name));
  const clause = line
    .replace(
      /\bfrom ['"].*$|= require\(.*$|^import static|^import type|^from [\w.]+ import|^\s*using|^use|^require/g,
      ' ',
    )
    .replace(/[\w$*]+ as /g, ' ');
  return [...clause.matchAll(/[A-Za-z_$][\w$]*(?=\s*(?:[,};]|$))/g)]
    .map(([name]) => name.replaceAll('$', '\\$'))
    .filter((name) => name !== 'import');
}

/** What the headers of C's library are used for, so that a snippet keeps those that it needs. */
const headerNames: Readonly<Record<string, readonly string[]>> = {
  'string.h': ['str\\w+', 'mem\\w+'],
  'stdio.h': ['f?s?n?printf', 'f?open', 'fclose', 'fputs', 'fgets', 'FILE'],
  'stdlib.h': ['malloc', 'calloc', 'realloc', 'free', 'exit', 'strto\\w+'],
  'unistd.h': ['read', 'write', 'close', 'unlink', 'fork'],
  'errno.h': ['errno'],
  'fcntl.h': ['open'],
};
