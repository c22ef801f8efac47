/** Code with metavariables to a pattern: parsed with the language's own grammar, so that it is matched as what it is. */
import type { Language } from '../language.ts';
import { familyOf, type LanguageFamily } from '../rules/languages.ts';
import { grammars } from '../rules/reading/grammar.ts';
import type { NodeIndex, SyntaxTree } from '../syntax-tree.ts';
import { NodeFlag } from '../syntax-tree.ts';
import { TreeBuffer } from '../tree-buffer.ts';
import { type Metavariable, metavariablesOf } from './metavariables.ts';
import type { Pattern, PatternNode } from './pattern.ts';
import { contextsOf, isIdleToken, isList, lastReadings, spellingsOf, wrappers } from './spellings.ts';

/** A pattern that can't be used; the message completes "the pattern …". */
export class PatternError extends Error {}

const longestPattern = 4_000;
const mostMetavariables = 30;
/** What a pattern may take to parse: far more than any takes, and too little to be noticed. */
const mostMs = 500;

/**
 * Compiles a code pattern for a language.
 *
 * @throws PatternError when it does not parse in that language, or would fit anything
 */
export function compilePattern(text: string, language: Language): Pattern {
  const trimmed = withoutMargin(text);
  if (trimmed === '') throw new PatternError('is empty.');
  if (trimmed.length > longestPattern)
    throw new PatternError(`is ${trimmed.length} characters long, and may have ${longestPattern}.`);
  const holes = metavariablesOf(trimmed);
  if (holes.length > mostMetavariables)
    throw new PatternError(`has ${holes.length} metavariables, and may have ${mostMetavariables}.`);
  const items = itemsOf(trimmed, holes, language);
  const first = items[0];
  if (first === undefined) throw new PatternError(`${JSON.stringify(trimmed)} holds no code.`);
  if (first.type === 'hole')
    throw new PatternError(
      `${JSON.stringify(trimmed)} begins with a metavariable by itself, which fits any code.`,
    );
  const names = new Set(holes.map(({ name }) => name).filter((name) => name !== ''));
  const { strings } = grammars[familyOf(language.name)];
  const kinds = first.type === 'tree' ? [first.kind] : strings;
  return { items, kinds, names, words: wordsOf(items) };
}

/** Lines without the white space that all of them begin with: YAML blocks are indented. */
function withoutMargin(text: string): string {
  const lines = text.replaceAll('\r\n', '\n').split('\n');
  const margins = lines.filter((line) => line.trim() !== '').map((line) => /^[ \t]*/.exec(line)![0].length);
  const margin = Math.min(...margins, 1_000);
  return lines
    .map((line) => line.slice(Math.min(margin, line.length)))
    .join('\n')
    .trim();
}

/** A pattern as a text that parses. */
interface Spelled {
  /** As it was given, its metavariables in it. */
  text: string;
  tree: SyntaxTree;
  /** Where the pattern stands in the tree's text. */
  start: number;
  end: number;
  /** Where each metavariable stands in the tree's text, in their order. */
  holes: readonly (Metavariable & { from: number; to: number; word: string })[];
}

/** Tries what may stand around the pattern and for its metavariables until it parses without an error. */
function itemsOf(text: string, holes: readonly Metavariable[], language: Language): PatternNode[] {
  const family = familyOf(language.name);
  let last: PatternNode[] | null = null;
  const spellings = spellingsOf(family);
  let least: { broken: number; line: number } = { broken: Number.POSITIVE_INFINITY, line: 1 };
  for (const context of contextsOf(family, text)) {
    const choice = holes.map(() => 0);
    let best = attempt(text, holes, choice, context, language);
    // One metavariable after the other gets the spelling that parses best where it stands.
    for (let index = 0; index < holes.length && best.broken > 0; index += 1) {
      for (let spelling = 1; spelling < spellings.length && best.broken > 0; spelling += 1) {
        const before = choice[index]!;
        choice[index] = spelling;
        const other = attempt(text, holes, choice, context, language);
        if (other.broken < best.broken) best = other;
        else choice[index] = before;
      }
    }
    if (best.broken === 0) {
      const items = new PatternBuilder(best.spelled, family).items();
      if (!items.every((item) => item.type === 'tree' && lastReadings.has(item.kind))) return items;
      last ??= items;
    }
    if (best.broken < least.broken) least = best;
  }
  if (last !== null) return last;
  const where = text.includes('\n') ? ` (line ${least.line} of it)` : '';
  throw new PatternError(`${JSON.stringify(text)} does not parse as ${language.name}${where}.`);
}

