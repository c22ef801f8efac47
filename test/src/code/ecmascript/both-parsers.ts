/** The direct parser and tree-sitter on the same text. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ecmascriptParser } from '../../../../src/code/ecmascript/index.ts';
import { loadParser, sameTree } from '../../../../src/code/parse.ts';
import { pythonParser } from '../../../../src/code/python/index.ts';
import { NodeFlag } from '../../../../src/code/syntax-tree.ts';
import { TreeBuffer } from '../../../../src/code/tree-buffer.ts';

const direct = new TreeBuffer();
const full = new TreeBuffer();

/** What became of a text: the same tree, another one, or left to tree-sitter (which may find errors in it). */
export type Outcome = 'same' | 'differs' | 'left' | 'left with errors';

export type GrammarName = 'javascript' | 'typescript' | 'tsx' | 'python';

export async function compareParsers(grammar: GrammarName, source: string): Promise<Outcome> {
  const parser = await loadParser(grammar);
  const understood =
    grammar === 'python'
      ? pythonParser().parseInto(source, direct)
      : ecmascriptParser(grammar)!.parseInto(source, direct);
  parser.parseInto(source, full);
  if (understood) {
    if (sameTree(direct, full) && direct.source === full.source) return 'same';
    parser.parseInto(grammar === 'python' ? withoutNamedMatch(source) : withoutNamedAbstract(source), full);
    return sameTree(direct, full) ? 'same' : 'differs';
  }
  const flags = full.flags.subarray(0, full.count);
  return flags.some((flag) => (flag & (NodeFlag.error | NodeFlag.missing)) !== 0)
    ? 'left with errors'
    : 'left';
}

/** Likewise for members that are called `abstract`: TypeScript's grammar takes the word for a modifier wherever it stands. */
function withoutNamedAbstract(source: string): string {
  let renamed = source;
  for (let row = 0; row < direct.count; row++) {
    const start = direct.start[row]!;
    if (
      direct.kinds[direct.symbol[row]!] === 'property_identifier' &&
      source.slice(start, direct.end[row]) === 'abstract'
    )
      renamed = `${renamed.slice(0, start)}abstrakt${renamed.slice(start + 8)}`;
  }
  return renamed;
}

/**
 * A text with another name of the same length wherever `match` is a name that begins a statement: with brackets after it Python's grammar takes that for an error,
 * and the direct parser's tree has to be the one of any other name.
 */
function withoutNamedMatch(source: string): string {
  let renamed = source;
  for (let row = 0; row < direct.count; row++) {
    const start = direct.start[row]!;
    if (direct.kinds[direct.symbol[row]!] !== 'expression_statement' || !source.startsWith('match', start))
      continue;
    renamed = `${renamed.slice(0, start)}catch${renamed.slice(start + 5)}`;
  }
  return renamed;
}

/** The offsets of a text's tokens, as tree-sitter sees them. */
export async function tokensOf(
  grammar: GrammarName,
  source: string,
): Promise<{ start: number; end: number }[]> {
  (await loadParser(grammar)).parseInto(source, full);
  const tokens: { start: number; end: number }[] = [];
  for (let row = 0; row < full.count; row++) {
    if (full.next[row] === row + 1) tokens.push({ start: full.start[row]!, end: full.end[row]! });
  }
  return tokens;
}

export function grammarOf(path: string): GrammarName {
  if (path.endsWith('.tsx')) return 'tsx';
  return /\.[mc]?ts$/.test(path) ? 'typescript' : 'javascript';
}

/** Files under a folder whose names match, sorted; folders that begin with a dot are left out. */
export function filesUnder(folder: string, name: RegExp): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => name.test(path) && !/(?:^|\/)\./.test(path))
    .sort()
    .map((path) => join(folder, path));
}

/** One text for each paragraph of a file; comments at the head of the file, up to a line of dashes, are left out. */
export function readSnippets(path: string): string[] {
  const [, text] = readFileSync(path, 'utf8').split(/^-{10,}\n/m);
  return text!.split(/\n\n+/).map((snippet) => snippet.replaceAll('␤', '\n'));
}
