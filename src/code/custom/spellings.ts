/** How a piece of code is made a text that a grammar can parse: what is put around it, and what stands for its metavariables. */
import type { LanguageFamily } from '../rules/languages.ts';

/** What may have to stand around a pattern; `§` is its place. */
const contextsByFamily: Readonly<Record<LanguageFamily, readonly string[]>> = {
  js: ['§', 'class Zq {\n§\n}', '(§\n)', '({ § })', 'type Zq = §\n', 'try {} §', 'switch (1) { §\n}'],
  python: ['§\n', '{§}', 'f(§)', 'try:\n  pass\n§\n', 'if 1:\n  pass\n§\n', '§\ndef f(): pass'],
  java: [
    '§',
    'class Zq { § }',
    'class Zq { void f() { § } }',
    'class Zq { void f() { §; } }',
    'class Zq { Object f = §; }',
    'class Zq { § class Y {} }',
    'class Zq { void f() { try { } § } }',
  ],
  go: ['§\n', 'package p\nfunc f() {\n§\n}\n', 'var _ = §\n', 'type Zq struct {\n§\n}\n', 'var _ = T{ § }\n'],
  rust: ['§', 'fn f() { § }', 'impl T { § }', 'fn f() { match x { § } }', 'type Zq = § ;'],
  c: ['void f() { § }', '§', 'void f() { §; }', 'struct Zq { § };', '§\n', 'void f() { try { } § }'],
  csharp: [
    'class Zq { void F() { try { } § } }',
    'class Zq { § }',
    '§',
    'class Zq { void F() { §; } }',
    'class Zq { void F() { switch (1) { § } } }',
  ],
  ruby: ['§', '{ § }', 'f(§)', 'case 1\n§\nend', 'begin\n1\n§\nend'],
  php: ['<?php §', '<?php §;', '<?php class Zq { § }', '<?php [§];', '<?php f(§);', '<?php try {} §'],
};

/** What may stand for a metavariable, the likeliest first; `zq` is its place. All of it is taken for the metavariable. */
const spellingsByFamily: Readonly<Record<LanguageFamily, readonly string[]>> = {
  js: ['zq', 'zq: Zq', '"zq"', 'case zq:'],
  python: ['zq', 'zq=zq'],
  java: ['zq', 'zq;', 'Zq zq', 'Zq zq;', 'case zq:'],
  go: ['zq', 'zq Zq', 'case zq:', 'zq: 1'],
  rust: ['zq', 'zq;', 'zq: Zq', 'fn zq() {}', 'zq => 1,'],
  c: ['zq', 'zq;', 'Zq zq', 'Zq zq;', 'case zq:'],
  csharp: ['zq', 'zq;', 'Zq zq', 'Zq zq;', 'case zq:'],
  ruby: ['zq', 'Zq', 'zq: 1', 'when zq'],
  php: ['$zq', 'zq', '$zq;', 'public $zq;', 'case zq:'],
};

/** Nodes that are only a place for a list: a metavariable in one is an element, not the list. */
const listKind =
  /(^|_)(arguments|parameters|list|body|block|module|program|file|unit|then|do|exceptions|statements|statement_block|body_statement)$/;

/** Tokens that may be there or not without a difference. */
const idleTokens: ReadonlySet<string> = new Set([';', ',']);
/** In Ruby a call and a method's head have parentheses or not. */
const parentheses: ReadonlySet<string> = new Set(['(', ')']);

/**
 * Kinds of nodes that code may have where a pattern says nothing of them: `static`, annotations, types. A pattern that
 * has one itself finds only code that has it too.
 */
const optionalKind =
  /^(modifiers?|\w+_modifiers?|decorator|attribute_list|attribute_item|(marker_)?annotation|type_annotation|type_parameters|type_parameter_list|storage_class_specifier|type_qualifier|attribute|throws|comment|\w+_comment)$/;
/** The same by field, for what has no kind of its own. */
const optionalFields: ReadonlySet<string> = new Set(['type', 'return_type', 'type_parameters', 'result']);

/** What may stand around a piece of code, the likeliest first: code that does not end is ended. */
export function contextsOf(family: LanguageFamily, code: string): readonly string[] {
  // By itself Ruby's `rescue` is a call of a method of that name.
  if (family === 'ruby' && /^(rescue|ensure)\b/.test(code)) return ['begin\n1\n§\nend'];
  const contexts = contextsByFamily[family];
  if (/[;}]$/.test(code)) return contexts;
  // Without its end a call can be read as the head of a declaration.
  return [
    ...contexts.filter((each) => each.includes('§;')),
    ...contexts.filter((each) => !each.includes('§;')),
  ];
}

export function spellingsOf(family: LanguageFamily): readonly string[] {
  return spellingsByFamily[family];
}

export function isList(kind: string): boolean {
  return listKind.test(kind);
}

export function isIdleToken(text: string, family: LanguageFamily): boolean {
  return idleTokens.has(text) || text.trim() === '' || (family === 'ruby' && parentheses.has(text));
}

export function isOptional(kind: string, field: string): boolean {
  return optionalKind.test(kind) || optionalFields.has(field);
}

/** Kinds around a single statement or expression that a pattern does not mean. */
export const wrappers: ReadonlySet<string> = new Set([
  'expression_statement',
  'global_statement',
  'parenthesized_expression',
]);

/** Readings that are taken only where no other context gives one: a method by itself is no function within a function. */
export const lastReadings: ReadonlySet<string> = new Set(['local_function_statement', 'function_signature']);
