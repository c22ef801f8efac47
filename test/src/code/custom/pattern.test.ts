// biome-ignore-all lint/suspicious/noTemplateCurlyInString: they are code of JavaScript, as data
import { describe, expect, it } from 'vitest';
import { compilePattern } from '../../../../src/code/custom/compile-pattern.ts';
import { metavariablesOf } from '../../../../src/code/custom/metavariables.ts';
import { loadLanguage } from '../../../../src/code/language.ts';
import type { LanguageName } from '../../../../src/code/types.ts';
import { findPattern } from './find-pattern.ts';

type Case = [
  language: LanguageName,
  pattern: string,
  code: string,
  texts: string[],
  bound?: Record<string, string>,
];

const cases: Case[] = [
  [
    'javascript',
    'console.log($...ARGS)',
    'console.log(1, b); console.error(2)',
    ['console.log(1, b)'],
    { ARGS: '1, b' },
  ],
  ['javascript', 'f($...A)', 'f()', ['f()'], { A: '' }],
  ['javascript', '$X == $X', 'a.b == a . b; a == b', ['a.b == a . b'], { X: 'a.b' }],
  ['javascript', 'if ($C) $BODY', 'if (a) { c }', ['if (a) { c }'], { C: 'a', BODY: '{ c }' }],
  ['javascript', 'if ($C) { $... }', 'if (a) b(); if (a) { c; d }', ['if (a) { c; d }']],
  ['javascript', 'if ($C) { $... }', 'if (a) { b } else { c }', []],
  ['javascript', 'foo("$S", $...)', "foo('a', 1); foo(`x`); foo(y)", ["foo('a', 1)", 'foo(`x`)'], { S: 'a' }],
  ['javascript', 'foo("it is")', "foo('it is'); foo('it')", ["foo('it is')"]],
  ['javascript', '`SELECT ${$X}`', '`SELECT ${a.b}`; `DROP ${a}`', ['`SELECT ${a.b}`'], { X: 'a.b' }],
  [
    'javascript',
    'function $F($...) { $...B }',
    'async function f(a) {}',
    ['async function f(a) {}'],
    { F: 'f' },
  ],
  ['javascript', 'async function $F($...) { $... }', 'function f(a) {}', []],
  [
    'javascript',
    '({ verify: false, $... })',
    'f({verify: false, a: 1}); g({b: 2})',
    ['{verify: false, a: 1}'],
  ],
  ['javascript', 'import $X from "$Y"', 'import a from "b";', ['import a from "b";'], { X: 'a', Y: 'b' }],
  [
    'javascript',
    '<div $...A>{$X}</div>',
    '<div id="3" b>{a}</div>',
    ['<div id="3" b>{a}</div>'],
    { A: 'id="3" b' },
  ],
  ['javascript', '$X.foo', 'a.foo; b?.foo', ['a.foo']],
  ['javascript', 'f(1)', 'f(/* one */ 1)', ['f(/* one */ 1)']],
  [
    'typescript',
    'function $F($X) { $... }',
    'function f(a: string): void {}',
    ['function f(a: string): void {}'],
  ],
  ['typescript', '$X as any', 'y(a as any)', ['a as any'], { X: 'a' }],
  ['typescript', 'const $X = $Y', 'const a: T = 3; let b = 4', ['const a: T = 3;'], { Y: '3' }],
  [
    'python',
    'def $F($...P):\n    $...BODY',
    'def f(a, b=1) -> int:\n  x\n  y',
    ['def f(a, b=1) -> int:\n  x\n  y'],
    { P: 'a, b=1', BODY: 'x\n  y' },
  ],
  ['python', 'open($F, "$MODE")', "open('x', 'w')\nopen(y)", ["open('x', 'w')"], { F: "'x'", MODE: 'w' }],
  [
    'python',
    'except $E:\n  pass',
    'try:\n  1\nexcept ValueError:\n  pass',
    ['except ValueError:\n  pass'],
    { E: 'ValueError' },
  ],
  [
    'python',
    '$X = open($F)\n$...\n$X.close()',
    'a = open(b)\nc()\nd()\na.close()\ne()',
    ['a = open(b)\nc()\nd()\na.close()'],
    { X: 'a' },
  ],
  ['python', '$X = open($F)\n$...\n$X.close()', 'a = open(b)\nc.close()', []],
  [
    'python',
    'get($U, $..., verify=False, $...)',
    'get(u, timeout=3, verify=False)\nget(u, verify=True)',
    ['get(u, timeout=3, verify=False)'],
  ],
  [
    'java',
    'void $F($...P) { $...B }',
    'class A { @Override public void f(int a, B b) { foo(1); } }',
    ['@Override public void f(int a, B b) { foo(1); }'],
    { P: 'int a, B b', B: 'foo(1);' },
  ],
  [
    'java',
    '$T $X = new $T($...);',
    'class A { void f() { Foo a = new Foo(1); Bar b = new Foo(); } }',
    ['Foo a = new Foo(1);'],
  ],
  [
    'go',
    'if err != nil { return $...R }',
    'func f() { if err != nil { return nil, err } }',
    ['if err != nil { return nil, err }'],
    { R: 'nil, err' },
  ],
  ['go', '$X, _ := $F($...)', 'func f() { a, _ := g(1); b, err := g(2) }', ['a, _ := g(1)']],
  ['rust', '$X.unwrap()', 'fn f() { a.b().unwrap(); }', ['a.b().unwrap()'], { X: 'a.b()' }],
  ['rust', 'println!($...A)', 'fn f() { println!("a {}", b); }', ['println!("a {}", b)']],
  ['c', 'strcpy($D, $S)', 'void f() { strcpy(a, b); }', ['strcpy(a, b)'], { D: 'a', S: 'b' }],
  ['c', 'free($P)', 'void f() { free(p); }', ['free(p)'], { P: 'p' }],
  [
    'c',
    'for ($I; $C; $S) { $...B }',
    'void f() { for (i = 0; i < 3; i++) { g(); } }',
    ['for (i = 0; i < 3; i++) { g(); }'],
    { I: 'i = 0', C: 'i < 3', S: 'i++', B: 'g();' },
  ],
  ['cpp', 'std::move($X)', 'void f() { g(std::move(a)); }', ['std::move(a)']],
  [
    'csharp',
    'catch ($E) { }',
    'class A { void F() { try { } catch (Exception) { } } }',
    ['catch (Exception) { }'],
    { E: 'Exception' },
  ],
  [
    'csharp',
    'public void $M($...P) { $...B }',
    'class A { public void F(int a) { g(); } void G() { } }',
    ['public void F(int a) { g(); }'],
  ],
  ['ruby', 'puts $X', 'puts a\nputs(b)\nputs 1, 2', ['puts a', 'puts(b)']],
  [
    'ruby',
    'rescue $E\n $...B',
    'begin\n f\nrescue Boom\n g\nend',
    ['rescue Boom\n g'],
    { E: 'Boom', B: 'g' },
  ],
  ['php', 'eval($X)', '<?php eval($a); eval("x");', ['eval($a)', 'eval("x")'], { X: '$a' }],
  ['php', 'echo $_GET[$K];', '<?php echo $_GET["a"]; echo $x["a"];', ['echo $_GET["a"];'], { K: '"a"' }],
  [
    'php',
    'function $F($...P) { $...B }',
    '<?php function f($a, $b) { g(); h(); }',
    ['function f($a, $b) { g(); h(); }'],
    { P: '$a, $b' },
  ],
];

