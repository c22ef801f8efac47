/**
 * Prints the syntax tree of a file, for those who declare a language (see `docs/languages.md`):
 *
 *     node test/tools/print-syntax-tree.ts lua example.lua
 *     echo 'x = 1' | node test/tools/print-syntax-tree.ts lua -
 *     node test/tools/print-syntax-tree.ts lua        the kinds and fields that the grammar has
 */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { loadParser } from '../../src/code/parse.ts';
import { kindOf, NodeFlag, textOf } from '../../src/code/syntax-tree.ts';
import { TreeBuffer } from '../../src/code/tree-buffer.ts';

/** One node a line: its line, its field, its kind (tokens in quotes), and the text of those that have no children. */
export async function printSyntaxTree(grammar: string, source: string): Promise<string> {
  const tree = new TreeBuffer();
  (await loadParser(grammar)).parseInto(source, tree);
  const depths = new Uint32Array(tree.count);
  const lines: string[] = [];
  for (let node = 0; node < tree.count; node++) {
    const depth = node === 0 ? 0 : depths[tree.parent[node]!]! + 1;
    depths[node] = depth;
    const flags = tree.flags[node]!;
    const field = tree.fields[tree.field[node]!]!;
    const named = (flags & NodeFlag.named) !== 0;
    const kind = named ? kindOf(tree, node) : JSON.stringify(kindOf(tree, node));
    const leaf = named && tree.next[node] === node + 1 ? ` ${JSON.stringify(textOf(tree, node))}` : '';
    const missing = (flags & NodeFlag.missing) !== 0 ? ' (missing)' : '';
    const line = String(tree.line[node]).padStart(4);
    lines.push(`${line}  ${'  '.repeat(depth)}${field && `${field}: `}${kind}${leaf}${missing}`);
  }
  return `${lines.join('\n')}\n`;
}

/** The named kinds, the tokens and the fields of a grammar. */
async function printGrammar(name: string): Promise<string> {
  const { grammar } = await loadParser(name);
  const kinds = (named: number) =>
    [...new Set(grammar.kinds.filter((_, symbol) => grammar.named[symbol] === named))].sort().join(' ');
  return `kinds: ${kinds(1)}\n\ntokens: ${kinds(0)}\n\nfields: ${grammar.fields.slice(1).join(' ')}\n`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [, , grammar, file] = process.argv;
  if (!grammar) throw new Error('Name a grammar: node test/tools/print-syntax-tree.ts GRAMMAR [FILE]');
  const output = file
    ? await printSyntaxTree(grammar, readFileSync(file === '-' ? 0 : file, 'utf8'))
    : await printGrammar(grammar);
  process.stdout.write(output);
}