function attempt(
  text: string,
  holes: readonly Metavariable[],
  choice: readonly number[],
  context: string,
  language: Language,
): { broken: number; line: number; spelled: Spelled } {
  const spellings = spellingsOf(familyOf(language.name));
  const [before = '', after = ''] = context.split('§');
  let code = before;
  let from = 0;
  const placed = holes.map((hole, index) => {
    const word = `zq${index}zq`;
    code += text.slice(from, hole.start);
    const begin = code.length;
    code += spellings[choice[index]!]!.replace(/zq/gi, (part) => (part === 'Zq' ? `Z${word}` : word));
    from = hole.end;
    return { ...hole, from: begin, to: code.length, word };
  });
  code += text.slice(from);
  const end = code.length + (after.startsWith(';') ? 1 : 0);
  const tree = new TreeBuffer(256);
  language.parser.parseInto(code + after, tree, mostMs);
  let broken = 0;
  let line = 1;
  for (let node = 0; node < tree.count; node += 1) {
    const flags = tree.flags[node]!;
    const isMissing = (flags & NodeFlag.missing) !== 0;
    if ((flags & NodeFlag.error) === 0 && !isMissing) continue;
    // What ends the last statement may be left out of a pattern.
    const isEnd = isMissing && tree.start[node]! >= end;
    if (isEnd && isIdleToken(tree.kinds[tree.symbol[node]!]!, 'js')) continue;
    if (broken === 0) line = Math.max(1, tree.line[node]! - before.split('\n').length + 1);
    // Text that makes no sense is worse than a sign that is missing.
    broken += isMissing ? 1 : 3 + tree.end[node]! - tree.start[node]!;
  }
  return { broken, line, spelled: { text, tree, start: before.length, end, holes: placed } };
}

class PatternBuilder {
  readonly #spelled: Spelled;
  readonly #tree: SyntaxTree;
  readonly #family: LanguageFamily;

  constructor(spelled: Spelled, family: LanguageFamily) {
    this.#spelled = spelled;
    this.#tree = spelled.tree;
    this.#family = family;
  }

