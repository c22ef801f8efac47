/** What a workspace says of the functions that some code calls: a small index of definitions, filled only as far as it is asked. */
import { dirname } from 'node:path';
import { findFiles } from './find-files.ts';
import { loadLanguage } from './language.ts';
import { parseSource } from './measure-source.ts';
import { measureTree } from './measure-tree.ts';
import { familyOf } from './rules/languages.ts';
import { calledName } from './rules/reading/calls.ts';
import { Role, rolesOf } from './rules/reading/grammar.ts';
import { readSourceText } from './source-text.ts';
import { NodeFlag, type SyntaxTree } from './syntax-tree.ts';
import type { FunctionMetrics, LanguageName } from './types.ts';

/** A function as its file defines it. */
export interface SymbolDefinition {
  name: string;
  path: string;
  line: number;
  /** The whole function where it is short, else its head. */
  text: string;
}

/** Bounds of what is read of a workspace. */
export interface SymbolBounds {
  files: number;
  /** Characters in all, and of one file. */
  characters: number;
  fileCharacters: number;
  milliseconds: number;
}

const usualBounds: SymbolBounds = {
  files: 1_500,
  characters: 4_000_000,
  fileCharacters: 200_000,
  milliseconds: 2_000,
};
const shortFunctionLines = 12;
const headLines = 3;

/** Names of the functions, methods and classes that are called within the lines, each once, in the order of the text. */
export function calledWithin(
  tree: SyntaxTree,
  language: LanguageName,
  { line, endLine }: { line: number; endLine: number },
): string[] {
  const roles = rolesOf(tree.kinds, familyOf(language));
  const names = new Set<string>();
  for (let node = 0; node < tree.count; node += 1) {
    const isCall =
      (roles[tree.symbol[node]!]! & Role.call) !== 0 && (tree.flags[node]! & NodeFlag.named) !== 0;
    if (!isCall || tree.line[node]! < line || tree.line[node]! > endLine) continue;
    const name = calledName(tree, node);
    if (name !== '') names.add(name);
  }
  return [...names];
}

/** A function's text: all of a short one, the head of a long one. */
export function definitionText(lines: readonly string[], { line, endLine }: FunctionMetrics): string {
  const all = lines.slice(line - 1, endLine);
  if (all.length <= shortFunctionLines) return all.join('\n');
  const opens = all.findIndex((text) => /[{:]\s*$|=>\s*$|\bdo\s*$/.test(text));
  const head = all.slice(0, opens >= 0 && opens < headLines ? opens + 1 : headLines);
  return `${head.join('\n')}\n…`;
}

/** Definitions by name. Files that are known already are added; the workspace is read when a name is asked for that none of them has. */
export class SymbolIndex {
  readonly #byName = new Map<string, SymbolDefinition[]>();
  readonly #known = new Set<string>();
  readonly #workspace: { folder: string; bounds: SymbolBounds } | null;
  #read: Promise<void> | null = null;

  /** `workspace`: absolute; null reads nothing beyond what is added. */
  constructor(workspace: string | null, bounds: Partial<SymbolBounds> = {}) {
    this.#workspace =
      workspace === null ? null : { folder: workspace, bounds: { ...usualBounds, ...bounds } };
  }

  /** Adds a measured file's functions. */
  add(path: string, source: string, functions: readonly FunctionMetrics[]): void {
    this.#known.add(path);
    const lines = source.split('\n');
    for (const each of functions) {
      if (each.name === '(anonymous)') continue;
      const definition = { name: each.name, path, line: each.line, text: definitionText(lines, each) };
      const same = this.#byName.get(each.name);
      if (same === undefined) this.#byName.set(each.name, [definition]);
      else same.push(definition);
    }
  }

  /** The definitions of each name that has any; a name that many files define says nothing and is left out. */
  async find(names: readonly string[], signal?: AbortSignal): Promise<SymbolDefinition[]> {
    if (this.#workspace !== null && names.some((name) => !this.#byName.has(name))) {
      this.#read ??= this.#readWorkspace(this.#workspace, signal);
      await this.#read;
    }
    return names.flatMap((name) => {
      const found = this.#byName.get(name) ?? [];
      return found.length > 3 ? [] : found;
    });
  }

  async #readWorkspace(
    { folder, bounds }: { folder: string; bounds: SymbolBounds },
    signal: AbortSignal | undefined,
  ): Promise<void> {
    const started = performance.now();
    const { files } = findFiles(['.'], { workspace: folder, directory: folder });
    let characters = 0;
    let read = 0;
    // What is called lies near, as a rule: the folders of the files that are known come first.
    const near = new Set([...this.#known].map((path) => dirname(path)));
    const ordered = [
      ...files.filter(({ path }) => near.has(dirname(path))),
      ...files.filter(({ path }) => !near.has(dirname(path))),
    ];
    for (const { path, absolute } of ordered) {
      if (signal?.aborted || read >= bounds.files || characters >= bounds.characters) return;
      if (performance.now() - started > bounds.milliseconds) return;
      if (this.#known.has(path)) continue;
      const source = readSourceText(absolute);
      if (source === null || source.length > bounds.fileCharacters) continue;
      read += 1;
      characters += source.length;
      try {
        const { tree, language } = await parseSource({ path, source });
        this.add(path, source, measureTree(tree, await loadLanguage(language)).functions);
      } catch {
        // A file that can't be parsed defines nothing for us.
      }
    }
  }
}
