import { describe, expect, it } from 'vitest';
import { compileDeclaration } from '../../../src/code/compile-declaration.ts';
import { loadGrammar } from '../../../src/code/grammar.ts';
import { loadLanguage } from '../../../src/code/language.ts';
import { javascript } from '../../../src/code/languages/javascript.ts';
import { SymbolTable } from '../../../src/code/selector.ts';
import { TreeBuffer } from '../../../src/code/tree-buffer.ts';

/** Texts of the nodes that a selector means. */
async function selected(
  selector: string,
  source: string,
  language: 'javascript' | 'ruby' | 'rust' = 'javascript',
) {
  const { parser } = await loadLanguage(language);
  const tree = new TreeBuffer();
  parser.parseInto(source, tree);
  const table = new SymbolTable(parser.grammar, [[selector, 1]], 'The test');
  return Array.from({ length: tree.count }, (_, row) => row)
    .filter((row) => table.of(tree, row) === 1)
    .map((row) => source.slice(tree.start[row], tree.end[row]));
}

describe('a selector', () => {
  it.each([
    ['identifier', 'a(b)', ['a', 'b']],
    ['call_expression > identifier', 'a(b)', ['a']],
    ['call_expression > arguments > identifier', 'a(b)', ['b']],
    ['call_expression > function:identifier', 'a(b)', ['a']],
    ['call_expression > arguments:*', 'a(b)', ['(b)']],
    ['&&', 'a && b || c', ['&&']],
    ['"if"', 'if (a) b;', ['if']],
    ['break_statement[label]', 'x: for (;;) { break; break x; }', ['break x;']],
    ['break_statement[!label]', 'x: for (;;) { break; break x; }', ['break;']],
    ['call_expression[function=a]', 'a(); b();', ['a()']],
    ['call_expression[function!=a]', 'a(); b();', ['b()']],
    ['call_expression[arguments][function=a]', 'a(); b();', ['a()']],
    ['array[string]', '[1]; ["s"]', ['["s"]']],
    ['array[!string]', '[1]; ["s"]', ['[1]']],
    ['array[number=2]', '[1]; [2]', ['[2]']],
    ['call_expression[function=a] > arguments', 'a(1); b(2);', ['(1)']],
  ])('%s', async (selector, source, expected) => {
    expect(await selected(selector, source)).toEqual(expected);
  });

  it('means the named kind, unless it is quoted', async () => {
    const source = 'if a\n  b\nend\n';
    expect(await selected('if', source, 'ruby')).toEqual(['if a\n  b\nend']);
    expect(await selected('"if"', source, 'ruby')).toEqual(['if']);
  });

  it('with conditions comes before the one without', async () => {
    const { parser } = await loadLanguage('rust');
    const tree = new TreeBuffer();
    parser.parseInto('fn f() { match x { 1 => 2, _ => 3 } }', tree);
    const table = new SymbolTable(
      parser.grammar,
      [
        ['match_arm', 1],
        ['match_arm[pattern=_]', 2],
      ],
      'The test',
    );
    const values = Array.from({ length: tree.count }, (_, row) => table.of(tree, row)).filter(
      (value) => value > 0,
    );
    expect(values).toEqual([1, 2]);
  });

  it.each([
    ['if_statment', 'has no "if_statment"'],
    ['if_statement > alternativ:*', 'has no field "alternativ"'],
    ['if_statement[nothing]', 'has no "nothing"'],
    ['a b', 'is not a selector'],
    ['a:if_statement > else_clause', 'has no field "a"'],
    ['alternative:if_statement > else_clause', 'a field stands before the last part alone'],
  ])('that is wrong is refused with its place: %s', async (selector, message) => {
    await expect(selected(selector, '')).rejects.toThrow(message);
  });
});

describe('a declaration', () => {
  it('that gives one kind two roles is refused', async () => {
    const grammar = await loadGrammar('javascript');
    const roles = { ...javascript.roles, loop: ['if_statement'] };
    expect(() => compileDeclaration({ ...javascript, roles }, grammar)).toThrow(
      'The declaration of javascript: "if_statement" is declared twice.',
    );
  });
});