  /** The nodes that the pattern is made of: one, or statements beside each other. */
  items(): PatternNode[] {
    let nodes = this.#outermost();
    for (;;) {
      const only = nodes.length === 1 ? nodes[0]! : -1;
      if (only < 0 || this.#hole(only) !== null) break;
      const isWhole = only === 0 || (isList(this.#kind(only)) && !this.#beginsWithWord(only));
      const isLoose = wrappers.has(this.#kind(only)) && !this.#spelled.text.endsWith(';');
      if (!isWhole && !isLoose) break;
      const inner = this.#children(only).filter((child) => this.#isNamed(child));
      if (inner.length === 0) break;
      nodes = inner;
    }
    return nodes.flatMap((node) => this.#build(node) ?? []);
  }

  /** Whether a word begins a block, which then is more than what stands in it: Rust's `unsafe { … }`. */
  #beginsWithWord(node: NodeIndex): boolean {
    const [first] = this.#children(node);
    return first !== undefined && !this.#isNamed(first) && /^\w/.test(this.#text(first));
  }

  /** The largest nodes that lie within the pattern's text, tokens left out. */
  #outermost(): NodeIndex[] {
    const { start, end } = this.#spelled;
    const found: NodeIndex[] = [];
    for (let node = 0; node < this.#tree.count; ) {
      const inside = this.#tree.start[node]! >= start && this.#tree.end[node]! <= end;
      const isEmpty = this.#tree.start[node] === this.#tree.end[node];
      if (inside && !isEmpty) {
        if (this.#isNamed(node) && !this.#isExtra(node)) found.push(node);
        node = this.#tree.next[node]!;
      } else node += 1;
    }
    return found;
  }

  #build(node: NodeIndex): PatternNode | null {
    if (this.#isExtra(node) || (this.#tree.flags[node]! & NodeFlag.missing) !== 0) return null;
    const field = this.#field(node);
    const hole = this.#hole(node);
    if (hole !== null) return { type: 'hole', name: hole.name, isSequence: hole.isSequence, field };
    const text = this.#text(node);
    if (!this.#isNamed(node)) {
      return isIdleToken(text, this.#family) ? null : { type: 'token', text };
    }
    const literal = this.#string(node);
    if (literal !== null) return literal;
    const children = this.#children(node).flatMap((child) => this.#build(child) ?? []);
    const kind = this.#kind(node);
    const isLeaf = this.#tree.next[node] === node + 1;
    return {
      type: 'tree',
      kind,
      field,
      text: isLeaf ? text : null,
      children,
      childFields: new Set(children.map((child) => ('field' in child ? child.field : ''))),
      gaps: isLeaf ? '' : this.#restored(gapsOf(this.#tree, node)),
    };
  }

  /** The metavariable that a node is, with all that its spelling needs around it; null for another node. */
  #hole(node: NodeIndex): Metavariable | null {
    const from = this.#tree.start[node]!;
    const to = this.#tree.end[node]!;
    if (from === to || isList(this.#kind(node))) return null;
    const hole = this.#spelled.holes.find((each) => from >= each.from && to <= each.to);
    return hole ?? null;
  }

  #string(node: NodeIndex): PatternNode | null {
    if (!grammars[this.#family].strings.includes(this.#kind(node))) return null;
    const parts = plainString(this.#tree, node);
    if (parts === null) {
      // A metavariable with a sign before it is an interpolation to PHP; to us it is the text of the string.
      const [, whole] = /^["'`](\$?zq\d+zq)["'`]$/.exec(this.#raw(node)) ?? [];
      const hole = whole === undefined ? null : this.#named(whole.replace('$', ''));
      if (hole === null) return null;
      return { type: 'string', field: this.#field(node), prefix: '', content: null, name: hole.name };
    }
    const hole = this.#named(parts.content.replace(/^\$/, ''));
    return {
      type: 'string',
      field: this.#field(node),
      prefix: parts.prefix,
      content: hole === null ? this.#restored(parts.content) : null,
      name: hole?.name ?? '',
    };
  }

  #named(word: string): Metavariable | null {
    return this.#spelled.holes.find((hole) => hole.word === word) ?? null;
  }

  /** A node's text, metavariables in it as they were written: in the middle of a string they are text. */
  #text(node: NodeIndex): string {
    return this.#restored(this.#raw(node));
  }

  #raw(node: NodeIndex): string {
    return this.#tree.source.slice(this.#tree.start[node], this.#tree.end[node]);
  }

  #restored(text: string): string {
    if (!text.includes('zq')) return text;
    const { holes, text: written } = this.#spelled;
    return text.replace(/\$?Z?zq(\d+)zq/g, (word, index: string) => {
      const hole = holes[Number(index)];
      return hole === undefined ? word : written.slice(hole.start, hole.end);
    });
  }

  #children(node: NodeIndex): NodeIndex[] {
    const found: NodeIndex[] = [];
    for (let child = node + 1; child < this.#tree.next[node]!; child = this.#tree.next[child]!)
      found.push(child);
    return found;
  }

  #kind(node: NodeIndex): string {
    return this.#tree.kinds[this.#tree.symbol[node]!]!;
  }

  #field(node: NodeIndex): string {
    return this.#tree.fields[this.#tree.field[node]!] ?? '';
  }

  #isNamed(node: NodeIndex): boolean {
    return (this.#tree.flags[node]! & NodeFlag.named) !== 0;
  }

  #isExtra(node: NodeIndex): boolean {
    return (this.#tree.flags[node]! & NodeFlag.extra) !== 0;
  }
}

/** The text within a node that none of its children covers, white space left out. */
export function gapsOf(tree: SyntaxTree, node: NodeIndex): string {
  let gaps = '';
  let from = tree.start[node]!;
  for (let child = node + 1; child < tree.next[node]!; child = tree.next[child]!) {
    gaps += tree.source.slice(from, tree.start[child]);
    from = Math.max(from, tree.end[child]!);
  }
  return (gaps + tree.source.slice(from, tree.end[node])).replace(/\s+/g, '');
}

const quoted = /^([A-Za-z@]*)("""|'''|"|'|`)([\s\S]*)\2$/;

/** What a string without interpolation says; null for a string with it, and for one that is written in another way. */
export function plainString(
  tree: SyntaxTree,
  node: NodeIndex,
): { prefix: string; content: string; start: number } | null {
  for (let child = node + 1; child < tree.next[node]!; child += 1) {
    const kind = tree.kinds[tree.symbol[child]!]!;
    if (/interpolation|substitution|variable_name|embedded|identifier|expression/.test(kind)) return null;
  }
  const text = tree.source.slice(tree.start[node], tree.end[node]);
  const [, prefix, quote, content] = quoted.exec(text) ?? [];
  if (prefix === undefined || quote === undefined || content === undefined) return null;
  return { prefix: prefix.toLowerCase(), content, start: tree.start[node]! + prefix.length + quote.length };
}

/** Names and words that every match holds, the longest first; a handful is enough to tell most files apart. */
function wordsOf(items: readonly PatternNode[]): string[] {
  const words = new Set<string>();
  const visit = (node: PatternNode): void => {
    if (node.type === 'tree' && node.text !== null && /^\w{3,}$/.test(node.text)) words.add(node.text);
    if (node.type === 'string' && node.content !== null && /^\w{3,}$/.test(node.content))
      words.add(node.content);
    if (node.type === 'tree') for (const child of node.children) visit(child);
  };
  for (const item of items) visit(item);
  return [...words].sort((a, b) => b.length - a.length).slice(0, 4);
}