describe('a pattern', () => {
  it.each(cases)('in %s: %j', async (language, pattern, code, texts, bound) => {
    const found = await findPattern(language, pattern, code);
    expect(found.map(({ text }) => text)).toEqual(texts);
    if (bound !== undefined) expect(found[0]!.bound).toMatchObject(bound);
  });

  it('takes the white space of a YAML block for a margin', async () => {
    const found = await findPattern('python', '    if $C:\n      $...\n', 'if a:\n    b\n    c\n');
    expect(found).toHaveLength(1);
  });

  it.each<[LanguageName, string, RegExp]>([
    ['javascript', 'foo($X', /"foo\(\$X" does not parse as javascript/],
    ['python', 'if $X:\nfoo(', /does not parse as python \(line \d of it\)/],
    ['javascript', '', /is empty/],
    ['javascript', '// note', /holds no code/],
    ['javascript', '$X', /begins with a metavariable by itself, which fits any code/],
    ['javascript', '$...X\nfoo()', /begins with a metavariable/],
    ['go', 'x '.repeat(3_000), /is \d+ characters long, and may have 4000/],
    [
      'javascript',
      Array.from({ length: 31 }, (_, index) => `f($A${index})`).join('\n'),
      /has 31 metavariables, and may have 30/,
    ],
  ])('that can not be used in %s is refused: %j', async (name, pattern, message) => {
    const language = await loadLanguage(name);
    await language.parser.load();
    expect(() => compilePattern(pattern, language)).toThrow(message);
  });

  it('with many ways to fit gives up after a while, not never', async () => {
    const args = Array.from({ length: 3_000 }, (_, index) => `a${index}`).join(', ');
    const pattern = 'f($...A, $...B, $...C, $...D, $...E, last)';
    await expect(findPattern('javascript', pattern, `f(${args});`)).rejects.toThrow(/million steps/);
  });
});

describe('metavariables', () => {
  it.each<[string, string[]]>([
    ['$X + $...YS', ['X', 'YS']],
    ['$_ + $...', ['', '']],
    ['$x + $Name + $_GET + $GLOBALS + a$X + $$', []],
    ['"$X"', ['X']],
  ])('of %j', (text, names) => {
    expect(metavariablesOf(text).map(({ name }) => name)).toEqual(names);
  });
});
