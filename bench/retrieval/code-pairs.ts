/** Pairs of what people wrote about a function and the function itself, without any comment, from packages that are installed or fetched. */
import { readFileSync } from 'node:fs';
import { parseSource } from '../../src/code/index.ts';
import { javascriptCorpus, pythonCorpus } from '../corpora.ts';

export interface CodePair {
  /** First sentence of the doc comment. */
  question: string;
  /** The function's text, with its name, without comments and docstring. */
  code: string;
  language: 'javascript' | 'python';
}

type Tree = Awaited<ReturnType<typeof parseSource>>['tree'];

const functions = new Set([
  'function_declaration',
  'generator_function_declaration',
  'method_definition',
  'function_definition',
]);
const shortestCode = 80;
const longestCode = 6_000;
const words = { least: 4, most: 60 };

/** As many pairs of each language, in an order that is the same each time; no question and no code twice. */
export async function codePairs(ofEach: number): Promise<CodePair[]> {
  const pairs: CodePair[] = [];
  for (const language of ['javascript', 'python'] as const) {
    const { paths } = language === 'javascript' ? javascriptCorpus(6_000) : pythonCorpus(2_000);
    const questions = new Set<string>();
    const codes = new Set<string>();
    const found: CodePair[] = [];
    for (const path of shuffled(paths)) {
      if (found.length >= ofEach) break;
      let ofFile = 0;
      for (const pair of await pairsIn(path, language)) {
        const code = pair.code.replace(/\s+/g, ' ');
        // A few of each file: one long file is not the whole set.
        if (ofFile >= 8 || questions.has(pair.question.toLowerCase()) || codes.has(code)) continue;
        questions.add(pair.question.toLowerCase());
        codes.add(code);
        found.push(pair);
        ofFile += 1;
      }
    }
    pairs.push(...found.slice(0, ofEach));
  }
  return pairs;
}

async function pairsIn(path: string, language: CodePair['language']): Promise<CodePair[]> {
  const { tree } = await parseSource({ source: readFileSync(path, 'utf8'), path, language });
  const pairs: CodePair[] = [];
  for (let node = 0; node < tree.count; node += 1) {
    if (!functions.has(tree.kinds[tree.symbol[node]!]!)) continue;
    const doc = language === 'python' ? docstringOf(tree, node) : commentBefore(tree, node);
    if (doc === null) continue;
    const question = firstSentence(doc.text);
    const code = withoutComments(tree, node, doc.from, doc.to);
    const count = question.split(' ').length;
    if (count < words.least || count > words.most || code.length < shortestCode || code.length > longestCode)
      continue;
    pairs.push({ question, code, language });
  }
  return pairs;
}

/** The `/** … *\/` that ends on the line above. */
function commentBefore(tree: Tree, node: number): { text: string; from: number; to: number } | null {
  const lineStart = tree.source.lastIndexOf('\n', tree.start[node]! - 1) + 1;
  const before = tree.source.slice(0, lineStart).trimEnd();
  if (!before.endsWith('*/')) return null;
  const from = before.lastIndexOf('/**');
  if (from < 0 || before.indexOf('*/', from) !== before.length - 2) return null;
  return { text: before.slice(from + 3, -2).replace(/^\s*\*+ ?/gm, ''), from, to: before.length };
}

function docstringOf(tree: Tree, node: number): { text: string; from: number; to: number } | null {
  for (let child = node + 1; child < tree.next[node]!; child = tree.next[child]!) {
    if (tree.fields[tree.field[child]!] !== 'body') continue;
    const text = tree.source.slice(tree.start[child]!, tree.end[child]!);
    const [whole, inner] = /^[rRuU]?"""([\s\S]*?)"""/.exec(text) ?? [];
    if (whole === undefined) return null;
    return { text: inner!, from: tree.start[child]!, to: tree.start[child]! + whole.length };
  }
  return null;
}

/** Up to the first full stop or empty line, on one line, without marks of JSDoc and reStructuredText. */
function firstSentence(text: string): string {
  const [paragraph = ''] = text.trim().split(/\n\s*\n|\n\s*@|\n\s*:param/);
  const line = paragraph
    .replace(/\{@\w+ ([^}]*)\}/g, '$1')
    .replace(/[`*]/g, '')
    .replace(/\s+/g, ' ')
    .trim();
  return /^@/.test(line) ? '' : (/^.*?[.!?](?=\s|$)/.exec(line)?.[0] ?? line).trim();
}

/** The node's text without comments, its own doc comment and docstring. */
function withoutComments(tree: Tree, node: number, docFrom: number, docTo: number): string {
  const cuts: [number, number][] = [[docFrom, docTo]];
  for (let each = node; each < tree.next[node]!; each += 1)
    if (tree.kinds[tree.symbol[each]!] === 'comment') cuts.push([tree.start[each]!, tree.end[each]!]);
  let text = '';
  let at = tree.start[node]!;
  for (const [from, to] of cuts.sort((a, b) => a[0] - b[0])) {
    if (to <= at || from >= tree.end[node]!) continue;
    text += tree.source.slice(at, Math.max(at, from));
    at = to;
  }
  return (text + tree.source.slice(at, tree.end[node]!)).replace(/\n\s*\n/g, '\n').trim();
}

/** The same order each time, unlike that of the paths. */
function shuffled(paths: readonly string[]): string[] {
  const order = [...paths];
  let state = 12_345;
  for (let at = order.length - 1; at > 0; at -= 1) {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    const other = state % (at + 1);
    [order[at], order[other]] = [order[other]!, order[at]!];
  }
  return order;
}
