import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { metavariablesOf } from '../../../../src/code/custom/metavariables.ts';
import { loadLanguage } from '../../../../src/code/language.ts';
import { rules } from '../../../../src/code/rules/index.ts';
import { familyOf } from '../../../../src/code/rules/languages.ts';
import { grammars } from '../../../../src/code/rules/reading/grammar.ts';
import { NodeFlag } from '../../../../src/code/syntax-tree.ts';
import { TreeBuffer } from '../../../../src/code/tree-buffer.ts';
import type { LanguageName } from '../../../../src/code/types.ts';
import { findPattern } from './find-pattern.ts';

interface Piece {
  text: string;
  start: number;
  /** Where a part of it stands that a metavariable may stand for: its last argument. */
  part: { start: number; end: number } | null;
}

/** The calls and statements of a code, as texts: what a person would copy into a pattern. */
async function piecesOf(name: LanguageName, code: string): Promise<Piece[]> {
  const language = await loadLanguage(name);
  await language.parser.load();
  const tree = new TreeBuffer();
  language.parser.parseInto(code, tree);
  const { blocks, calls } = grammars[familyOf(name)];
  const kind = (node: number) => tree.kinds[tree.symbol[node]!]!;
  const pieces: Piece[] = [];
  for (let node = 1; node < tree.count; node += 1) {
    const flags = tree.flags[node]!;
    if ((flags & NodeFlag.named) === 0 || (flags & NodeFlag.extra) !== 0) continue;
    const isCall = calls.includes(kind(node));
    // A label of a switch and PHP's opening tag are no code by themselves, and a block alone stands for what is in it.
    const isStatement =
      blocks.includes(kind(tree.parent[node]!)) &&
      !blocks.includes(kind(node)) &&
      !/label|tag|case/.test(kind(node));
    if (!isCall && !isStatement) continue;
    const text = code.slice(tree.start[node], tree.end[node]);
    if (text.length < 4 || metavariablesOf(text).length > 0 || isBroken(tree, node)) continue;
    const list = tree.next[node]! - 1;
    const last = isCall && kind(list) === ')' ? tree.parent[list]! : -1;
    const isList = last >= 0 && /argument/.test(kind(last));
    pieces.push({ text, start: tree.start[node]!, part: isList ? lastChild(tree, last) : null });
  }
  return pieces;
}

function isBroken(tree: TreeBuffer, node: number): boolean {
  for (let each = node; each < tree.next[node]!; each += 1)
    if ((tree.flags[each]! & (NodeFlag.error | NodeFlag.missing)) !== 0) return true;
  return false;
}

function lastChild(tree: TreeBuffer, node: number): { start: number; end: number } | null {
  let found: { start: number; end: number } | null = null;
  for (let child = node + 1; child < tree.next[node]!; child = tree.next[child]!)
    if ((tree.flags[child]! & NodeFlag.named) !== 0)
      found = { start: tree.start[child]!, end: tree.end[child]! };
  return found;
}

const examples = rules
  .flatMap(({ wrong, right }) => [...wrong, ...right])
  .filter(({ code }) => code.length < 1_000)
  .map(({ language, code }) => ({
    language,
    code: language === 'php' && !code.includes('<?') ? `<?php ${code}` : code,
  }));

describe('a pattern made from a piece of code', () => {
  it('finds that piece', async () => {
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...examples), fc.nat(), async ({ language, code }, choice) => {
        const pieces = await piecesOf(language, code);
        fc.pre(pieces.length > 0);
        const piece = pieces[choice % pieces.length]!;
        const found = await findPattern(language, piece.text, code);
        expect(found.map(({ start }) => start)).toContain(piece.start);
      }),
      { numRuns: 400, seed: 7 },
    );
  }, 30_000);

  it('finds it with a metavariable for an argument, and binds the argument', async () => {
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...examples), fc.nat(), async ({ language, code }, choice) => {
        const pieces = (await piecesOf(language, code)).filter(({ part }) => part !== null);
        fc.pre(pieces.length > 0);
        const { text, start, part } = pieces[choice % pieces.length]!;
        const { start: from, end: to } = part!;
        const argument = code.slice(from, to);
        const pattern = `${text.slice(0, from - start)}$ARG${text.slice(to - start)}`;
        // In a macro's tokens, and behind a name, it would be something else.
        fc.pre(language !== 'rust' && !argument.includes('\n'));
        const found = await findPattern(language, pattern, code);
        expect(found.find((each) => each.start === start)?.bound.ARG).toBe(argument);
      }),
      { numRuns: 200, seed: 11 },
    );
  }, 30_000);
});
